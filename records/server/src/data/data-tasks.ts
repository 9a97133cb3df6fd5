import { errorFields } from '@etanche/platform';
import { CheckpointSigner } from '../audit/checkpoint-signer.ts';
import { PeriodicTasks } from '../periodic-tasks.ts';
import { Sequencer } from '../audit/sequencer.ts';
import { VaultLink } from '../audit/vault-link.ts';
import type { BinaryDependencies } from '../attachments/binaries.ts';
import { sweepBinaries } from '../attachments/sweep-binaries.ts';
import { reconcile, type ReconcileDependencies } from '../audit/reconcile.ts';
import type { DataConfig } from './data-config.ts';
import { eraseDue } from '../patients/erase-due.ts';
import { emptyDestroyed } from '../patients/empty-destroyed.ts';
import { settlePostings } from '../search/settle-postings.ts';

type DataTaskDependencies = Omit<ReconcileDependencies, 'timeoutMs' | 'tolerance'> &
  Pick<BinaryDependencies, 'blobs' | 'postings' | 'random'> & {
    readonly config: DataConfig;
    /** Id of this server's directory. */
    readonly directory: string;
    /** Reads the members from the vaults. @throws Refusal `vaults_unreachable` */
    readonly refresh: (practice: string) => Promise<void>;
  };

/**
 * Starts the background tasks: the audit log's sequencer, whose first comparison with the vaults has ended when this
 * returns, and tasks that erase due files and resources, sweep binaries, settle postings and reconcile days.
 */
export async function startDataTasks(dependencies: DataTaskDependencies): Promise<AsyncDisposable> {
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
        () => emptyDestroyed(dependencies, practice),
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
  building.use(PeriodicTasks.start([{ everyMs: config.roundMs, work: round }], logger));
  return building.move();
}
