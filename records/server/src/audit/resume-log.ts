import { equalBytes, fromBase64url } from '@etanche/core-wire';
import { rowsOf } from '../store/store.ts';
import { appendLeaf, type LeafSources } from './append-leaf.ts';
import { findLog, rangeHashes, type AuditLog } from './audit-log.ts';
import type { CheckpointSigner } from './checkpoint-signer.ts';
import { askAll, type CosignDependencies, type Outcome } from './cosign-log.ts';
import { findRestoreOrder, type Restore } from './restore-order.ts';
import { keepHeld, resumeLog, waitTurn } from './log-statements.ts';

export type ResumeDependencies = CosignDependencies & LeafSources & { readonly signer: CheckpointSigner };

/**
 * Resumes a stopped log once an order of the practice has opened the next epoch from the log's leaves and t vaults have
 * cosigned it.
 *
 * @returns whether the log was resumed
 */
export async function resumeLogByOrder(dependencies: ResumeDependencies, practice: string): Promise<boolean> {
  const { store, federation, logger } = dependencies;
  const log = await store.inPractice(practice, (tx) => findLog(tx, practice));
  if (log?.stopped !== true) return true;
  const order = await findRestoreOrder(dependencies, practice, log.epoch);
  if (order === null) return false;
  if (!(await holds(dependencies, practice, log, order))) {
    logger.error('restore_order_unfit');
    return false;
  }
  const note = await dependencies.signer.sign(practice, order.logEpoch, log.size, log.root);
  const outcomes = await askAll(dependencies, { practice, size: log.size, note, from: () => order.size });
  const good = outcomes.filter(({ kind }) => kind === 'cosigned');
  if (good.length < federation.threshold) return false;
  await goOn(dependencies, practice, log, { order, note, good });
  logger.warn('audit_log_resumed');
  return true;
}

/** Whether the log has exactly the leaves from which the order continues. */
async function holds(
  { store }: ResumeDependencies,
  practice: string,
  log: AuditLog,
  { size, root }: Restore,
): Promise<boolean> {
  if (size === 0) return true;
  if (size > log.size) return false;
  const [held] = await store.inPractice(practice, (tx) => rangeHashes(tx, practice, [{ from: 0, to: size }]));
  return held !== undefined && equalBytes(held, fromBase64url(root, 32));
}

async function goOn(
  dependencies: ResumeDependencies,
  practice: string,
  log: AuditLog,
  { order, note, good }: { readonly order: Restore; readonly note: string; readonly good: readonly Outcome[] },
): Promise<void> {
  await dependencies.store.inPractice(practice, async (tx) => {
    await rowsOf(tx, waitTurn, [practice]);
    const cosigned = `${note}${good.map(({ line }) => line).join('')}`;
    await rowsOf(tx, resumeLog, [practice, order.logEpoch, note, cosigned]);
    const all = dependencies.federation.vaults.map(({ index }) => index);
    const has = new Set(good.map(({ vault }) => vault));
    const sizes = all.map((vault) => (has.has(vault) ? log.size : order.size));
    await rowsOf(tx, keepHeld, [practice, order.logEpoch, all, sizes]);
    await appendLeaf(tx, practice, { kind: 'restored', sequence: order.logEpoch, count: order.size }, dependencies);
  });
}
