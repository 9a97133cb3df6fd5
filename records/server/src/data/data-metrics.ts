import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Tx } from '../store/store.ts';

type Act =
  | 'read'
  | 'history'
  | 'write'
  | 'write_list'
  | 'lookup'
  | 'cards'
  | 'binary_read'
  | 'binary_write'
  | 'erase'
  | 'assign';

type InOne<Asked, Answered> = (tx: Tx, call: Asked) => Promise<() => Answered | Promise<Answered>>;

/**
 * Operations on patients' data, and the state of the audit log. No label identifies a patient, a member or a practice.
 */
export class DataMetrics {
  readonly #seconds: Histogram<'act'>;
  readonly #canaries: Counter;
  readonly #breakGlass: Counter;
  readonly #swept: Counter;
  readonly #numbered: Counter;
  readonly #cosigned: Counter<'outcome'>;
  readonly #differences: Counter;
  readonly #stopped: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#seconds = new Histogram({
      name: 'etanche_records_data_seconds',
      help: 'Time of an act on the store, by kind',
      labelNames: ['act'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
      registers,
    });
    const counter = (name: string, help: string) =>
      new Counter({ name: `etanche_records_${name}_total`, help, registers });
    this.#canaries = counter('canaries', 'Fictitious patients opened');
    this.#breakGlass = counter('break_glass', 'Uses of the emergency quota that were given a reason');
    this.#swept = counter('binaries_swept', 'Binaries deleted that no write names');
    this.#numbered = counter('audit_leaves', 'Leaves of the audit log that were given a number');
    this.#differences = counter('counts_differ', 'Days on which a member had more from the vaults than was read here');
    this.#cosigned = new Counter({
      name: 'etanche_records_cosignatures_total',
      help: 'Checkpoints sent to a vault, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.#stopped = new Gauge({
      name: 'etanche_records_audit_stopped',
      help: 'Logs that are behind what the vaults cosigned, and take no writes',
      registers,
    });
  }

  /** Runs an operation and measures it. */
  async timed<Result>(act: Act, work: () => Promise<Result>): Promise<Result> {
    const from = performance.now();
    const result = await work();
    this.#seconds.observe({ act }, (performance.now() - from) / 1000);
    return result;
  }

  /** Measures a handler that works in its caller's transaction, including the commit. */
  timedIn<Asked, Answered>(
    act: Act,
    { inTransaction }: { readonly inTransaction: InOne<Asked, Answered> },
  ): { readonly inTransaction: InOne<Asked, Answered> } {
    return {
      inTransaction: async (tx, call) => {
        const from = performance.now();
        const answer = await inTransaction(tx, call);
        return async () => {
          const result = await answer();
          this.#seconds.observe({ act }, (performance.now() - from) / 1000);
          return result;
        };
      },
    };
  }

  canary(): void {
    this.#canaries.inc();
  }

  breakGlass(): void {
    this.#breakGlass.inc();
  }

  swept(count: number): void {
    this.#swept.inc(count);
  }

  numbered(count: number): void {
    this.#numbered.inc(count);
  }

  cosigned(outcome: 'cosigned' | 'contradicted' | 'refused' | 'away'): void {
    this.#cosigned.inc({ outcome });
  }

  countsDiffer(): void {
    this.#differences.inc();
  }

  stopped(logs: number): void {
    this.#stopped.set(logs);
  }
}
