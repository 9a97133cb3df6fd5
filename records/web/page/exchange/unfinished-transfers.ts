import type { SentOfFile } from '../../port/send-calls.ts';

/** Messages of a transfer that is not complete and of which nobody has the sealed bytes any more. */
export type UnfinishedTransfer = { readonly ids: readonly string[]; readonly to: SentOfFile['to'] };

type Row = Pick<SentOfFile, 'id' | 'kind' | 'subject' | 'to' | 'at' | 'state'>;

const over: readonly SentOfFile['state'][] = ['withdrawn', 'withdrawing', 'expired', 'undeliverable'];

/**
 * The transfers of a file that ended before their last message had left. The file records the messages of a transfer in
 * their order, each from before its first byte leaves, with its place at the end of its subject if there are several.
 */
export function unfinishedTransfers(rows: readonly Row[]): readonly UnfinishedTransfer[] {
  const transfers: { readonly rows: Row[]; readonly of: number }[] = [];
  const messages = rows.filter(({ kind }) => kind === 'transfer').toSorted((a, b) => a.at.localeCompare(b.at));
  for (const row of messages) {
    const [, number = '1', of = '1'] = /\((\d+)\/(\d+)\)$/.exec(row.subject) ?? [];
    const last = transfers.at(-1);
    if (number === '1' || last === undefined) transfers.push({ rows: [row], of: Number(of) });
    else last.rows.push(row);
  }
  return transfers.flatMap(({ rows: parts, of }) => {
    const isLeft = parts.every(({ state }) => state !== 'uploading' && state !== 'unlisted');
    // A refusal covers the whole transfer, also what has not left.
    const isEnded = parts.every(({ state }) => over.includes(state)) || parts.some(({ state }) => state === 'refused');
    const [first] = parts;
    if (first === undefined || isEnded || (isLeft && parts.length >= of)) return [];
    return [{ ids: parts.map(({ id }) => id), to: first.to }];
  });
}
