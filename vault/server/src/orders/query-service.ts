import {
  alarmListSchema,
  practiceQuerySchema,
  type Alarm,
  type PracticeQuery,
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
    const member = await lanes.ordinary.run(network, (database) =>
      reading(() => database.transaction((client) => identify(client, request, kid, now()))),
    );
    return this.#answer(request, member);
  }

  async #answer({ query, practice, day }: PracticeQuery, member: string | null): Promise<QueryAnswer> {
    switch (query) {
      case 'counts':
        return { counts: await this.#options.counts(practice, day) };
      case 'alarms':
        return { alarms: await recentAlarms(this.#options.database, this.#options.index, practice, alarmsTold) };
      case 'quota':
        // The records server has no quota of its own.
        if (member === null) throw new Refusal('caller_refused');
        return { quota: await this.#options.members.quota(practice, member, this.#options.now()) };
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
         'acknowledgeBy', acknowledge_by / 1000, 'acknowledgedAt', acknowledged_at / 1000)) AS alarm
       FROM alarm WHERE practice = $1 ORDER BY at DESC, id LIMIT $2`,
      [practice, most],
    ),
  );
  const alarms = rows.map(({ alarm }) => ({ ...alarm, index }));
  return parseShape(alarmListSchema, { alarms }, 'alarms').alarms;
}

/** The querying member, or null for the records server. @throws Refusal `caller_refused` for any other caller */
async function identify(
  client: pg.ClientBase,
  request: PracticeQuery,
  kid: string,
  now: number,
): Promise<string | null> {
  const practice = await findPractice(client, request.practice);
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM practice_member WHERE practice = $1 AND auth = $2 AND retired_at IS NULL',
    [request.practice, kid],
  );
  const member = rows[0]?.id ?? null;
  if (member === null && practice?.server !== kid) throw new Refusal('caller_refused');
  await acceptOnce(client, kid, request, now);
  return member;
}
