import { type Kind } from '@etanche/core-check-protocol';
import { checkIndexId, type KeySet } from '@etanche/core-vault-protocol';
import { limits } from '@etanche/core-wire';
import { encodeEntry, plaintextBytesFor } from '@etanche/core-sealed-index';
import { batchName, EntryLog } from '../publish/entry-log.ts';
import type { Batch } from './evaluate-messages.ts';
import { EvaluatePool } from './evaluate-pool.ts';
import { groupTerms, type Term } from '../merge/group-terms.ts';
import type { ImportRequest } from '../import-request.ts';
import type { RunKeys } from '../run-keys.ts';
import type { WorkDirectory } from '../work-directory.ts';

type TermBatch = { readonly partition: number; readonly batch: number; readonly terms: readonly Term[] };

/**
 * Pass 2: evaluates every term and seals its entry, in batches of one key set. Batches in the log are not evaluated
 * again; batches that were in flight when the import stopped are.
 */
export async function evaluateTerms(
  request: ImportRequest,
  work: WorkDirectory,
  keys: RunKeys,
  plan: { readonly partitions: number; readonly terms: number; readonly keySets: readonly KeySet[] },
): Promise<void> {
  const { log, done } = await EntryLog.open(work.log);
  let evaluated = 0;
  const report = (waiting?: string) => {
    const reason = waiting === undefined ? {} : { waiting };
    request.report({ step: 'evaluate', done: evaluated, total: plan.terms, unit: 'terms', ...reason });
  };
  try {
    await using pool = await startPool(request, keys, plan.keySets, report);
    const inFlight = new Set<Promise<void>>();
    let id = 0;
    for (const place of batches(work, keys, plan.partitions)) {
      if (done.has(batchName(place.partition, place.batch))) {
        evaluated += place.terms.length;
        report();
        continue;
      }
      const sealed = sealBatch(pool, log, request, id++, place).then(() => {
        inFlight.delete(sealed);
        evaluated += place.terms.length;
        report();
      });
      inFlight.add(sealed);
      if (inFlight.size >= pool.capacity) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  } finally {
    await log.close();
  }
}

async function startPool(
  request: ImportRequest,
  keys: RunKeys,
  keySets: readonly KeySet[],
  waiting: (reason: string) => void,
): Promise<EvaluatePool> {
  const { federation, stretch, patienceSeconds } = request;
  const indexId = checkIndexId(request.leak.index, request.leak.version);
  const start = { indexId, federation, keySets, importerSeed: keys.importerSeed, stretch, patienceSeconds };
  return EvaluatePool.start(request.workers, start, waiting);
}

async function sealBatch(
  pool: EvaluatePool,
  log: EntryLog,
  request: ImportRequest,
  id: number,
  place: TermBatch,
): Promise<void> {
  const { leak } = request;
  const size = plaintextBytesFor(leak.details);
  const [first] = place.terms;
  if (first === undefined) return;
  const batch: Batch = {
    id,
    keySet: keySetId(leak.index, leak.version, first.kind),
    terms: place.terms.map(({ kind, identifier, entry }) => ({
      kind,
      identifier,
      plaintext: encodeEntry(entry, size),
    })),
  };
  await log.append(place.partition, place.batch, await pool.seal(batch));
}

/** Always the same batches: terms in order, with letters' codes separate because they have their own key set. */
function* batches(work: WorkDirectory, keys: RunKeys, partitions: number): Generator<TermBatch> {
  for (let partition = 0; partition < partitions; partition++) {
    const terms = groupTerms(work, keys.spill, partition);
    const lists = [terms.filter(({ kind }) => kind !== 'code'), terms.filter(({ kind }) => kind === 'code')];
    let batch = 0;
    for (const list of lists) {
      for (let start = 0; start < list.length; start += limits.elementsPerImport) {
        yield { partition, batch: batch++, terms: list.slice(start, start + limits.elementsPerImport) };
      }
    }
  }
}

/**
 * Letters' codes have their own key set and ceiling, so that other visitors cannot use up the quota of people with
 * letters.
 */
export function keySetId(index: string, version: number, kind: Kind): string {
  return `${kind === 'code' ? 'check-code' : 'check'}/${checkIndexId(index, version)}`;
}
