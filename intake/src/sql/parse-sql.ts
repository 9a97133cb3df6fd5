import { addChunk, advance, makeWindow, type Window } from '../bytes/window.ts';
import { IntakeError } from '../intake-error.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { scanStatement } from './sql-statement.ts';
import { isComment, isSpace, more, tokenEnd, type SqlDialect } from './sql-tokens.ts';
import { copyCells, scanTuple } from './sql-values.ts';

/** What a dump says, in its order. `columns` is undefined where an INSERT does not name them. */
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

type Rows = { readonly in: 'tuples' | 'copy'; readonly table: string; readonly columns: readonly string[] | undefined };
type Mode = { readonly in: 'statements' } | Rows;

/** Longest statement without rows, and longest tuple. Beyond, a quote is taken to be unclosed. */
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

  /** Takes one unit from the window; false when it is cut short. */
  const step = (events: SqlEvent[]): boolean => {
    const { bytes, from, to, final } = window;
    if (mode.in === 'copy') return copyLine(events, mode);
    if (isSpace(bytes[from])) {
      window.from++;
      return true;
    }
    if (isComment(bytes, from)) return skipToken();
    if (mode.in === 'tuples') return tuple(events, mode);
    // Lines of psql's own commands (\connect, \restrict) hold no row.
    if (bytes[from] === 0x5c) return takeLine() !== undefined;
    const scan = scanStatement(bytes, from, to, final, dialect, decode);
    if (scan === undefined) return false;
    advance(window, scan.next);
    const { statement } = scan;
    if (statement.kind === 'create')
      events.push({ kind: 'create', table: statement.table, columns: statement.columns ?? [] });
    if (statement.kind === 'insert') mode = { ...statement, in: 'tuples' };
    if (statement.kind === 'copy') mode = { ...statement, in: 'copy' };
    return true;
  };

  const tuple = (events: SqlEvent[], { table, columns }: Rows): boolean => {
    const { bytes, from, to, final } = window;
    if (bytes[from] === 0x2c) {
      window.from++;
      return true;
    }
    if (bytes[from] !== 0x28) {
      // `;`, ON DUPLICATE KEY, ON CONFLICT, or the next INSERT: the rows are over.
      mode = { in: 'statements' };
      return true;
    }
    const scan = scanTuple(bytes, from, to, final, dialect, decode);
    if (scan === undefined) {
      if (!final) return false;
      events.push({ kind: 'bad', table, raw: Uint8Array.from(bytes.subarray(from, to)) });
      window.from = to;
      return true;
    }
    const raw = (): Uint8Array => Uint8Array.from(bytes.subarray(from, scan.next));
    events.push({ kind: 'row', table, columns, cells: scan.cells, raw });
    advance(window, scan.next);
    return true;
  };

  const copyLine = (events: SqlEvent[], { table, columns }: Rows): boolean => {
    const line = takeLine();
    if (line === undefined) return false;
    const text = decode(line);
    if (text === '\\.') mode = { in: 'statements' };
    else events.push({ kind: 'row', table, columns, cells: copyCells(text), raw: () => Uint8Array.from(line) });
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

  /** Gives up on a unit that never ends: its first line is bad, reading resumes at the next one. */
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
        if (modeChanges > 1) throw new IntakeError('source_damaged', 'the dump cannot be followed any further');
        continue;
      }
      if (!window.final && window.to - window.from <= longestUnit) break;
      giveUp(events);
    }
    return events;
  };
}
