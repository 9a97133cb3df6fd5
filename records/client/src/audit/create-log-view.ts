import { MerkleError, verifyConsistency, type Checkpoint } from '@etanche/core-merkle';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { continueFrom, fetchCheckpoint, fetchShownLog, rememberedOf, type VerifiedCheckpoint } from './checkpoint.ts';
import type { LogState, LogView } from './log-view.ts';

/** Error codes of a consistency proof that mean that the server's log has no such size. */
export const noProof = ['not_found', 'request_invalid', 'answer_invalid'];

/** @param context a function, because the view is a part of the context */
export function createLogView(context: () => DataContext): LogView {
  const agreed = new Set<string>();
  let known: { readonly checkpoint: VerifiedCheckpoint; readonly at: number } | null = null;

  async function refresh(): Promise<VerifiedCheckpoint | null> {
    const { environment } = context();
    const checkpoint = await fetchCheckpoint(context()).catch(async (error: unknown) => {
      if (error instanceof DataError && error.reason === 'unavailable') return null;
      // A new practice has no checkpoint yet; a log that this device saw must have one.
      const hasNone = error instanceof RecordsClientError && error.code === 'not_found';
      if (hasNone && (await rememberedOf(context())) === null) return null;
      throw error;
    });
    if (checkpoint === null) return null;
    await continueFrom(context(), checkpoint).catch((cause: unknown) => {
      throw isContradiction(cause) ? split('a log that does not continue the one seen before', cause) : cause;
    });
    known = { checkpoint, at: environment.now() };
    return checkpoint;
  }

  async function epochNow(atLeast: number): Promise<number> {
    const { practice } = context();
    const { chain } = await practice.state();
    if (chain.logEpoch >= atLeast) return chain.logEpoch;
    await practice.refresh();
    return (await practice.state()).chain.logEpoch;
  }

  async function verifyGrowth(seen: LogState, checkpoint: Checkpoint): Promise<void> {
    const first = fromBase64url(seen.root, 32);
    if (seen.size === checkpoint.size && seen.root === toBase64url(checkpoint.root)) return;
    if (seen.size >= checkpoint.size) throw split('another log of the same size, or one shorter than an author saw');
    const query = { from: seen.size, to: checkpoint.size };
    const { path } = await context().session.call('consistency', { query });
    const nodes = path.map((node) => fromBase64url(node, 32));
    verifyConsistency({ firstSize: seen.size, first, secondSize: checkpoint.size, second: checkpoint.root }, nodes);
  }

  return {
    async own() {
      const { environment, practice, options } = context();
      // An importer may not read the log.
      if (context().readable().length === 0) return undefined;
      const isRecent = known !== null && environment.now() - known.at < options.checkpointMs;
      const checkpoint = isRecent ? known?.checkpoint : await refresh();
      if (checkpoint === null || checkpoint === undefined || checkpoint.size === 0) return undefined;
      const { chain } = await practice.state();
      return { epoch: chain.logEpoch, size: checkpoint.size, root: toBase64url(checkpoint.root) };
    },
    async compare({ log: seen }, head) {
      if (seen === undefined || context().readable().length === 0) return;
      const key = `${seen.epoch}/${seen.size}/${seen.root}`;
      if (agreed.has(key)) return;
      const epoch = await epochNow(seen.epoch);
      // Two approvers decided which log follows a restore, so an earlier epoch is not compared.
      if (seen.epoch < epoch) return;
      let shown: Checkpoint | null = null;
      try {
        if (seen.epoch > epoch) throw split('a log epoch that is not in the order chain');
        shown =
          known !== null && known.checkpoint.size >= seen.size ? known.checkpoint : await fetchShownLog(context());
        await verifyGrowth(seen, shown);
      } catch (cause) {
        if (!isContradiction(cause)) throw cause;
        const last = shown === null ? null : { epoch, size: shown.size, root: toBase64url(shown.root) };
        context().options.onSplitLog?.({ head, seen, shown: last });
        throw split('another log than the author of a head saw', cause);
      }
      agreed.add(key);
    },
  };
}

/** True for an answer that contradicts the log, false for a missing answer. */
function isContradiction(error: unknown): boolean {
  if (error instanceof MerkleError) return true;
  if (error instanceof DataError) return error.reason === 'split_log' || error.reason === 'untrusted';
  return error instanceof RecordsClientError && noProof.includes(error.code);
}

function split(what: string, cause?: unknown): DataError {
  return new DataError('could_not_check', `the server shows several histories: ${what}`, {
    reason: 'split_log',
    cause,
  });
}
