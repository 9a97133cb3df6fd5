import {
  createOutputMemory,
  createRecordsData,
  DataError,
  signIn,
  type RecordsClientOptions,
  type RecordsData,
} from '@etanche/records-client';
import { planSearch } from '@etanche/records-fhir';
import type { TrialMember } from '@etanche/trial';
import type { RowSourceOf } from '../attacker/row-source.ts';
import { attackAsMember, type Pace, type MemberAttack, type SecretsOf } from '../attacker/attack-as-member.ts';
import type { AttackContext } from './attack-context.ts';

/** The wait for a burst; a longer wait is for the daily quota. */
const longestWaitSeconds = 900;
const startHour = 8;
/** At most 179 openings and searches in six hours: less than the 12 hours after which a session ends. */
const stepMinutes = 2;

/**
 * A member uses the whole quota of a day with the real client, which caches its results. Then the attacker uses the
 * unlocked device for 24 hours: the cache, the rest of the day, and the next day's quota as it returns.
 */
export async function attackAfterFullDay(
  context: AttackContext,
  member: TrialMember,
  pace: Pace,
  rowSourceOf: RowSourceOf,
  secretsOf?: SecretsOf,
): Promise<MemberAttack> {
  const { clock } = context.attacked;
  const hour = new Date(clock.now()).getUTCHours();
  clock.advance(((startHour + 24 - hour) % 24) * 3_600_000);
  const options = {
    ...member.options,
    environment: { ...member.options.environment, outputStore: createOutputMemory() },
  };
  const searched = await workAllDay(context, options);
  await context.attacked.acknowledgeAlarms();
  return attackAsMember(context, member, pace, 1, rowSourceOf, secretsOf, {
    unlock: () => signIn(options),
    terms: searched,
  });
}

/** @returns the searched terms */
async function workAllDay({ attacked }: AttackContext, options: RecordsClientOptions): Promise<string[]> {
  const { clock, places, truth } = attacked;
  const rules = { validate: null, freshnessSeconds: 300, keptScopes: 200, rebases: 1 };
  let data: RecordsData = createRecordsData(await signIn(options), rules);
  const untilSpent = async (steps: Iterable<() => Promise<unknown>>): Promise<void> => {
    for (const step of steps) {
      for (;;) {
        try {
          await step();
          clock.advance(stepMinutes * 60_000);
          break;
        } catch (error) {
          if (!(error instanceof DataError) || error.code !== 'quota_reached') throw error;
          const wait = error.retryAfterSeconds ?? Infinity;
          if (wait > longestWaitSeconds) return;
          clock.advance(wait * 1000);
          data = createRecordsData(await signIn(options), rules);
        }
      }
    }
  };
  const searched: string[] = [];
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  await untilSpent(places.scopes.map((scope) => () => data.patients.open(scope)));
  await untilSpent(
    places.days.map(
      ({ practitioner, date }) =>
        () =>
          data.agenda.day(practitioner, date),
    ),
  );
  await untilSpent(
    truth.patients.map(({ person }) => async () => {
      const typed = person.birthDate.split('-').reverse().join(' ');
      await data.patients.search(typed);
      const plan = planSearch(typed, today);
      if (plan.ok) searched.push(...plan.value.terms.slice(0, 1).map(({ text }) => text));
    }),
  );
  return searched;
}

export function fullDayTried({ held, opened: { scope, search, agenda } }: MemberAttack): string {
  return `${held} cached outputs of the device; then ${scope} files, ${search} searches and ${agenda} days evaluated`;
}
