import { isComment, isSpace, more, tokenEnd, type SqlDialect } from './sql-tokens.ts';

/**
 * - `insert`: rows follow, after VALUES.
 * - `set`: one row follows as assignments, after SET.
 * - `select`: rows follow as constants, after SELECT.
 * - `copy`: lines of PostgreSQL's COPY format follow.
 * - `create`: the columns of a table.
 * - `alter`: adds, drops or renames a column of a table.
 * - `other`: a statement without rows.
 */
export type Statement =
  | {
      readonly kind: 'insert' | 'set' | 'select' | 'copy' | 'create';
      readonly table: string;
      readonly columns: readonly string[] | undefined;
    }
  | {
      readonly kind: 'alter';
      readonly table: string;
      readonly added: readonly string[];
      readonly dropped: readonly string[];
      readonly renamed: readonly (readonly [from: string, to: string])[];
    }
  | { readonly kind: 'other' };

type StatementScan = { readonly statement: Statement; readonly next: number };

/**
 * Number of words of a statement that are kept. An INSERT with 2,000 columns has 4,000; a longer statement has no rows.
 */
const mostWords = 50_000;

/** Reads from `from` to the end of a statement, or to its VALUES; undefined when more bytes are needed. */
export function scanStatement(
  bytes: Buffer,
  from: number,
  to: number,
  final: boolean,
  dialect: SqlDialect,
  decode: (bytes: Buffer) => string,
): StatementScan | undefined {
  const words: string[] = [];
  let depth = 0;
  for (let position = from; position < to;) {
    if (isSpace(bytes[position])) {
      position++;
      continue;
    }
    const end = tokenEnd(bytes, position, to, final, dialect);
    if (end === more) return undefined;
    if (!isComment(bytes, position)) {
      const text = bytes[position] === 0x27 ? "''" : decode(bytes.subarray(position, end));
      if (text === '(') depth++;
      if (text === ')') depth--;
      if (text === ';') return { statement: readStatement(words), next: afterStatement(bytes, end, to, words) };
      words.push(text);
      if (words.length > mostWords) return { statement: { kind: 'other' }, next: end };
      const isInsert = depth === 0 && /^(INSERT|REPLACE|INTO)$/i.test(words[0] ?? '');
      if (isInsert && /^VALUES?$/i.test(text)) return { statement: readStatement(words), next: end };
      // INSERT INTO t SET ...; SELECT ends an INSERT's names, unless it is the one of INSERT ALL.
      if (isInsert && words.length > 2 && /^SET$/i.test(text)) return { statement: readStatement(words), next: end };
      if (isInsert && words.length > 2 && /^SELECT$/i.test(text)) return { statement: readStatement(words), next: end };
      // SQL Server ends statements with GO or nothing.
      if (/^GO$/i.test(text) && depth === 0) return { statement: readStatement(words.slice(0, -1)), next: end };
      if (/^INSERT$/i.test(text) && words.length > 1 && depth === 0 && !/^(CREATE|GRANT|REVOKE)$/i.test(words[0] ?? ''))
        return { statement: readStatement(words.slice(0, -1)), next: position };
    }
    position = end;
  }
  return final ? { statement: readStatement(words), next: to } : undefined;
}

/** COPY's lines begin after the line end of the statement. */
function afterStatement(bytes: Buffer, end: number, to: number, words: readonly string[]): number {
  if (!/^COPY$/i.test(words[0] ?? '')) return end;
  const lineFeed = bytes.subarray(0, to).indexOf(0x0a, end);
  return lineFeed === -1 ? end : lineFeed + 1;
}

function readStatement(words: readonly string[]): Statement {
  const verb = (words[0] ?? '').toUpperCase();
  const upper = words.map((word) => word.toUpperCase());
  if (verb === 'COPY' && upper.includes('FROM') && upper.includes('STDIN')) {
    const { table, next } = readTable(words, 1);
    return { kind: 'copy', table, columns: readNames(words, next) };
  }
  const last = upper.at(-1) ?? '';
  if (/^(?:INSERT|REPLACE|INTO)$/.test(verb) && /^(?:VALUES?|SET|SELECT)$/.test(last)) {
    const into = upper.indexOf('INTO');
    const { table, next } = readTable(words, into === -1 ? 1 : into + 1);
    const kind = last === 'SET' ? 'set' : last === 'SELECT' ? 'select' : 'insert';
    return { kind, table, columns: readNames(words, next) };
  }
  if (verb === 'ALTER' && upper[1] === 'TABLE') return readAlter(words, upper);
  const at = upper.indexOf('TABLE');
  if (verb === 'CREATE' && at > 0 && at < 5) {
    const exists = upper.indexOf('EXISTS');
    const { table, next } = readTable(words, exists === -1 ? at + 1 : exists + 1);
    return { kind: 'create', table, columns: readDefinitions(words, next) };
  }
  return { kind: 'other' };
}

/** A name with an optional schema, which is dropped: `public.patients`, `dbo`.`patients`, [dbo].[patients]. */
function readTable(words: readonly string[], from: number): { table: string; next: number } {
  let next = from;
  let table = '';
  for (
    ;
    next < words.length && words[next] !== '(' && !/^(FROM|VALUES?|SET|SELECT)$/i.test(words[next] ?? '');
    next++
  ) {
    const word = words[next] ?? '';
    // Skip IGNORE, LOW_PRIORITY, ONLY and similar words before the name.
    if (word !== '.') table = unquoteName(word);
  }
  return { table: /^["`[]/.test(words[next - 1] ?? '') ? table : (table.split('.').at(-1) ?? ''), next };
}

/** The names in the parentheses at `from`, if there are any. */
function readNames(words: readonly string[], from: number): string[] | undefined {
  if (words[from] !== '(') return undefined;
  const end = words.indexOf(')', from);
  return words.slice(from + 1, end).flatMap((word) => (word === ',' ? [] : unquoteName(word)));
}

const notColumns = /^(PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE|PERIOD)$/i;

/** The first word of each top-level definition, except for keys and constraints. */
function readDefinitions(words: readonly string[], from: number): string[] {
  const names: string[] = [];
  let depth = 0;
  let atStart = false;
  for (const word of words.slice(from)) {
    if (word === '(') {
      depth++;
      atStart = depth === 1;
    } else if (word === ')') depth--;
    else if (word === ',') atStart = depth === 1;
    else if (atStart) {
      if (!notColumns.test(word)) names.push(unquoteName(word));
      atStart = false;
    }
  }
  return names;
}

/** ADD, DROP, CHANGE and RENAME COLUMN; other alterations do not change the columns. */
function readAlter(words: readonly string[], upper: readonly string[]): Statement {
  const exists = upper.indexOf('EXISTS');
  const at = exists === -1 || exists > 5 ? 2 : exists + 1;
  let next = upper[at] === 'ONLY' ? at + 2 : at + 1;
  while (words[next] === '.') next += 2;
  const table = unquoteName(words[next - 1] ?? '');
  const [added, dropped, renamed]: [string[], string[], [string, string][]] = [[], [], []];
  let depth = 0;
  let isStart = true;
  for (let place = next; place < words.length; place++) {
    const word = upper[place] ?? '';
    if (word === '(') depth++;
    if (word === ')') depth--;
    if (word === ',' && depth === 0) isStart = true;
    if (!isStart || !/^(?:ADD|DROP|CHANGE|RENAME)$/.test(word)) continue;
    isStart = false;
    let name = place + 1;
    while (/^(?:COLUMN|IF|NOT|EXISTS|\()$/.test(upper[name] ?? '')) name++;
    const column = unquoteName(words[name] ?? '');
    if (column === '' || notColumns.test(column) || upper[name] === 'TO') continue;
    if (word === 'ADD') added.push(column);
    if (word === 'DROP') dropped.push(column);
    if (word === 'CHANGE') renamed.push([column, unquoteName(words[name + 1] ?? '')]);
    if (word === 'RENAME' && upper[name + 1] === 'TO') renamed.push([column, unquoteName(words[name + 2] ?? '')]);
  }
  return { kind: 'alter', table, added, dropped, renamed };
}

export function unquoteName(word: string): string {
  if (/^\[.*\]$/s.test(word)) return word.slice(1, -1);
  const quoted = /^(["`])(.*)\1$/s.exec(word);
  return quoted === null
    ? word.replace(/^"|"$/g, '')
    : (quoted[2] ?? '').replaceAll(`${quoted[1] ?? ''}${quoted[1] ?? ''}`, quoted[1] ?? '');
}
