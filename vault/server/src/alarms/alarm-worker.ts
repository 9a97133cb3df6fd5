import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmChannel, ChannelName } from './alarm-channel.ts';
import type { AlarmStore, DueMessage } from './alarm-store.ts';

/** Longer than the timeout of any channel. */
const leaseMs = 60_000;
const firstWaitMs = 5_000;
const longestWaitMs = 3_600_000;
const together = 10;

type AlarmWorkerOptions = {
  readonly store: AlarmStore;
  readonly channels: readonly AlarmChannel[];
  readonly pollMs: number;
  readonly now: () => number;
  /** Called after each attempt. */
  readonly report: (channel: ChannelName, accepted: boolean) => void;
};

/**
 * Delivers alarms until they are accepted. Each channel works on its own, so a webhook that hangs delays no mail. An
 * alarm that was accepted just before a crash is delivered again.
 */
export class AlarmWorker {
  readonly #options: AlarmWorkerOptions;
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];

  private constructor(options: AlarmWorkerOptions) {
    this.#options = options;
    this.#loops = [...options.channels.map(async (channel) => this.#run(channel)), this.#remind()];
  }

  /** @throws Refusal `store_unavailable` */
  static async start(options: AlarmWorkerOptions): Promise<AlarmWorker> {
    await options.store.useChannels(options.channels.map(({ name }) => name));
    return new AlarmWorker(options);
  }

  /** Abandons deliveries in progress: their leases expire and the alarms are delivered after the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #run(channel: AlarmChannel): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve();
      });
    });
    while (!signal.aborted) {
      // The heartbeat reports failures of the store; here they only cause a retry.
      const round = this.#round(channel).catch(() => 0);
      const delivered = await Promise.race([round, stopped]);
      if (delivered === 0) await sleep(this.#options.pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #remind(): Promise<void> {
    const { store, now, pollMs } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // If the store fails, the next round retries: due alarms stay due.
      await store.remind(now()).catch(() => undefined);
      await sleep(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #round(channel: AlarmChannel): Promise<number> {
    const { store, now } = this.#options;
    const due = await store.take(channel.name, now(), leaseMs, together);
    // In parallel: the last lease must not expire while the first deliveries are slow.
    await Promise.all(due.map(async (each) => this.#deliver(channel, each)));
    return due.length;
  }

  async #deliver(channel: AlarmChannel, due: DueMessage): Promise<void> {
    const { store, now, report } = this.#options;
    const { name } = channel;
    try {
      await channel.deliver(due);
    } catch {
      report(name, false);
      const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (due.attempts - 1));
      await store.delay(name, due.alarm.alarm, now() + wait);
      return;
    }
    report(name, true);
    await store.accepted(name, due.alarm.alarm);
  }
}
