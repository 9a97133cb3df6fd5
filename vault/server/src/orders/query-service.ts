import {
  alarmListSchema,
  practiceQuerySchema,
  type Alarm,
  type MemberActivity,
  type PracticeQuery,
  type PracticeUsage,
  type Quota,
} from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type pg from 'pg';
import type { Asker } from '../http/lane.ts';
import { Refusal } from '../http/refusal.ts';
import type { MemberStore } from './member-store.ts';
import { reading, type PracticeLanes } from './order-service.ts';
import { findPractice } from './practice-row.ts';
import { acceptOnce, readSigned } from './signed-request.ts';

/** Maximum number of latest alarms in an answer. */
const alarmsTold = 1000;

/** Signs the counts of a UTC day (today if undefined): a compact JWS over `dailyCountsSchema`. */
export type CountsSource = (practice: string, day: string | undefined) => Promise<string>;

type QueryAnswer =
  | { readonly quota: Quota }
  | { readonly alarms: Alarm[] }
  | { readonly usage: PracticeUsage }
  | { readonly activity: MemberActivity }
  /** A compact JWS. */
  | { readonly counts: string };

type QueryServiceOptions = {
  readonly database: Database;
  readonly lanes: PracticeLanes;
  readonly index: number;
  /** This vault's key, base64url. */
  readonly signingKey: string;
  readonly members: MemberStore;
  readonly counts: CountsSource;
  readonly now: () => number;
};

/** Answers queries of a practice's members and its records server. */
export class QueryService {
  readonly #options: QueryServiceOptions;

  constructor(options: QueryServiceOptions) {
    this.#options = options;
  }

  /**
   * @param network networks of the caller
   * @throws Refusal `caller_refused` for every fault of the caller, `store_unavailable`
   */
  async answer(practice: string, jws: string, network: Asker): Promise<QueryAnswer> {
    const { lanes, now, signingKey } = this.#options;
    const { request, kid } = await readSigned(jws, jwsTypes.practiceQuery, (value) =>
      parseShape(practiceQuerySchema, value, 'query'),
    );
    if (request.practice !== practice || request.aud !== signingKey) throw new Refusal('caller_refused');
    const asker = await lanes.ordinary.run(network, (database) =>
      reading(() => database.transaction((client) => identify(client, request, kid, now()))),
    );
    return this.#answer(request, asker, network);
  }

  async #answer(request: PracticeQuery, asker: QueryAsker, network: Asker): Promise<QueryAnswer> {
    const { lanes, members, now } = this.#options;
    const { query, practice, day } = request;
    const { member } = asker;
    switch (query) {
      case 'counts':
        return { counts: await this.#options.counts(practice, day) };
      case 'alarms':
        return { alarms: await recentAlarms(this.#options.database, this.#options.index, practice, alarmsTold) };
      case 'quota':
        // The records server has no quota of its own.
        if (member === null) throw new Refusal('caller_refused');
        return { quota: await members.quota(practice, member, now()) };
      case 'usage': {
        if (member === null) throw new Refusal('caller_refused');
        const only = asker.seesAll ? null : member;
        return { usage: await lanes.ordinary.run(network, () => members.usage(practice, only, now())) };
      }
      case 'activity': {
        const wanted = request.member ?? member;
        if (member === null || wanted === null || (wanted !== member && !asker.seesAll)) {
          throw new Refusal('caller_refused');
        }
        return { activity: await lanes.ordinary.run(network, () => members.activity(practice, wanted, now())) };
      }
    }
  }
}

/**
 * The latest alarms of a practice, newest first.
 *
 * @param index of this vault
 * @throws Refusal `store_unavailable`
 */
export async function recentAlarms(
  database: Database,
  index: number,
  practice: string,
  most: number,
): Promise<Alarm[]> {
  const { rows } = await reading(() =>
    database.query<{ alarm: object }>(
      `SELECT jsonb_strip_nulls(jsonb_build_object('alarm', id, 'practice', practice, 'at', at / 1000, 'kind', kind,
         'member', member, 'purpose', purpose, 'count', count, 'detail', detail,
         'acknowledgeBy', acknowledge_by / 1000, 'acknowledgedAt', acknowledged_at / 1000,
         'acknowledgedBy', acknowledged_by)) AS alarm
       FROM alarm WHERE practice = $1 ORDER BY at DESC, id LIMIT $2`,
      [practice, most],
    ),
  );
  const alarms = rows.map(({ alarm }) => ({ ...alarm, index }));
  return parseShape(alarmListSchema, { alarms }, 'alarms').alarms;
}

/**
 * The querying member; null for the records server. `seesAll`: an administrator who is not frozen, who sees what every
 * member opened.
 */
type QueryAsker = { readonly member: string | null; readonly seesAll: boolean };

/** @throws Refusal `caller_refused` for any other caller */
async function identify(client: pg.ClientBase, request: PracticeQuery, kid: string, now: number): Promise<QueryAsker> {
  const practice = await findPractice(client, request.practice);
  const { rows } = await client.query<{ id: string; sees_all: boolean }>(
    `SELECT m.id, 'administrator' = ANY (m.roles) AND NOT z.frozen AS sees_all
     FROM practice_member m CROSS JOIN LATERAL member_frozen(m.practice, m.id, $3) z
     WHERE m.practice = $1 AND m.auth = $2 AND m.retired_at IS NULL`,
    [request.practice, kid, now],
  );
  const member = rows[0]?.id ?? null;
  if (member === null && practice?.server !== kid) throw new Refusal('caller_refused');
  await acceptOnce(client, kid, request, now);
  return { member, seesAll: rows[0]?.sees_all === true };
}
