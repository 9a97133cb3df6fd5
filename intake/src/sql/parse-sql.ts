import { addChunk, advance, makeWindow, type Window } from '../bytes/window.ts';
import { IntakeError } from '../intake-error.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { scanStatement, unquoteName, type Statement } from './sql-statement.ts';
import { isComment, isSpace, more, tokenEnd, type SqlDialect } from './sql-tokens.ts';
import { cellText, copyCells, scanList, scanTuple, type TupleScan } from './sql-values.ts';

/**
 * The statements and rows of a dump in order. `columns` are those named by an INSERT, else those of the table at this
 * point of the dump; undefined if neither is known.
 */
export type SqlEvent =
  | { readonly kind: 'create'; readonly table: string; readonly columns: readonly string[] }
  | {
      readonly kind: 'row';
      readonly table: string;
      readonly columns: readonly string[] | undefined;
      readonly cells: readonly string[];
      readonly raw: () => Uint8Array;
    }
  | { readonly kind: 'bad'; readonly table: string; readonly raw: Uint8Array };

type Rows = {
  readonly in: 'tuples' | 'copy' | 'set' | 'select';
  readonly table: string;
  readonly columns: readonly string[] | undefined;
};
type Mode = { readonly in: 'statements' } | Rows;

/** Longest statement without rows, and longest tuple. Beyond that, a quote is considered unclosed. */
const longestUnit = 16 * 1024 * 1024;

/** The tables and the rows of a dump: INSERT (MySQL, MariaDB, PostgreSQL, SQLite, SQL Server) and COPY FROM stdin. */
export async function* parseSql(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  dialect: SqlDialect,
): AsyncGenerator<SqlEvent[]> {
  const window = makeWindow();
  const parser = makeParser(window, makeTextDecoder(encoding), dialect);
  for await (const chunk of chunks) {
    addChunk(window, chunk);
    const events = parser();
    if (events.length > 0) yield events;
  }
  window.final = true;
  const events = parser();
  if (events.length > 0) yield events;
}

function makeParser(window: Window, decode: (bytes: Buffer) => string, dialect: SqlDialect): () => SqlEvent[] {
  let mode: Mode = { in: 'statements' };
  /** The columns of each table at this point of the dump. */
  const known = new Map<string, readonly string[]>();
  const other: SqlDialect = { backslash: !dialect.backslash };

  /** Consumes one unit of the window; returns false if it is incomplete. */
  const step = (events: SqlEvent[]): boolean => {
    const { bytes, from, to, final } = window;
    if (mode.in === 'copy') return copyLine(events, mode);
    if (isSpace(bytes[from])) {
      window.from++;
      return true;
    }
    if (isComment(bytes, from)) return skipToken();
    if (mode.in === 'tuples') return tuple(events, mode);
    if (mode.in === 'select' || mode.in === 'set') return list(events, mode);
    // Lines of psql's own commands (\connect, \restrict) and of SQL*Plus (REM, PROMPT) contain no row.
    if (bytes[from] === 0x5c || isSqlPlusLine(bytes, from, to)) return takeLine() !== undefined;
    const scan = scanStatement(bytes, from, to, final, dialect, decode);
    if (scan === undefined) return false;
    advance(window, scan.next);
    const { statement } = scan;
    if (statement.kind === 'create') {
      known.set(statement.table, statement.columns ?? []);
      events.push({ kind: 'create', table: statement.table, columns: statement.columns ?? [] });
    }
    if (statement.kind === 'alter') alter(statement);
    if (statement.kind === 'insert') mode = { ...statement, in: 'tuples' };
    if (statement.kind === 'copy' || statement.kind === 'set' || statement.kind === 'select')
      mode = { ...statement, in: statement.kind };
    return true;
  };

  const alter = ({ table, added, dropped, renamed }: Extract<Statement, { kind: 'alter' }>): void => {
    const names = known.get(table);
    if (names === undefined) return;
    const kept = names
      .filter((name) => !dropped.includes(name))
      .map((name) => renamed.find(([from]) => from === name)?.[1] ?? name);
    known.set(table, [...kept, ...added.filter((name) => !kept.includes(name))]);
  };

  /** The constants of one SELECT, or the assignments of a SET. */
  const list = (events: SqlEvent[], { in: kind, table, columns }: Rows): boolean => {
    const { bytes, from, to, final } = window;
    const scan = scanList(bytes, from, to, final, dialect, decode);
    if (scan === undefined) return false;
    const raw = (): Uint8Array => Uint8Array.from(bytes.subarray(from, scan.next));
    const after = bytes.toString('latin1', scan.next, Math.min(to, scan.next + 40));
    // Rows selected from another table are read in that table.
    const isConstant = scan.end !== 'FROM' || /^FROM\s+(?:SYS\.)?DUAL\b/i.test(after);
    if (kind === 'set') {
      const names = scan.items.map(([name = '']) => unquoteName(name));
      const cells = scan.items.map((tokens) => cellText(tokens.slice(tokens.indexOf('=') + 1), dialect));
      events.push({ kind: 'row', table, columns: names, cells, raw });
    } else if (isConstant) {
      const cells = scan.items.map((tokens) => cellText(dropAlias(tokens), dialect));
      events.push({ kind: 'row', table, columns: columns ?? known.get(table), cells, raw });
    }
    const union = /^(?:FROM\s+(?:SYS\.)?DUAL\s+)?UNION(?:\s+ALL)?\s+SELECT\b/i.exec(after);
    if (union === null) mode = { in: 'statements' };
    const next = scan.next + (union?.[0].length ?? (scan.end === ';' ? 1 : 0));
    advance(window, Math.max(next, from + (next > from ? 0 : 1)));
    return true;
  };

  const tuple = (events: SqlEvent[], { table, columns }: Rows): boolean => {
    const { bytes, from, to, final } = window;
    if (bytes[from] === 0x2c) {
      window.from++;
      return true;
    }
    if (bytes[from] !== 0x28) {
      // `;`, ON DUPLICATE KEY, ON CONFLICT, or the next INSERT ends the rows.
      mode = { in: 'statements' };
      return true;
    }
    const names = columns ?? known.get(table);
    const scan = bestTuple(names?.length);
    if (scan === undefined) {
      if (!final) return false;
      events.push({ kind: 'bad', table, raw: Uint8Array.from(bytes.subarray(from, to)) });
      window.from = to;
      return true;
    }
    const raw = (): Uint8Array => Uint8Array.from(bytes.subarray(from, scan.next));
    events.push({ kind: 'row', table, columns: names, cells: scan.cells, raw });
    advance(window, scan.next);
    return true;
  };

  /**
   * Reads the tuple in the dialect, or in the other one if only that gives as many cells as the table has columns: a
   * text that ends in a backslash shows that backslashes are not escapes in this dump.
   */
  const bestTuple = (expected: number | undefined): TupleScan | undefined => {
    const { bytes, from, to, final } = window;
    const scan = scanTuple(bytes, from, to, final, dialect, decode);
    if (expected === undefined || scan?.cells.length === expected) return scan;
    const second = scanTuple(bytes, from, to, final, other, decode);
    if (second?.cells.length !== expected) return scan;
    return /^\s*(?:[,;]|$|INSERT|GO\b|ON\b)/i.test(
      bytes.toString('latin1', second.next, Math.min(to, second.next + 20)),
    )
      ? second
      : scan;
  };

  const copyLine = (events: SqlEvent[], { table, columns }: Rows): boolean => {
    const line = takeLine();
    if (line === undefined) return false;
    const text = decode(line);
    if (text === '\\.') mode = { in: 'statements' };
    else
      events.push({
        kind: 'row',
        table,
        columns: columns ?? known.get(table),
        cells: copyCells(text),
        raw: () => Uint8Array.from(line),
      });
    return true;
  };

  const takeLine = (): Buffer | undefined => {
    const { bytes, from, to, final } = window;
    const lineFeed = bytes.subarray(0, to).indexOf(0x0a, from);
    if (lineFeed === -1 && !final) return undefined;
    const end = lineFeed === -1 ? to : lineFeed;
    advance(window, Math.min(end + 1, to));
    return bytes.subarray(from, bytes[end - 1] === 0x0d && end > from ? end - 1 : end);
  };

  const skipToken = (): boolean => {
    const end = tokenEnd(window.bytes, window.from, window.to, window.final, dialect);
    if (end === more) return false;
    advance(window, end);
    return true;
  };

  /** Gives up on a unit that never ends: reports its first line as bad and resumes at the next one. */
  const giveUp = (events: SqlEvent[]): void => {
    const line = takeLine() ?? Buffer.alloc(0);
    if (line.length === 0) window.from = window.to;
    if (mode.in !== 'statements') events.push({ kind: 'bad', table: mode.table, raw: Uint8Array.from(line) });
  };

  return () => {
    const events: SqlEvent[] = [];
    let modeChanges = 0;
    while (window.from < window.to) {
      const before = window.from;
      if (step(events)) {
        modeChanges = window.from > before ? 0 : modeChanges + 1;
        if (modeChanges > 1)
          throw new IntakeError('source_damaged', 'the dump is damaged and cannot be read any further');
        continue;
      }
      if (!window.final && window.to - window.from <= longestUnit) break;
      giveUp(events);
    }
    return events;
  };
}

function isSqlPlusLine(bytes: Buffer, from: number, to: number): boolean {
  return /^(?:REM|REMARK|PROMPT|SPOOL|SET (?:DEFINE|ECHO|FEEDBACK|TERMOUT|SQLBLANKLINES|VERIFY) )(?![\w(])|^SET (?:DEFINE|ECHO|FEEDBACK)/i.test(
    bytes.toString('latin1', from, Math.min(to, from + 24)),
  );
}

/** `'Roux' AS nom` and `nom = 'Roux'` without the name. */
function dropAlias(tokens: readonly string[]): string[] {
  const as = tokens.findIndex((token) => /^AS$/i.test(token));
  const before =
    as > 0 && tokens[as - 1] !== undefined && !tokens.slice(0, as).includes('(') ? tokens.slice(0, as) : tokens;
  return before[1] === '=' ? before.slice(2) : [...before];
}
