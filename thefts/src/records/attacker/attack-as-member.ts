import type { Bytes } from '@etanche/core-wire';
import { termInput } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { Places } from '../practice/fill-practice.ts';
import { Exposure } from '../practice/exposure.ts';
import type { RowSource, RowSourceOf } from './row-source.ts';
import { openScopes, openTerms, copySecrets } from './open-offline.ts';
import type { StolenSecrets } from './stolen-secrets.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { keptAs, scopeTarget } from './scope-target.ts';
import { VaultAttacker, type Draw, type Grant, type Quiet } from './vault-attacker.ts';
import { mostWantedTerms, wantedTerms } from './wanted-terms.ts';

/** The speed of an attack: a maximum number of files in each interval, or everything available. */
export type Pace = {
  readonly records: number;
  readonly everyMinutes: number;
  /** Purpose for which the emergency quota, shared by files and searches, is used. */
  readonly emergencies: 'scope' | 'search';
  /** For an attacker who reads only files. */
  readonly quiet: Quiet | null;
  /** The hour (UTC) at which the attack begins; by day, on a day that is not a Sunday. */
  readonly fromHour: number;
};
/** Presets: files at full speed, and names at full speed. */
export const fastPace: Pace = { records: Infinity, everyMinutes: 10, emergencies: 'scope', quiet: null, fromHour: 23 };
export const identityHarvest: Pace = { ...fastPace, emergencies: 'search' };

export type MemberAttack = {
  /** Files, and the persons of search and agenda, counted separately. */
  readonly files: Exposure;
  readonly seen: Exposure;
  /** Total evaluations. */
  readonly opened: { readonly scope: number; readonly search: number; readonly agenda: number };
  /** Outputs cached on the device. */
  readonly held: number;
  readonly granted: readonly Grant[];
  /** Milliseconds of the practice's clock. */
  readonly began: number;
};

/** Targets in order of preference; an omniscient attacker knows the ids and the best terms. */
type Wanted = {
  readonly scopes: readonly string[];
  readonly terms: readonly string[];
  readonly days: readonly string[];
  /** Inputs of the function, in the same orders. */
  readonly inputs: Readonly<Record<'scope' | 'search' | 'agenda', readonly Bytes[]>>;
};

export type SecretsOf = (client: RecordsClient) => StolenSecrets;

/** A device with its cache of its member's day, and the searched terms: each cached output leads to a locator. */
type UsedDevice = { readonly unlock: () => Promise<RecordsClient>; readonly terms: readonly string[] };

const dayMinutes = 24 * 60;
const purposes = ['scope', 'search', 'agenda'] as const;
/** Files first, then the purpose that shows most for a unit; units that raise an alarm at once come last. */
function triesOf({ emergencies, quiet }: Pace): readonly (readonly [(typeof purposes)[number], Draw])[] {
  if (quiet !== null) return [['scope', 'quota']];
  const ordinary = purposes.map((purpose) => [purpose, 'quota'] as const);
  return [...ordinary, [emergencies, 'emergency']];
}

/**
 * Uses an unlocked device for this many days of 24 hours: queries the vaults with its key, takes every unit as soon as
 * it is available, including the emergency quota, and stores every output.
 *
 * @param rowSourceOf source of the sealed files
 */
export async function attackAsMember(
  { attacked, group }: AttackContext,
  member: Pick<TrialMember, 'signIn'>,
  pace: Pace,
  days: number,
  rowSourceOf: RowSourceOf,
  secretsOf: SecretsOf = copySecrets,
  device: UsedDevice = { unlock: () => member.signIn(), terms: [] },
): Promise<MemberAttack> {
  const { clock, truth, places } = attacked;
  clock.advance(untilHour(clock.now(), pace.fromHour));
  const began = clock.now();
  const stolen = await device.unlock();
  const secrets = secretsOf(stolen);
  const wanted = await wantedOf(stolen.practice.id, secrets, places.elements, {
    scopes: shuffled(places.scopes),
    terms: Array.from(new Set([...device.terms, ...wantedTerms(truth).slice(0, mostWantedTerms)])),
    days: places.days.map(({ scope }) => scope),
  });
  const attacker = new VaultAttacker({ ...stolen, secrets: { keys: keptKeys(stolen) } }, group, pace.quiet);
  await takeKept(stolen, attacker, wanted);
  await takeFor(days * dayMinutes, attacked.clock, attacker, wanted, pace);
  const { files, seen } = await openAll(await rowSourceOf(() => member.signIn()), secrets, attacker, wanted, truth);
  const opened = {
    scope: attacker.opened('scope'),
    search: attacker.opened('search'),
    agenda: attacker.opened('agenda'),
  };
  return { files, seen, opened, held: attacker.held, granted: attacker.granted, began };
}

/** Locking the device wipes its keys; an attacker with the unlocked device keeps a copy. */
function keptKeys(client: Pick<RecordsClient, 'secrets'>): RecordsClient['secrets']['keys'] {
  const keys = client.secrets.keys();
  return () => keys;
}

async function wantedOf(
  practice: string,
  { scopeRoot, indexSecret }: StolenSecrets,
  elements: Places['elements'],
  { scopes, terms, days }: Omit<Wanted, 'inputs'>,
): Promise<Wanted> {
  const targets = (purpose: 'scope' | 'agenda', ids: readonly string[]): Promise<Bytes[]> =>
    Promise.all(ids.map((id) => scopeTarget(scopeRoot, practice, purpose, id, elements.get(id))));
  const scope = await targets('scope', scopes);
  const search = await Promise.all(terms.map((term) => termInput(indexSecret, term)));
  const agenda = await targets('agenda', days);
  return { scopes, terms, days, inputs: { scope, search, agenda } };
}

/** Outputs cached on the device in the last 24 hours cost the attacker no unit. */
async function takeKept(
  stolen: Pick<RecordsClient, 'practice' | 'secrets'>,
  attacker: VaultAttacker,
  { inputs, scopes, days }: Wanted,
): Promise<void> {
  const kept = stolen.secrets.storedOutputs();
  if (kept === null) return;
  for (const purpose of purposes) {
    const practice = stolen.practice.id;
    const names = { scope: scopes, search: [], agenda: days }[purpose];
    for (const [i, input] of inputs[purpose].entries()) {
      const named = purpose === 'search' ? input : keptAs({ practice, purpose, scope: names[i] ?? '' }, input);
      const output = await kept.find(purpose, named);
      if (output !== null) attacker.hold(purpose, input, output);
    }
  }
}

async function takeFor(
  minutes: number,
  clock: { now(): number; advance(milliseconds: number): void },
  attacker: VaultAttacker,
  { inputs }: Wanted,
  pace: Pace,
): Promise<void> {
  const again = new Map<string, number>();
  for (let minute = 0; minute < minutes; minute += pace.everyMinutes) {
    if (pace.quiet?.open(clock.now()) === false) {
      clock.advance(Math.min(pace.everyMinutes, minutes - minute) * 60_000);
      continue;
    }
    await attacker.look();
    let files = 0;
    for (const [purpose, draw] of triesOf(pace)) {
      const name = `${purpose}/${draw}`;
      if ((again.get(name) ?? 0) > minute) continue;
      const most = purpose === 'scope' ? pace.records - files : Infinity;
      const taken = await attacker.take(purpose, inputs[purpose], draw, most);
      if (purpose === 'scope') files += taken;
      // Without a retry time the attacker retries the next day.
      again.set(name, minute + Math.min(dayMinutes, attacker.retryAfter / 60));
    }
    clock.advance(Math.min(pace.everyMinutes, minutes - minute) * 60_000);
  }
}

/** Opens everything that was evaluated, from the attacker's rows. */
async function openAll(
  source: RowSource,
  secrets: StolenSecrets,
  attacker: VaultAttacker,
  { scopes, terms, days, inputs }: Wanted,
  truth: AttackContext['attacked']['truth'],
): Promise<{ files: Exposure; seen: Exposure }> {
  const [files, seen] = [new Exposure(truth), new Exposure(truth)];
  const evaluation = (keySet: string, input: Bytes): Bytes[] => {
    const purpose = purposes.find((one) => keySet.startsWith(`${one}/`));
    const output = purpose === undefined ? undefined : attacker.output(purpose, input);
    return output === undefined ? [] : [output];
  };
  const known = (names: readonly string[], purpose: (typeof purposes)[number]): string[] =>
    names.filter((_, i) => attacker.output(purpose, inputs[purpose][i] ?? new Uint8Array()) !== undefined);
  const opened = known(scopes, 'scope');
  await openScopes(await source.scopes(opened), secrets, evaluation, files, opened);
  const opens = known(days, 'agenda');
  await openScopes(await source.scopes(opens), secrets, evaluation, seen, opens);
  const searched = known(terms, 'search');
  const outputs = inputs.search.flatMap((input) => attacker.output('search', input) ?? []);
  const rows = await source.found(outputs);
  await openTerms(rows, secrets, searched, evaluation, seen);
  return { files, seen };
}

/** A deterministic order, unrelated to any other. */
function shuffled(scopes: readonly string[]): string[] {
  return scopes.toSorted();
}

function untilHour(now: number, hour: number): number {
  let begin = new Date(now).setUTCHours(hour, 0, 0, 0);
  while (begin < now || (hour < 20 && new Date(begin).getUTCDay() === 0)) begin += dayMinutes * 60_000;
  return begin - now;
}
