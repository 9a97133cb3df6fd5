import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ChannelName } from './alarms/alarm-channel.ts';
import { problemCodes, type ProblemCode, type Purpose } from '@etanche/core-vault-protocol';

/** Metrics of a vault. Labels are closed lists: no key set name, no address, no content of a request. */
export class VaultMetrics {
  readonly registry = new Registry();
  readonly #refusals: Counter<'code'>;
  readonly #units: Counter<'purpose' | 'caller'>;
  readonly #restored: Counter;
  readonly #deliveries: Counter<'channel' | 'outcome'>;
  readonly #channelGood: Gauge<'channel'>;
  readonly #workersLost: Counter;
  readonly #claimSeconds: Histogram;
  readonly #evaluateSeconds: Histogram<'caller'>;

  constructor(read: {
    inFlight: () => number;
    workers: () => number;
    networks: () => number;
    storeGood: () => boolean;
    spentUntilMs: () => number;
    clockOffsetSeconds: () => number;
  }) {
    const registers = [this.registry];
    const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
    this.#refusals = new Counter({
      name: 'etanche_vault_refusals_total',
      help: 'Requests refused, by problem code',
      labelNames: ['code'],
      registers,
    });
    for (const code of problemCodes) this.#refusals.inc({ code }, 0);
    this.#units = new Counter({
      name: 'etanche_vault_units_total',
      help: 'Elements evaluated, by purpose of the key set and type of caller',
      labelNames: ['purpose', 'caller'],
      registers,
    });
    this.#restored = new Counter({
      name: 'etanche_vault_store_restored_total',
      help: 'Times the store was found older than the last count',
      registers,
    });
    this.#deliveries = new Counter({
      name: 'etanche_vault_alarm_deliveries_total',
      help: 'Attempts to deliver an alarm, by channel and outcome',
      labelNames: ['channel', 'outcome'],
      registers,
    });
    this.#channelGood = new Gauge({
      name: 'etanche_vault_alarm_channel_good',
      help: '0 if the channel refused its last alarm',
      labelNames: ['channel'],
      registers,
    });
    this.#workersLost = new Counter({
      name: 'etanche_vault_workers_lost_total',
      help: 'Worker threads that died and were replaced',
      registers,
    });
    this.#claimSeconds = new Histogram({
      name: 'etanche_vault_claim_seconds',
      help: 'Time to commit units in the store, one statement',
      buckets,
      registers,
    });
    this.#evaluateSeconds = new Histogram({
      name: 'etanche_vault_evaluate_seconds',
      help: 'Time from admission to answer of an evaluation, by type of caller',
      labelNames: ['caller'],
      buckets,
      registers,
    });
    gauge('etanche_vault_in_flight_elements', 'Elements accepted but not yet answered', registers, read.inFlight);
    gauge('etanche_vault_workers', 'Running worker threads', registers, read.workers);
    gauge('etanche_vault_networks', 'Networks whose quota is in memory', registers, read.networks);
    gauge('etanche_vault_store_good', '1 if the last heartbeat reached the store', registers, () =>
      read.storeGood() ? 1 : 0,
    );
    const spent = 'Time in seconds since 1970 until which a restored store counts as used up; 0 if never';
    gauge('etanche_vault_spent_until_seconds', spent, registers, () => read.spentUntilMs() / 1000);
    const offset = "Seconds by which the machine's wall clock is ahead of the time that the vault counts by";
    gauge('etanche_vault_clock_offset_seconds', offset, registers, read.clockOffsetSeconds);
  }

  refused(code: ProblemCode): void {
    this.#refusals.inc({ code });
  }

  evaluated(purpose: Purpose, caller: 'anonymous' | 'importer' | 'member', units: number, seconds: number): void {
    this.#units.inc({ purpose, caller }, units);
    this.#evaluateSeconds.observe({ caller }, seconds);
  }

  claimed(seconds: number): void {
    this.#claimSeconds.observe(seconds);
  }

  restored(): void {
    this.#restored.inc();
  }

  /** A channel counts as good until it refuses an alarm. */
  alarmsThrough(channels: readonly ChannelName[]): void {
    for (const channel of channels) this.#channelGood.set({ channel }, 1);
  }

  alarmed(channel: ChannelName, accepted: boolean): void {
    this.#deliveries.inc({ channel, outcome: accepted ? 'accepted' : 'failed' });
    this.#channelGood.set({ channel }, accepted ? 1 : 0);
  }

  workerLost(): void {
    this.#workersLost.inc();
  }
}

function gauge(name: string, help: string, registers: Registry[], read: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
