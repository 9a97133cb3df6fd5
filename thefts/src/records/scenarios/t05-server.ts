import type { TrialMember } from '@etanche/trial';
import { createRecordsData, signIn } from '@etanche/records-client';
import { searchFiles } from '../../tools/search-files.ts';
import type { ScenarioResult } from '../../theft.ts';
import { markerPerson, searchForPatients } from '../attacker/people-in-bytes.ts';
import type { PlaintextPractice } from '../practice/plaintext-practice.ts';
import { scenarioResult, victims } from '../practice/records-context.ts';
import { startAttackedServer } from '../attacker/attacked-server.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { useServerKey } from '../attacker/server-key-attack.ts';
import type { TheftPractice } from '../practice/theft-practice.ts';

const hours = 24;
const filesOpened = 12;

type Observations = {
  readonly persons: Set<number>;
  readonly bytes: number;
  readonly memory: boolean;
};

/**
 * T5: root on the running records server for a day: its memory while people work, its environment, files and key.
 *
 * @param rounds how often in a day everything is read, each time during and after work
 */
export async function runServer(context: AttackContext, plain: PlaintextPractice, rounds = 2): Promise<ScenarioResult> {
  const { attacked, say, now } = context;
  const started = now();
  const of = attacked.truth.patients.length;
  say('T5  Root on the running records server for 24 hours: its memory, read while people search and open files');
  await attacked.freshMonth();
  // Quotas are not the defence here, so people may work without limit.
  const got = await attacked.withoutQuotas(() => watch(attacked, rounds, (url) => work(attacked, url)));
  say('T5  The server’s own key at the vaults: units, orders, queries');
  const key = await useServerKey(context);
  say('T5  The same with a client that seals nothing');
  const open = plain.attacked;
  const read = await watch(open, rounds, (url) => readPlaintext(open, plain.scopes, url));
  return scenarioResult(context, started, {
    ...{ id: 'T5', stolen: 'the running records server, root, 24 h', bound: 0, alarmAt: null, alarmBy: null },
    tried: `${(got.bytes / 1e6).toFixed(0)} MB of memory, environment and files searched; ${key.refused} orders signed with its key`,
    then: of,
    undefended: read.persons.size,
    // An applied order gives the attacker a member of their own, or another member's keys.
    defended: key.applied.length > 0 ? of : Math.min(of, got.persons.size + key.outputs),
    remarks: [
      got.memory
        ? 'the marker was found in its memory'
        : 'this system exposes no process memory: only files were searched',
      `with its key at the vaults: ${key.outputs} evaluations, applied: ${key.applied.join(', ') || 'nothing'}`,
      `defence off: ${read.persons.size} of the ${open.truth.patients.length} patients written in plaintext`,
    ],
  });
}

/** Reads everything of the process in each round of a day, during and after work. */
async function watch(
  practice: TheftPractice,
  rounds: number,
  working: (url: string) => Promise<void>,
): Promise<Observations> {
  await using server = await startAttackedServer(practice);
  const search = searchForPatients(practice.truth);
  const persons = new Set<number>();
  let [bytes, memory] = [0, false];
  for (let round = 0; round < rounds; round++) {
    const [, seen] = await Promise.all([working(server.url), server.search(search)]);
    for (const each of [seen, await server.search(search)]) {
      if (each === null) continue;
      for (const person of each.persons) persons.add(person);
      bytes += each.bytes;
      memory = true;
    }
    practice.advanceHours(hours / rounds);
    server.tellTime();
  }
  const { recordsConfig } = practice.practice.servers;
  const files = await searchFiles([recordsConfig.directory, server.log, await practice.logFile()], search);
  if (memory && !persons.delete(markerPerson)) throw new Error('the marker was not found: this search proves nothing');
  return { persons: persons.union(files.persons), bytes: bytes + files.bytes, memory };
}

/** A doctor and a secretary work through this server. */
async function work(attacked: TheftPractice, url: string): Promise<void> {
  const { places, truth } = attacked;
  const doctor = createRecordsData(await at(attacked.member(victims.doctor), url), dataOptions);
  const secretary = createRecordsData(await at(attacked.member(victims.secretary), url), dataOptions);
  for (const scope of places.scopes.slice(0, filesOpened)) await doctor.patients.open(scope);
  for (const { person } of truth.patients.slice(0, 4)) {
    const [year = '', month = '', day = ''] = person.birthDate.split('-');
    await secretary.patients.search(`${day} ${month} ${year} ${person.birthName.slice(0, 1)}`);
  }
  await secretary.agenda.day(attacked.practice.doctor.member, places.days[0]?.date ?? '');
}

async function readPlaintext({ practice }: TheftPractice, scopes: readonly string[], url: string): Promise<void> {
  const client = await at(practice.doctor, url);
  await client.session.call('members');
  for (const scope of scopes) await client.session.call('readScope', { params: { scope } });
}

const dataOptions = { validate: null, freshnessSeconds: 60, keptScopes: 40, rebases: 1 } as const;

async function at({ options }: TrialMember, serverUrl: string) {
  return signIn({ ...options, serverUrl });
}
