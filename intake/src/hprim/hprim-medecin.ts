import { parseBirthDate } from '@etanche/core-identifiers';
import type { FlatRecord } from '../records/flatten-record.ts';
import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';

/** The lines of an HPRIM Médecin header, in their order. */
const headerLines = [
  'NUM_DOSSIER',
  'NOM',
  'PRENOM',
  'ADRESSE_1',
  'ADRESSE_2',
  'VILLE',
  'DATE_NAISSANCE',
  'NIR',
  'NUM_DEMANDE',
  'DATE_VENUE',
  'LABORATOIRE',
  'MEDECIN',
] as const;
const longestText = 2000;
const end = /^\*{4}(?:FIN|FINFICHIER)\*{4}/;

export function isHprimMedecin(head: string): boolean {
  const lines = head.split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const date = lines[first + 6]?.trim() ?? '';
  const marked = lines.some((line) => /^\*{4}(?:FIN|FINFICHIER|LAB|PAT)/.test(line));
  return first !== -1 && marked && parseBirthDate(date, { twoDigitYearPivot: 30, today: '9999-12-31' }).ok;
}

/** One record for each letter: twelve lines of header, then the text up to `****FIN****`. */
export async function* hprimMedecinRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<TableItem[]> {
  let record: FlatRecord = new Map();
  let place = 0;
  const letter = (): TableItem[] => (record.size < 3 ? [] : [{ kind: 'record', table: '', record }]);
  for await (const lines of textLines(chunks, encoding)) {
    const items: TableItem[] = [];
    for (const line of lines) {
      if (end.test(line.trim())) {
        items.push(...letter());
        record = new Map();
        place = 0;
        continue;
      }
      if (place === 0 && line.trim() === '' && record.size === 0) continue;
      const column = headerLines[place++];
      const text = line.trim();
      if (column !== undefined && text !== '') record.set(column, text);
      else if (text !== '' && !text.startsWith('****')) {
        const before = record.get('RESULTATS') ?? '';
        if (before.length < longestText) record.set('RESULTATS', before === '' ? text : `${before}\n${text}`);
      }
    }
    if (items.length > 0) yield items;
  }
  const last = letter();
  if (last.length > 0) yield last;
}
