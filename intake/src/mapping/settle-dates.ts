import { parseNir } from '@etanche/core-identifiers';
import { splitNirs } from '../cells/nir-cell.ts';
import { makeDateEvidence } from '../dates/date-evidence.ts';
import { dateOrders } from '../dates/read-date.ts';
import { sourceName } from '../describe-sources.ts';
import { isEmptyValue } from '../empty-value.ts';
import { IntakeError } from '../intake-error.ts';
import { readRows } from '../read-rows.ts';
import type { SourceDescription } from '../source.ts';
import type { Mapping } from './mapping.ts';

/**
 * Completes an operator's mapping with the order of day and month of each column of birth dates, decided by all rows.
 *
 * @throws IntakeError `mapping_dates_unclear` if two orders fit and give different dates: the operator has to state the
 *   order
 */
export async function settleDates(path: string, description: SourceDescription, mapping: Mapping): Promise<Mapping> {
  const open = mapping.columns.flatMap(({ role, dates }, index) =>
    role === 'birth-date' && dates === undefined ? [{ index, evidence: makeDateEvidence() }] : [],
  );
  if (open.length === 0) return mapping;
  const nirs = mapping.columns.flatMap(({ role }, index) => (role === 'nir' ? [index] : []));
  for await (const { rows } of readRows(path, description)) {
    for (const row of rows) {
      if (!row.ok) continue;
      const nir = nirs
        .flatMap((index) => splitNirs(row.cells[index] ?? ''))
        .map((text) => parseNir(text))
        .find((parsed) => parsed.ok);
      for (const { index, evidence } of open) {
        const cell = row.cells[index] ?? '';
        if (!isEmptyValue(cell)) evidence.add(cell, nir?.ok === true ? nir.value.canonical : '');
      }
    }
  }
  const orders = new Map(open.map(({ index, evidence }) => [index, evidence.decide()]));
  const unclear = [...orders].find(([, { unclear: isUnclear }]) => isUnclear)?.[0];
  if (unclear !== undefined)
    throw new IntakeError(
      'mapping_dates_unclear',
      `${sourceName(description)} column ${unclear + 1} (${description.columns[unclear] ?? ''}): two orders of day and month are possible; ` +
        `add "dates" to its line, one of ${dateOrders.join(', ')}`.trim(),
    );
  const columns = mapping.columns.map((column, index) => {
    const order = orders.get(index)?.order;
    return order === undefined ? column : { ...column, dates: order };
  });
  return { columns };
}
