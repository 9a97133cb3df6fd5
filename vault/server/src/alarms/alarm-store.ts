import { alarmSchema, type Alarm } from '@etanche/core-vault-protocol';
import { parseShape } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { storeQuery } from '../store/store-query.ts';
import type { ChannelName, AlarmMessage } from './alarm-channel.ts';

export type DueMessage = AlarmMessage & { readonly attempts: number };

const sync = { name: 'alarm_channels', text: 'SELECT alarm_channels($1)' };
// One replica leases an alarm at a time. If that replica dies, the lease expires and the alarm is due again.
const take = {
  name: 'alarm_take',
  text: `UPDATE alarm_delivery d SET attempts = d.attempts + 1, next_at = $2::bigint + $3
    FROM (SELECT alarm FROM alarm_delivery WHERE channel = $1 AND next_at <= $2
          ORDER BY next_at, alarm LIMIT $4 FOR UPDATE SKIP LOCKED) due, alarm a
    WHERE d.channel = $1 AND d.alarm = due.alarm AND a.id = due.alarm
    RETURNING d.attempts, a.id AS alarm, a.practice, (a.at / 1000)::text AS at, a.kind, a.member, a.purpose,
      a.count::text, a.detail, (a.acknowledge_by / 1000)::text AS "acknowledgeBy",
      coalesce(a.contacts, (SELECT p.contacts FROM practice p WHERE p.id = a.practice), '{}') AS contacts`,
};
const remind = { name: 'alarm_remind', text: 'SELECT alarm_remind($1)' };
const accept = { name: 'alarm_accept', text: 'DELETE FROM alarm_delivery WHERE channel = $1 AND alarm = $2' };
const delay = { name: 'alarm_delay', text: 'UPDATE alarm_delivery SET next_at = $3 WHERE channel = $1 AND alarm = $2' };

type Row = {
  attempts: number;
  alarm: string;
  practice: string;
  at: string;
  kind: string;
  member: string | null;
  purpose: string | null;
  count: string | null;
  detail: string | null;
  acknowledgeBy: string | null;
  contacts: string[];
};

/** The alarms that channels have not accepted yet. Every method throws Refusal `store_unavailable`. */
export class AlarmStore {
  readonly #database: Database;
  readonly #timeoutMs: number;
  /** Index of this vault. */
  readonly #index: number;

  constructor(database: Database, timeoutMs: number, index: number) {
    this.#database = database;
    this.#timeoutMs = timeoutMs;
    this.#index = index;
  }

  /** Enqueues future alarms for these channels, and drops alarms that wait for any other channel. */
  async useChannels(names: readonly ChannelName[]): Promise<void> {
    await storeQuery(this.#database, sync, [names], this.#timeoutMs);
  }

  /** @param leaseMs for how long no other replica tries these alarms */
  async take(channel: ChannelName, now: number, leaseMs: number, most: number): Promise<DueMessage[]> {
    const rows = await storeQuery<Row>(this.#database, take, [channel, now, leaseMs, most], this.#timeoutMs);
    return rows.map((row) => this.#due(row));
  }

  /** Raises a reminder about each member who has an alarm that is still unacknowledged after half of its time. */
  async remind(now: number): Promise<void> {
    await storeQuery(this.#database, remind, [now], this.#timeoutMs);
  }

  async accepted(channel: ChannelName, alarm: string): Promise<void> {
    await storeQuery(this.#database, accept, [channel, alarm], this.#timeoutMs);
  }

  async delay(channel: ChannelName, alarm: string, until: number): Promise<void> {
    await storeQuery(this.#database, delay, [channel, alarm, until], this.#timeoutMs);
  }

  #due({ attempts, contacts, at, count, acknowledgeBy, ...row }: Row): DueMessage {
    const told = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    const counted = {
      ...(count === null ? {} : { count: Number(count) }),
      ...(acknowledgeBy === null ? {} : { acknowledgeBy: Number(acknowledgeBy) }),
    };
    const alarm: Alarm = parseShape(alarmSchema, { ...told, ...counted, index: this.#index, at: Number(at) }, 'alarm');
    return { attempts, contacts, alarm };
  }
}
