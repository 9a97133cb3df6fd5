import { fromRecordId, limits, sha256, utf8 } from '@etanche/core-wire';
import { routes, type Route, type RouteName } from '@etanche/core-records-protocol';
import { RecordsClientError, type RecordsClient } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { layers } from '../../tools/layers.ts';
import { alarmAt, filesAlone, alarmSummary } from '../practice/alarm-at.ts';
import { fromServer, type RowSourceOf } from '../attacker/row-source.ts';
import { copySecrets } from '../attacker/open-offline.ts';
import type { StolenSecrets } from '../attacker/stolen-secrets.ts';
import { markerPerson, searchForPatients } from '../attacker/people-in-bytes.ts';
import { scenarioResult, victims } from '../practice/records-context.ts';
import { fastPace, attackAsMember } from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';

const scopesAsked = 20;

type QueryResult = { readonly texts: readonly string[]; readonly refused: number; readonly routes: number };
type AdministratorAttack = {
  readonly persons: ReadonlySet<number>;
  readonly asked: QueryResult;
  readonly opened: number;
};

/** T1: an administrator's account for 24 hours: every route that returns data, every key set of the practice. */
export async function runAdministrator(context: AttackContext): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const { practice } = attacked;
  const started = now();
  const administrator = attacked.member(victims.administrator);
  say('T1  An administrator’s unlocked device for 24 hours: every route, every key set');
  await attacked.freshMonth();
  const began = attacked.clock.now();
  const got = await attack(context, administrator);
  const alarms = await attacked.alarmsSince(began);
  say('T1  The same with an administrator who was enrolled and granted as a doctor, while the vaults count nothing');
  const open = await attacked.withoutQuotas(async () => {
    const all = ['administrator', 'doctor'] as const;
    const other = await practice.join(await practice.doctor.signIn(), 'Administratrice de tout', all);
    await attacked.freshMonth();
    return attack(context, other);
  });
  return [
    scenarioResult(context, started, {
      ...{ id: 'T1', stolen: 'an administrator’s account and unlocked device, 24 h', bound: 0, alarmBy: null },
      tried:
        `${got.asked.routes} routes of the API: ${got.asked.texts.length} answers read, ${got.asked.refused} refused; ` +
        'all scopes, terms and days at the vaults',
      ...{ then: attacked.truth.patients.length, undefended: open.persons.size, defended: got.persons.size },
      alarmAt: alarmAt(alarms, [], administrator.member, filesAlone, attacked.quotas.people),
      remarks: [
        alarmSummary(alarms, administrator.member),
        `the vaults evaluated ${got.opened} for the administrator, ${open.opened} for the doctor that they might be`,
      ],
    }),
  ];
}

async function attack(context: AttackContext, member: TrialMember): Promise<AdministratorAttack> {
  const { attacked } = context;
  const asked = await askEverything(context, await member.signIn());
  const search = searchForPatients(attacked.truth);
  const read = new Set<number>();
  for (const text of asked.texts) {
    for (const layer of layers(Buffer.from(text))) for (const person of search.find(layer)) read.add(person);
  }
  // An administrator may read staff names, and the marker is one.
  if (!read.delete(markerPerson))
    throw new Error('the marker was not found in the answers: this search proves nothing');
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  const rowSourceOf: RowSourceOf = async (signIn) => fromServer(await signIn(), keys);
  const { files, seen, opened } = await attackAsMember(context, member, fastPace, 1, rowSourceOf, secretsOrGuesses);
  const persons = files.persons.union(seen.persons).union(read);
  return { persons, asked, opened: opened.scope + opened.search + opened.agenda };
}

/** The secrets of an administrator: none were granted, so arbitrary 32 bytes. */
function secretsOrGuesses(client: Pick<RecordsClient, 'practice' | 'secrets'>): StolenSecrets {
  if (client.secrets.isGranted()) return copySecrets(client);
  const guess = sha256(utf8(client.practice.id));
  return { scopeRoot: guess, indexSecret: guess, roleSecret: () => client.secrets.keysHash() };
}

/** Calls every route that returns data, for some patients whose ids the attacker knows. */
async function askEverything(
  { attacked }: AttackContext,
  { session: { call } }: Pick<RecordsClient, 'session'>,
): Promise<QueryResult> {
  const { places, practice } = attacked;
  const texts: string[] = [];
  const names = new Set<RouteName>();
  const asked = new Set<string>();
  let refused = 0;
  const ask = call as (name: RouteName, input: object) => Promise<unknown>;
  const practitioner = practice.doctor.member;
  for (const scope of places.scopes.slice(0, scopesAsked)) {
    const dates = { practitioner, from: places.days[0]?.date ?? '', to: places.days.at(-1)?.date ?? '' };
    const body = {
      scopes: [scope],
      locators: [Buffer.from([limits.postings.exact, ...fromRecordId(scope).slice(1)]).toString('base64url')],
    };
    for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
      const reads = route.method === 'GET' || name === 'lookup' || name === 'cards';
      if (!reads || route.answer === undefined || route.answer === 'stream') continue;
      const input = {
        params: paramsOf(route, scope, practitioner),
        query: queryOf(route, dates),
        ...(name === 'lookup' && { body: { locators: body.locators } }),
        ...(name === 'cards' && { body: { scopes: body.scopes } }),
      };
      // A request that does not depend on the file is sent once.
      const request = `${name} ${JSON.stringify(input)}`;
      if (asked.has(request)) continue;
      asked.add(request);
      names.add(name);
      try {
        texts.push(JSON.stringify(await ask(name, input)));
      } catch (error) {
        requireRefusal(error, name);
        refused++;
      }
    }
  }
  return { texts, refused, routes: names.size };
}

/** The parameters of a route's path: a member, a number, or the id of this file. */
function paramsOf({ path }: Route, scope: string, member: string): Record<string, string | number> {
  const names = Array.from(path.matchAll(/\{([a-zA-Z]+)\}/g), ([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, name === 'member' ? member : name === 'index' ? 0 : scope]));
}

/** A malformed request is refused for its form, which proves nothing about permissions. */
function requireRefusal(error: unknown, name: string): void {
  if (error instanceof RecordsClientError && ['forbidden', 'not_found'].includes(error.code)) return;
  throw new Error(`the attacker's request ${name} was malformed`, { cause: error });
}

function queryOf({ query = {} }: Route, dates: Readonly<Record<'practitioner' | 'from' | 'to', string>>): object {
  if ('practitioner' in query) return dates;
  // Leaves count from 0; trees have at least one.
  const numbers: Readonly<Record<string, number>> = { from: 'to' in query ? 1 : 0, to: 1, count: 1000, size: 1 };
  return Object.fromEntries(Object.keys(query).flatMap((name) => (name in numbers ? [[name, numbers[name]]] : [])));
}
