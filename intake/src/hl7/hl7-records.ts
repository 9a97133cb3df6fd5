import { parseNir } from '@etanche/core-identifiers';
import type { FlatRecord } from '../records/flatten-record.ts';
import type { TableItem } from '../tables/table-item.ts';
import { textLines } from '../text/text-lines.ts';

/** The separators of an HL7 v2 message, in the order of MSH-1 and MSH-2. */
type Separators = {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
};

/** Personal data in the segments after PID, and the name of the column for it. */
const segments: Readonly<Record<string, readonly [column: string, field: number]>> = {
  OBX: ['RESULTATS', 5],
  OBR: ['ANALYSES', 4],
  DG1: ['DIAGNOSTICS', 3],
  AL1: ['ALLERGIES', 3],
  RXA: ['VACCINS', 5],
  RXE: ['TRAITEMENTS', 2],
  PV1: ['DATE_VENUE', 44],
  NK1: ['PERSONNE_A_PREVENIR', 2],
  IN1: ['MUTUELLE', 4],
  NTE: ['COMMENTAIRE', 3],
};
const longestColumn = 2000;

export function isHl7(head: string): boolean {
  return /^[\v\s]*(?:FHS|BHS|MSH)\|/.test(head) && /(?:^|[\r\n])PID\|/.test(head);
}

/** One record for each PID segment (HL7 v2, chapter 3.4.2), with the data of the segments that follow it. */
export async function* hl7Records(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<TableItem[]> {
  let signs: Separators = { field: '|', component: '^', repetition: '~', escape: '\\' };
  let open: FlatRecord | undefined;
  for await (const lines of textLines(chunks, encoding)) {
    const items: TableItem[] = [];
    const close = (): void => {
      if (open !== undefined) items.push({ kind: 'record', table: '', record: open });
      open = undefined;
    };
    for (const line of lines) {
      const text = line.replace(/^[\v\x1c\s]+/, '');
      const name = text.slice(0, 3);
      if (name === 'MSH') {
        close();
        signs = readSeparators(text);
      } else if (name === 'PID') {
        close();
        open = patientOf(text.split(signs.field), signs);
      } else if (open !== undefined) addSegment(open, name, text.split(signs.field), signs);
    }
    if (items.length > 0) yield items;
  }
  if (open !== undefined) yield [{ kind: 'record', table: '', record: open }];
}

function readSeparators(msh: string): Separators {
  const [field = '|', component = '^', repetition = '~', escape = '\\'] = msh.slice(3, 7);
  return { field, component, repetition, escape };
}

function patientOf(fields: readonly string[], signs: Separators): FlatRecord {
  const record: FlatRecord = new Map();
  const put = (column: string, text: string): void => {
    const plain = unescapeText(text, signs).trim();
    if (plain === '' || plain === '""') return;
    const before = record.get(column);
    record.set(column, before === undefined || before === plain ? plain : `${before}; ${plain}`);
  };
  const repeated = (index: number): string[][] =>
    (fields[index] ?? '').split(signs.repetition).map((part) => part.split(signs.component));
  for (const id of [...repeated(2), ...repeated(3), ...repeated(4), ...repeated(19)]) {
    const isNir = /1\.2\.250\.1\.213\.1\.4\.|INS|NIR/.test(id.slice(3).join(' ')) || parseNir(id[0] ?? '').ok;
    put(isNir ? 'NIR' : 'IPP', id[0] ?? '');
  }
  for (const name of repeated(5)) {
    // IHE PAM France: L is the name in the civil register, D the used name.
    const column = name[6] === 'L' ? 'NOM_NAISSANCE' : name[6] === 'D' ? 'NOM_USAGE' : 'NOM';
    put(column, (name[0] ?? '').split('&')[0] ?? '');
    if (record.get('PRENOM') === undefined) put('PRENOM', name[1] ?? '');
  }
  put('DATE_NAISSANCE', (fields[7] ?? '').split(signs.component)[0]?.slice(0, 8) ?? '');
  put('SEXE', fields[8] ?? '');
  for (const address of repeated(11)) {
    put('ADRESSE', [address[0] ?? '', address[1] ?? ''].filter((line) => line !== '').join(' '));
    put('VILLE', address[2] ?? '');
    put('CODE_POSTAL', address[4] ?? '');
  }
  for (const contact of [...repeated(13), ...repeated(14)]) {
    const mail = contact.find((part) => part.includes('@'));
    if (mail !== undefined) put('EMAIL', mail);
    else put('TELEPHONE', [contact[0], contact[11], contact[6]].find((part) => /\d{6}/.test(part ?? '')) ?? '');
  }
  put('LIEU_NAISSANCE', (fields[23] ?? '').split(signs.component)[0] ?? '');
  put('DATE_DECES', (fields[29] ?? '').slice(0, 8));
  return record;
}

function addSegment(record: FlatRecord, name: string, fields: readonly string[], signs: Separators): void {
  const [column, field] = segments[name] ?? [];
  if (column === undefined || field === undefined) return;
  const text = unescapeText((fields[field] ?? '').replaceAll(signs.component, ' '), signs).trim();
  const before = record.get(column) ?? '';
  if (text !== '' && before.length < longestColumn) record.set(column, before === '' ? text : `${before}; ${text}`);
}

function unescapeText(text: string, { field, component, repetition, escape }: Separators): string {
  if (!text.includes(escape)) return text;
  const signs: Readonly<Record<string, string>> = { F: field, S: component, R: repetition, T: '&', E: escape };
  return text.replace(/\\([FSRTE])\\/g, (_all, code: string) => signs[code] ?? '');
}
