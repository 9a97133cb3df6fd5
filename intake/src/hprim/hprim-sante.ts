import { parseNir } from '@etanche/core-identifiers';
import type { FlatRecord } from '../records/flatten-record.ts';
import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';

const longestColumn = 2000;

export function isHprimSante(head: string): boolean {
  return /^\s*H\|.{4}\|/.test(head) && /(?:^|[\r\n])P\|/.test(head);
}

/** One record for each segment P of HPRIM Santé 2, with the data of its analyses and comments. */
export async function* hprimSanteRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<TableItem[]> {
  let component = '~';
  let open: FlatRecord | undefined;
  let held = '';
  const take = (line: string, items: TableItem[]): void => {
    if (/^H\|/.test(line)) component = line.charAt(2);
    if (/^[HPL]\|/.test(line) && open !== undefined) {
      items.push({ kind: 'record', table: '', record: open });
      open = undefined;
    }
    if (/^P\|/.test(line)) open = patientOf(line.split('|'), component);
    else if (open !== undefined) addSegment(open, line.split('|'), component);
  };
  for await (const lines of textLines(chunks, encoding)) {
    const items: TableItem[] = [];
    for (const line of lines) {
      // Lines are cut at 220 characters; a segment A continues the previous line.
      if (/^A\|/.test(line)) held += line.slice(2);
      else {
        take(held, items);
        held = line.trimStart();
      }
    }
    if (items.length > 0) yield items;
  }
  const items: TableItem[] = [];
  take(held, items);
  if (open !== undefined) items.push({ kind: 'record', table: '', record: open });
  if (items.length > 0) yield items;
}

function patientOf(fields: readonly string[], component: string): FlatRecord {
  const record: FlatRecord = new Map();
  const put = (column: string, text: string | undefined): void => {
    if (text !== undefined && text.trim() !== '') record.set(column, text.trim());
  };
  const [family, given] = (fields[5] ?? '').split(component);
  put('NUM_DOSSIER', fields[2]?.split(component)[0]);
  put('NOM', family);
  put('PRENOM', given);
  put('NOM_NAISSANCE', fields[6]?.split(component)[0]);
  put('DATE_NAISSANCE', fields[7]?.slice(0, 8));
  put('SEXE', fields[8]);
  put(
    'ADRESSE',
    fields[10]
      ?.split(component)
      .filter((line) => line !== '')
      .join(' '),
  );
  const phones = (fields[12] ?? '').split(component).filter((part) => /\d{6}/.test(part) && !parseNir(part).ok);
  put('TELEPHONE', phones.join('; '));
  put(
    'NIR',
    fields
      .slice(2)
      .find((field) => parseNir(field.split(component)[0] ?? '').ok)
      ?.split(component)[0],
  );
  put(
    'EMAIL',
    fields.flatMap((field) => field.split(component)).find((part) => /\S@\S+\.\S/.test(part)),
  );
  return record;
}

function addSegment(record: FlatRecord, fields: readonly string[], component: string): void {
  const found =
    fields[0] === 'OBX'
      ? (['RESULTATS', fields[5]] as const)
      : fields[0] === 'OBR'
        ? (['ANALYSES', fields[4]] as const)
        : fields[0] === 'C'
          ? (['COMMENTAIRE', fields[3]] as const)
          : undefined;
  if (found === undefined) return;
  const [column, value = ''] = found;
  const text = value.replaceAll(component, ' ').trim();
  const before = record.get(column) ?? '';
  if (text !== '' && before.length < longestColumn) record.set(column, before === '' ? text : `${before}; ${text}`);
}
