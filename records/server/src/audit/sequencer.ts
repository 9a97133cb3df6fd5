import { errorFields } from '@etanche/platform';
import { cosignLog } from './cosign-log.ts';
import { mostAtOnce, numberLeaves } from './number-leaves.ts';
import { resumeLogByOrder, type ResumeDependencies } from './resume-log.ts';
import { PeriodicTasks } from '../periodic-tasks.ts';

type SequencerDependencies = ResumeDependencies & {
  /** Id of this server's directory, whose log is numbered and cosigned too. */
  readonly directory: string;
  readonly pace: {
    /** Between two searches for leaves without a number. */
    readonly numberMs: number;
    /** Between two rounds of checkpoints to the vaults. */
    readonly cosignMs: number;
    /** Between two rounds over all practices, changed or not. */
    readonly everyMs: number;
  };
};

const atOnce = 4;

/**
 * Numbers the leaves of all practices and of the directory, and has their logs cosigned, until it is closed. Several
 * servers may run one on the same store.
 */
export class Sequencer implements AsyncDisposable {
  readonly #dependencies: SequencerDependencies;
  /** Practices whose current log, as far as this server knows, is not cosigned by t vaults. */
  readonly #grown = new Set<string>();
  readonly #stopped = new Set<string>();
  #rounds: PeriodicTasks | null = null;

  private constructor(dependencies: SequencerDependencies) {
    this.#dependencies = dependencies;
  }

  /** First compares every log with the vaults' cosignatures, so that a restored log accepts no write afterwards. */
  static async start(dependencies: SequencerDependencies): Promise<Sequencer> {
    const sequencer = new Sequencer(dependencies);
    await sequencer.#markAll();
    await sequencer.#cosign();
    const { numberMs, cosignMs, everyMs } = dependencies.pace;
    const rounds = [
      { everyMs: numberMs, work: () => sequencer.#number() },
      { everyMs: cosignMs, work: () => sequencer.#cosign() },
      { everyMs, work: () => sequencer.#markAll() },
    ];
    sequencer.#rounds = PeriodicTasks.start(rounds, dependencies.logger);
    return sequencer;
  }

  /** Waits for tasks that are running. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rounds?.[Symbol.asyncDispose]();
  }

  async #markAll(): Promise<void> {
    const { store, directory } = this.#dependencies;
    for (const practice of [...(await store.practices()), directory]) this.#grown.add(practice);
  }

  async #number(): Promise<void> {
    const { store, signer, metrics, directory } = this.#dependencies;
    const { rows } = await store.outside((tx) =>
      tx.query<{ practice: string }>('SELECT audit_practices_waiting($1) AS practice', [directory]),
    );
    const practices = rows.map(({ practice }) => practice);
    await this.#each(practices, async (practice) => {
      let numbered: number;
      do {
        numbered = await numberLeaves(store, signer, practice, practice !== directory);
        metrics.numbered(numbered);
        if (numbered > 0) this.#grown.add(practice);
      } while (numbered === mostAtOnce && this.#rounds?.stopping !== true);
    });
  }

  async #cosign(): Promise<void> {
    await this.#each(Array.from(this.#grown), async (practice) => {
      this.#grown.delete(practice);
      const finished = await this.#cosignOne(practice).catch((error: unknown) => {
        this.#grown.add(practice);
        throw error;
      });
      if (!finished) this.#grown.add(practice);
    });
    this.#dependencies.metrics.stopped(this.#stopped.size);
  }

  /** @returns true if nothing needs to be retried soon */
  async #cosignOne(practice: string): Promise<boolean> {
    const finished = await cosignLog(this.#dependencies, practice);
    const goesOn = await resumeLogByOrder(this.#dependencies, practice);
    if (goesOn) this.#stopped.delete(practice);
    else this.#stopped.add(practice);
    return finished && goesOn;
  }

  /** A failure in one practice does not stop the others. */
  async #each(practices: readonly string[], work: (practice: string) => Promise<void>): Promise<void> {
    const waiting = practices.values();
    const worker = async () => {
      for (const practice of waiting) {
        if (this.#rounds?.stopping === true) return;
        await work(practice).catch((error: unknown) => {
          this.#dependencies.logger.warn('audit_turn_failed', errorFields(error));
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }
}
