import { recordsLimits, type AuditKind, type AuditLeaf } from '@etanche/core-records-protocol';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { fetchShownLog } from './checkpoint.ts';
import { readLeaf } from './find-own-leaves.ts';

/** Which lines of the log are wanted. Null: all. Times in ms since 1970. */
export type LineFilter = {
  /** A member who acted, or whom the action concerns. */
  readonly member: string | null;
  readonly kinds: readonly AuditKind[] | null;
  readonly from: number | null;
  /** Without this time itself. */
  readonly to: number | null;
};

export type LogLine = { readonly index: number; readonly leaf: AuditLeaf };

export type LogLines = {
  /** The newest first. */
  readonly lines: readonly LogLine[];
  /** For the next call; null at the beginning of the log or of the wanted time. */
  readonly next: number | null;
  /** Number of lines of the log. */
  readonly size: number;
};

/** Wanted lines of one answer, and the most requests for them: a rare kind needs several answers. */
const wantedLines = 100;
const mostRequests = 10;
/** Lines are numbered in the order in which they are stored, which may differ from that of their times. */
const slackMs = 3_600_000;

/**
 * Reads lines of the audit log from the newest backwards, as the server shows them. `checkLog` verifies them.
 *
 * @param before `next` of the answer before; null for the newest lines
 * @throws DataError, RecordsClientError
 */
export async function readLines(
  context: DataContext,
  { member, kinds, from, to }: LineFilter,
  before: number | null,
): Promise<LogLines> {
  return orCouldNotCheck('audit log', async () => {
    const { size } = await fetchShownLog(context);
    const lines: LogLine[] = [];
    const isWanted = ({ leaf }: LogLine): boolean =>
      (member === null || leaf.member === member || leaf.subject === member) &&
      (kinds === null || kinds.includes(leaf.kind)) &&
      (from === null || leaf.time >= from) &&
      (to === null || leaf.time < to);
    let end = Math.min(before ?? size, size);
    for (let requests = 0; end > 0 && requests < mostRequests; requests++) {
      const start = Math.max(0, end - recordsLimits.leavesPerAnswer);
      const page = await context.session.call('leaves', { query: { from: start, count: end - start } });
      if (page.from !== start || page.leaves.length !== end - start) throw untrusted('another range of lines');
      const read = page.leaves.map((text, i) => ({ index: start + i, leaf: readLeaf(text) })).reverse();
      for (const line of read) {
        if (isWanted(line)) lines.push(line);
        if (lines.length === wantedLines) return { lines, next: line.index === 0 ? null : line.index, size };
      }
      end = start;
      if (from !== null && (read.at(-1)?.leaf.time ?? Infinity) < from - slackMs) end = 0;
    }
    return { lines, next: end === 0 ? null : end, size };
  });
}
