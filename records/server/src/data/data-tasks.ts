import { errorFields } from '@etanche/platform';
import { CheckpointSigner } from '../audit/checkpoint-signer.ts';
import { Rounds } from '../audit/rounds.ts';
import { Sequencer } from '../audit/sequencer.ts';
import { VaultLink } from '../audit/vault-link.ts';
import type { BinaryDependencies } from '../attachments/binaries.ts';
import { sweepBinaries } from '../attachments/sweep-binaries.ts';
import { reconcile, type ReconcileDependencies } from '../audit/reconcile.ts';
import type { DataConfig } from './data-config.ts';
import { eraseDue } from '../patients/erase-due.ts';
import { settlePostings } from '../search/settle-postings.ts';

export type RoundDependencies = Omit<ReconcileDependencies, 'timeoutMs' | 'tolerance'> &
  Pick<BinaryDependencies, 'blobs' | 'postings' | 'random'> & {
    readonly config: DataConfig;
    /** Asks the vaults who is a member. @throws Refusal `vaults_unreachable` */
    readonly refresh: (practice: string) => Promise<void>;
  };

/**
 * Starts what goes on in the background: the audit log's sequencer, whose first comparison with the vaults is over when
 * this answers; and rounds that erase what is due, sweep binaries, settle postings and reconcile days.
 */
export async function startDataRounds(dependencies: RoundDependencies): Promise<AsyncDisposable> {
  await using building = new AsyncDisposableStack();
  const { config, store, logger, serverKey, fetch, now } = dependencies;
  const link = new VaultLink({ fetch, ...config.vaults, now });
  const signer = new CheckpointSigner(serverKey);
  building.use(await Sequencer.start({ ...dependencies, link, signer, pace: config.audit }));
  const comparing = { ...dependencies, timeoutMs: config.vaults.timeoutMs, tolerance: config.tolerance };
  const round = async () => {
    for (const practice of await store.practices()) {
      for (const work of [
        () => eraseDue(dependencies, practice),
        () => sweepBinaries(dependencies, practice, config.binaries.orphanMs),
        () => settlePostings(store, practice, config.settleAtLeast),
        () => reconcile(comparing, practice),
      ]) {
        await work().catch((error: unknown) => {
          logger.warn('data_round_failed', errorFields(error));
        });
      }
    }
  };
  building.use(Rounds.start([{ everyMs: config.roundMs, work: round }], logger));
  return building.move();
}
