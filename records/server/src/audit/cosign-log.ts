import { consistencyRanges } from '@etanche/core-merkle';
import { type Federation } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import type { Logger } from '@etanche/platform';
import type { DataMetrics } from '../data/data-metrics.ts';
import { rowsOf, type Store } from '../store/store.ts';
import type { Vault, VaultAnswer, VaultLink } from './vault-link.ts';
import { findLog, rangeHashes, type AuditLog } from './audit-log.ts';
import { findRestoreOrder } from './restore-order.ts';
import { keepCosigned, keepHeld, readHeld, stopLog } from './log-statements.ts';

export type CosignDependencies = {
  readonly store: Store;
  readonly federation: Federation;
  readonly link: VaultLink;
  readonly logger: Logger;
  readonly metrics: DataMetrics;
  readonly now: () => number;
};

/** A note to cosign, and for each vault the size from which the consistency proof starts. */
type Candidate = {
  readonly practice: string;
  readonly size: number;
  readonly note: string;
  readonly from: (vault: number) => number;
};

/**
 * `contradicted`: the vault has cosigned leaves that this log lacks. `refused`: it rejects the server's key, or rejects
 * it for this epoch of the log.
 */
export type Outcome = {
  readonly vault: number;
  readonly kind: 'cosigned' | 'contradicted' | 'refused' | 'away';
  readonly line: string;
};

/**
 * Has the vaults cosign the log of a practice as it is now. When t of them have cosigned leaves that it lacks, the
 * log was restored from a copy, and it is stopped.
 *
 * @returns true if t vaults have cosigned all of it or the log is stopped, so that no early retry is needed
 */
export async function cosignLog(dependencies: CosignDependencies, practice: string): Promise<boolean> {
  const { store, federation } = dependencies;
  const { log, held } = await store.inPractice(practice, async (tx) => {
    const log = await findLog(tx, practice);
    const held = log === null ? [] : await rowsOf<{ vault: number; size: number }>(tx, readHeld, [practice, log.epoch]);
    return { log, held: new Map(held.map(({ vault, size }) => [vault, size])) };
  });
  if (log === null || log.stopped) return true;
  const from = (vault: number) => held.get(vault) ?? 0;
  const outcomes = await askAll(dependencies, { practice, size: log.size, note: log.note, from });
  const good = outcomes.filter(({ kind }) => kind === 'cosigned');
  await keep(dependencies, practice, log, good);
  const against = outcomes.filter(({ kind }) => kind === 'contradicted' || kind === 'refused').length;
  if (against > 0) dependencies.logger.error('checkpoint_refused', { vaults: against });
  if (against >= federation.threshold && (await isBehind(dependencies, practice, log, outcomes))) {
    return stop(dependencies, practice, log);
  }
  return good.length >= federation.threshold;
}

/** Whether the refusals mean that the log was restored, and not that the vaults know another server key. */
async function isBehind(
  dependencies: CosignDependencies,
  practice: string,
  log: AuditLog,
  outcomes: readonly Outcome[],
): Promise<boolean> {
  const contradicted = outcomes.filter(({ kind }) => kind === 'contradicted').length;
  return (
    contradicted >= dependencies.federation.threshold ||
    (await findRestoreOrder(dependencies, practice, log.epoch)) !== null
  );
}

/** Asks every vault at once. */
export async function askAll(dependencies: CosignDependencies, candidate: Candidate): Promise<Outcome[]> {
  return Promise.all(dependencies.federation.vaults.map((vault) => askOne(dependencies, candidate, vault)));
}

async function askOne(dependencies: CosignDependencies, candidate: Candidate, vault: Vault): Promise<Outcome> {
  const from = candidate.from(vault.index);
  let answer = await ask(dependencies, candidate, vault, from);
  // Another server, or an earlier request whose answer was lost, has brought the vault further than this server
  // recorded.
  if (answer.kind === 'held' && answer.size <= candidate.size && answer.size !== from) {
    const { size } = answer;
    answer = await ask(dependencies, candidate, vault, size);
    if (answer.kind === 'held' && answer.size !== size) return done(dependencies, vault, 'away');
  }
  if (answer.kind === 'cosigned') return done(dependencies, vault, 'cosigned', answer.line);
  if (answer.kind === 'away' || answer.kind === 'refused') return done(dependencies, vault, answer.kind);
  if (answer.size > candidate.size) {
    const log = await dependencies.store.inPractice(candidate.practice, (tx) => findLog(tx, candidate.practice));
    if (log !== null && answer.size <= log.size) return done(dependencies, vault, 'away');
  }
  return done(dependencies, vault, 'contradicted');
}

function done({ metrics }: CosignDependencies, { index }: Vault, kind: Outcome['kind'], line = ''): Outcome {
  metrics.cosigned(kind);
  return { vault: index, kind, line };
}

async function ask(
  { store, link }: CosignDependencies,
  { practice, size, note }: Candidate,
  vault: Vault,
  from: number,
): Promise<VaultAnswer> {
  const ranges = from === 0 || from >= size ? [] : consistencyRanges(from, size);
  const proof = await store.inPractice(practice, (tx) => rangeHashes(tx, practice, ranges));
  return link.send(vault, practice, { checkpoint: note, old: from, proof: proof.map(toBase64url) });
}

async function keep(
  dependencies: CosignDependencies,
  practice: string,
  log: AuditLog,
  good: readonly Outcome[],
): Promise<void> {
  if (good.length === 0) return;
  await dependencies.store.inPractice(practice, async (tx) => {
    const vaults = good.map(({ vault }) => vault);
    await rowsOf(tx, keepHeld, [practice, log.epoch, vaults, vaults.map(() => log.size)]);
    if (good.length < dependencies.federation.threshold) return;
    const lines = good.map(({ line }) => line).join('');
    await rowsOf(tx, keepCosigned, [practice, log.epoch, log.size, `${log.note}${lines}`]);
  });
}

async function stop({ store, logger, now }: CosignDependencies, practice: string, { epoch }: AuditLog): Promise<true> {
  const stopped = await store.inPractice(practice, (tx) => rowsOf(tx, stopLog, [practice, now(), epoch]));
  if (stopped.length > 0) logger.error('audit_log_behind');
  return true;
}
