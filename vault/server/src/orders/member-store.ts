import {
  practicePurposes,
  type MemberActivity,
  type PracticePurpose,
  type PracticeUsage,
  type Quota,
  type QuotaLimit,
} from '@etanche/core-vault-protocol';
import { limits } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { emergencyOf, type MemberConfig } from '../config/member-config.ts';
import type { ClaimOutcome } from '../evaluate/claim.ts';
import { Refusal } from '../http/refusal.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import { storeQuery, type Statement } from '../store/store-query.ts';

type MemberClaim = {
  readonly practice: string;
  readonly purpose: PracticePurpose;
  /** The signer's key, base64url. */
  readonly caller: string;
  readonly jti: string;
  /** Seconds. */
  readonly iat: number;
  readonly units: number;
  readonly emergency: boolean;
};

type MemberClaimAnswer = {
  readonly outcome: ClaimOutcome;
  readonly retryMs: number | null;
  /** The owner of the limit that refused the claim. */
  readonly of: 'practice' | 'importer' | 'member';
  /** The limit that refused; null for any other outcome. */
  readonly limit: QuotaLimit | null;
};

type Used = Quota['scope'];
type Row = { outcome: ClaimOutcome; retry_ms: string | null; subject: string | null; most: string | null };

const ruleFields = 16;
const alarmFields = 32;
const row = (type: string, from: number, fields: number) => {
  const places = Array.from({ length: fields }, (_, i) => `$${from + i}`);
  return `ROW(${places.join(', ')})::${type}`;
};
const claim: Statement = {
  name: 'claim_member',
  text: `SELECT outcome, retry_ms, subject, most
    FROM vault_claim_member($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
      ${row('member_rules', 11, ruleFields)}, ${row('alarm_rules', 11 + ruleFields, alarmFields)})`,
};
const usage: Statement = {
  name: 'member_usage',
  text: `SELECT day_limit, day_used, month_limit, month_used, emergency_limit, emergency_used, emergency_month_limit,
      emergency_month_used, frozen
    FROM member_usage($1, $2, $3, $4, ${row('member_rules', 6, ruleFields)}, $5)`,
};

const peopleUsage: Statement = {
  name: 'member_people_usage',
  text: `SELECT most, used FROM member_people_usage($1, $2, $3,
    ${row('member_rules', 4, ruleFields)}, ${row('alarm_rules', 4 + ruleFields, alarmFields)})`,
};

const practiceUsage: Statement = {
  name: 'practice_usage',
  text: `SELECT jsonb_strip_nulls(jsonb_build_object('member', member, 'limit', files_limit, 'files', files_used,
      'emergency', emergency, 'raisedUntil', raised_until / 1000, 'new', is_new, 'frozen', frozen,
      'unacknowledged', unacknowledged, 'dormant', dormant)) AS usage
    FROM practice_usage($1, $2, $3, ${row('member_rules', 5, ruleFields)}, $4)`,
};
const memberActivity: Statement = {
  name: 'member_activity',
  text: `SELECT files_limit::text AS limit, alarm_limit::text AS alarm, slot::text, to_json(files) AS files, days
    FROM member_activity($1, $2, $3,
      ${row('member_rules', 4, ruleFields)}, ${row('alarm_rules', 4 + ruleFields, alarmFields)})`,
};
type ActivityRow = {
  limit: string | null;
  alarm: string;
  slot: string;
  files: number[];
  days: { day: string; files: number }[];
};

/** Counts units of members and importers. Each claim is committed by one statement (`6-member-claims.sql`). */
export class MemberStore {
  readonly #database: Database;
  readonly #rules: ReadonlyMap<PracticePurpose, readonly number[]>;
  readonly #alarms: readonly (number | string)[];
  readonly #dormantDays: number;
  readonly #perUnit: Quota['people']['perUnit'];
  readonly #timeoutMs: number;
  readonly #onClaim: (seconds: number) => void;

  constructor(
    database: Database,
    config: MemberConfig,
    position: Pick<VaultPosition, 'threshold' | 'vaults'>,
    timeoutMs: number,
    onClaim: (seconds: number) => void,
  ) {
    this.#database = database;
    this.#rules = new Map(practicePurposes.map((purpose) => [purpose, rulesOf(config, position, purpose)]));
    this.#alarms = alarmRulesOf(config);
    this.#dormantDays = config.dormantDays;
    const { scope, search, agenda, inbox } = config.people;
    this.#perUnit = { scope, search, agenda, inbox };
    this.#timeoutMs = timeoutMs;
    this.#onClaim = onClaim;
  }

  /**
   * @param floor the sequence that the store must have reached
   * @throws Refusal `store_unavailable`
   */
  async claim(request: MemberClaim, now: number, floor: number): Promise<MemberClaimAnswer> {
    const { practice, purpose, caller, jti, iat, units, emergency } = request;
    const ageMs = limits.requestAgeSeconds * 1000;
    const values = [practice, purpose, caller, jti, iat * 1000, ageMs, units, emergency, now, floor];
    const from = performance.now();
    const rules = [...this.#rulesFor(purpose), ...this.#alarms];
    const rows = await storeQuery<Row>(this.#database, claim, [...values, ...rules], this.#timeoutMs);
    this.#onClaim((performance.now() - from) / 1000);
    const [row] = rows;
    if (row === undefined) throw new Refusal('store_unavailable', { retryAfter: 5 });
    return {
      outcome: row.outcome,
      retryMs: row.retry_ms === null ? null : Number(row.retry_ms),
      of: ownerOf(row.subject),
      limit: limitOf(row, purpose),
    };
  }

  /** The units that a member has used and may use at this vault. @throws Refusal `store_unavailable` */
  async quota(practice: string, member: string, now: number): Promise<Quota> {
    const read = (purpose: PracticePurpose) =>
      storeQuery<Record<string, string | boolean>>(
        this.#database,
        usage,
        [practice, member, purpose, now, this.#dormantDays, ...this.#rulesFor(purpose)],
        this.#timeoutMs,
      ).then(([row]) => row ?? {});
    const [scope, search, agenda, inbox] = [
      await read('scope'),
      await read('search'),
      await read('agenda'),
      await read('inbox'),
    ];
    const [people] = await storeQuery<Record<'most' | 'used', string>>(
      this.#database,
      peopleUsage,
      [practice, member, now, ...this.#rulesFor('scope'), ...this.#alarms],
      this.#timeoutMs,
    );
    const emergency: Used = {
      limit: Number(scope.emergency_limit ?? 0),
      used: Number(scope.emergency_used ?? 0),
      monthLimit: Number(scope.emergency_month_limit ?? 0),
      monthUsed: Number(scope.emergency_month_used ?? 0),
    };
    return {
      member,
      people: { limit: Number(people?.most ?? 0), used: Number(people?.used ?? 0), perUnit: this.#perUnit },
      frozen: scope.frozen === true,
      scope: usedOf(scope),
      search: usedOf(search),
      agenda: usedOf(agenda),
      inbox: usedOf(inbox),
      emergency,
    };
  }

  /**
   * The units that members used at this vault in the last 24 hours. @param only one member; null for all who have not
   * left
   *
   * @throws Refusal `store_unavailable`
   */
  async usage(practice: string, only: string | null, now: number): Promise<PracticeUsage> {
    const values = [practice, only, now, this.#dormantDays, ...this.#rulesFor('scope')];
    type Row = { usage: PracticeUsage['members'][number] };
    const rows = await storeQuery<Row>(this.#database, practiceUsage, values, this.#timeoutMs);
    return { members: rows.map(({ usage }) => usage) };
  }

  /** The evaluations of a member, by time. @throws Refusal `caller_refused` for no such member, `store_unavailable` */
  async activity(practice: string, member: string, now: number): Promise<MemberActivity> {
    const values = [practice, member, now, ...this.#rulesFor('scope'), ...this.#alarms];
    const [row] = await storeQuery<ActivityRow>(this.#database, memberActivity, values, this.#timeoutMs);
    if (row === undefined || row.limit === null) throw new Refusal('caller_refused');
    const { limit, alarm, slot, files, days } = row;
    return {
      member,
      limit: Number(limit),
      alarm: Number(alarm),
      quarters: { last: Number(slot) * 900, files },
      days,
    };
  }

  #rulesFor(purpose: PracticePurpose): readonly number[] {
    return this.#rules.get(purpose) ?? [];
  }
}

function ownerOf(subject: string | null): MemberClaimAnswer['of'] {
  if (subject?.startsWith('practice/') === true) return 'practice';
  return subject?.startsWith('importer/') === true ? 'importer' : 'member';
}

/** Subjects end with the purpose, with `emergency` or with `people`, whose burst is a minute (`5-member-rules.sql`). */
function limitOf({ outcome, subject, most }: Row, purpose: PracticePurpose): QuotaLimit | null {
  if (!isWindow(outcome) || most === null) return null;
  const last = subject?.split('/').at(-1);
  const kind = last === 'emergency' || last === 'people' ? last : purpose;
  return { kind, window: kind === 'people' && outcome === 'burst' ? 'minute' : outcome, most: Number(most) };
}

function isWindow(outcome: ClaimOutcome): outcome is QuotaLimit['window'] {
  return ['burst', 'minute', 'day', 'month', 'total'].includes(outcome);
}

function usedOf(row: Record<string, string | boolean>): Used {
  const number = (name: string): number => Number(row[name] ?? 0);
  return {
    limit: number('day_limit'),
    used: number('day_used'),
    monthLimit: number('month_limit'),
    monthUsed: number('month_used'),
  };
}

/** The fields of `member_rules`, in order. */
function rulesOf(
  config: MemberConfig,
  { threshold, vaults }: Pick<VaultPosition, 'threshold' | 'vaults'>,
  purpose: PracticePurpose,
): readonly number[] {
  const { roles, practice, raise, burst } = config;
  const emergency = emergencyOf(config, purpose);
  const burstUnits = Math.floor((burst[purpose].units * threshold) / vaults);
  // The interval is defined for all vaults together; at this vault alone a unit returns less often.
  const burstMs = Math.ceil((burst[purpose].everySeconds * 1000 * vaults) / threshold);
  return [
    threshold,
    vaults,
    roles.doctor[purpose],
    roles.secretary[purpose],
    roles.administrator[purpose],
    roles.gateway[purpose],
    practice[purpose],
    emergency,
    emergency === 0 ? 0 : practice.emergency,
    raise[purpose],
    config.days,
    config.newMember.percent,
    config.newMember.hours * 3_600_000,
    burstUnits,
    burstMs,
    limits.elementsPerRequest,
  ];
}

/** The fields of `alarm_rules`, in order. */
function alarmRulesOf({ people, alarm, dormantDays }: MemberConfig): readonly (number | string)[] {
  const range = ({ floor, ceiling }: MemberConfig['alarm']['files']['hour']) => [floor, ceiling];
  return [
    ...practicePurposes.map((purpose) => people[purpose]),
    people.perDay,
    ...range(alarm.files.hour),
    ...range(alarm.files.day),
    ...range(alarm.people.minute),
    alarm.people.minute.over,
    ...range(alarm.people.quarter),
    ...range(alarm.people.hour),
    ...range(alarm.people.day),
    alarm.outside.files,
    alarm.outside.people,
    alarm.habit.days,
    alarm.habit.leastDays,
    alarm.habit.percent,
    alarm.habit.anyHourPercent,
    alarm.habit.routineTimes,
    alarm.hours.from,
    alarm.hours.to,
    alarm.hours.lastWeekday,
    alarm.timeZone,
    alarm.acknowledgeHours * 3_600_000,
    dormantDays,
    alarm.messages,
  ];
}
