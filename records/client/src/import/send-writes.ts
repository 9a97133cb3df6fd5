import { recordsLimits, type ListedWrite, type RecordsProblem } from '@etanche/core-records-protocol';
import { RecordsClientError } from '../records-client-error.ts';
import type { SendWrite } from '../data/data-options.ts';
import type { RecordsClient } from '../session/client.ts';

/** The answer to one write of a list: the server's, or its refusal. */
export type WriteOutcome = Awaited<ReturnType<SendWrite>> | RecordsClientError;

/** Maximum number of writes of one request. */
export const mostListedWrites = recordsLimits.writesPerList;
/** Maximum sum of `writeBytes` of one request, which leaves room for the JSON around them. */
export const mostListedBytes = recordsLimits.requestBytes - 256 * 1024;

/**
 * Sends writes of several scopes in one request (docs/protocol.md 8.6). Each is done or refused by itself. A single one
 * is sent alone, by the route of any member.
 *
 * @returns the outcomes in the order of the writes
 * @throws RecordsClientError if it is unknown which were done, or none was
 */
export async function sendWrites(
  { session }: { readonly session: Pick<RecordsClient['session'], 'call'> },
  writes: readonly ListedWrite[],
): Promise<WriteOutcome[]> {
  const [first, second] = writes;
  if (first !== undefined && second === undefined) {
    const { scope, key, write } = first;
    return [await session.call('write', { params: { scope }, body: write, idempotencyKey: key })];
  }
  const { outcomes } = await session.call('writeList', { body: { writes: [...writes] } });
  if (outcomes.length !== writes.length) throw malformed();
  return outcomes.map(({ written, problem }) => {
    if ((written === undefined) === (problem === undefined)) throw malformed();
    return written ?? refusalOf(problem);
  });
}

/** Approximate bytes of a write in a request: those of its sealed contents, lists and signature. */
export function writeBytes({ write: { head, packs, card = '', postings } }: ListedWrite): number {
  const ofPacks = packs.reduce((sum, { list, sealed }) => sum + list.length + sealed.length + 256, 0);
  const ofPostings = (postings?.add ?? []).reduce((sum, { sealed }) => sum + sealed.length + 64, 0);
  return head.length + card.length + ofPacks + ofPostings + 1024;
}

function refusalOf(problem: RecordsProblem | undefined): RecordsClientError {
  if (problem === undefined) return malformed();
  return new RecordsClientError(problem.code, `the server refused: ${problem.code}`, { problem });
}

function malformed(): RecordsClientError {
  return new RecordsClientError('answer_invalid', 'the outcomes of a list of writes are malformed');
}
