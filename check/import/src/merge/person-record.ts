import type { Detail } from '@etanche/core-sealed-index';
import { isEmptyValue } from '@etanche/intake';
import { personId, type PersonId } from './person-id.ts';
import { identifiers, readIdentity } from '../read/row-identity.ts';
import type { RowPlan } from '../read/row-plan.ts';
import type { RunKeys } from '../run-keys.ts';
import type { PersonRecord } from '../read/spill-record.ts';

/**
 * The result of one readable row: a record, or null if the row identifies no person; and the reasons for ignored cells.
 */
type RowResult = {
  readonly found: { readonly record: PersonRecord; readonly id: PersonId } | null;
  readonly faults: readonly string[];
};

/** Longest cell copied to a letter: a longer one is not part of an address. */
const LETTER_CELL_CHARACTERS = 500;

export function recordOfRow(cells: readonly string[], plan: RowPlan, keys: RunKeys): RowResult {
  const identity = readIdentity(cells, plan);
  const { faults } = identity;
  const id = personId(keys.people, identity, cells, plan);
  const list = identifiers(identity, plan);
  if (id === null || (list.length === 0 && !plan.kinds.has('code'))) return { found: null, faults };
  const record = {
    name: id.name,
    entry: { categories: plan.exposure(cells), details: readDetails(cells, plan) },
    identifiers: list,
    letter: plan.letter.map((column) => (column === undefined ? '' : letterCell(cells[column] ?? ''))),
    lookFor: id.lookFor === null ? '' : Buffer.from(id.lookFor).toString('hex'),
  };
  return { found: { record, id }, faults };
}

function readDetails(cells: readonly string[], plan: RowPlan): Detail[] {
  return plan.details.flatMap(({ id, column, maxBytes }) => {
    const cell = cells[column] ?? '';
    const text = isEmptyValue(cell) ? '' : cutUtf8(cell.trim(), maxBytes);
    return text === '' ? [] : [{ id, text }];
  });
}

/** Truncates between characters. */
function cutUtf8(text: string, maxBytes: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept;
}

function letterCell(text: string): string {
  return text.length > LETTER_CELL_CHARACTERS ? '' : text.trim();
}
