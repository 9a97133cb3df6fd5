import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '@etanche/core-wire';
import { proposeFreeze, signIn, signOut } from '@etanche/records-client';
import { populatePractice, type TrialPeople } from '@etanche/trial';
import type { BenchRun } from '../bench-run.ts';
import type { PracticeServersAnswer, PracticeServersQuestion } from '../children/practice-servers-child.ts';
import { startChild } from '../children/start-child.ts';
import type { StrangersAnswer, StrangersQuestion } from '../children/strangers-child.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { strangersRequests } from './strangers-requests.ts';

/** The window of a network's limit: the member's own sign-ins of one measurement must not count in the next. */
const minuteMs = 60_000;
const clients = 128;
const calls = ['sign-in', 'evaluation', 'freeze'] as const;
type Times = Readonly<Record<(typeof calls)[number], number>>;

/** The effect on members and approvers of 128 anonymous clients that send requests continuously. */
export async function measureAvailability(run: BenchRun): Promise<Section> {
  const directory = join(run.directory, 'availability');
  await mkdir(directory, { mode: 0o711 });
  await using servers = startChild<PracticeServersQuestion, PracticeServersAnswer>(
    new URL('../children/practice-servers-child.ts', import.meta.url),
  );
  await using strangers = startChild<StrangersQuestion, StrangersAnswer>(
    new URL('../children/strangers-child.ts', import.meta.url),
  );
  const databaseServer = await run.databaseServer();
  const start = { ask: 'start', directory, databaseServer, prefix: 'bench_availability', limited: true } as const;
  const { federation, serverUrl, origin } = await servers.ask(start);
  const foundingToken = async () => (await servers.ask({ ask: 'founding' })).foundingToken;
  const people = await populatePractice({ federation, serverUrl, origin, now: Date.now, foundingToken }, [
    { name: 'Paul Secrétaire', roles: ['secretary'] },
  ]);
  const rounds = run.sizes.name === 'quick' ? 5 : 20;
  await measure(people, 2);
  run.say(`availability: ${rounds} rounds without load`);
  const quiet = await measure(people, rounds);
  const requests = await strangersRequests(federation, serverUrl, people.practice);
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const networks of [1, clients]) {
    await sleep(minuteMs);
    const where = networks === 1 ? 'one network' : `${networks} networks`;
    await strangers.ask({ ask: 'begin', clients, networks, requests });
    run.say(`availability: ${rounds} rounds with ${clients} anonymous clients in ${where}`);
    const loaded = await measure(people, rounds);
    const { statuses, seconds } = await strangers.ask({ ask: 'end' });
    for (const what of calls) {
      const line = { what: `${what}, anonymous clients in ${where}`, value: loaded[what], unit: 'ms' };
      figures.push(factor({ ...line, aim: '≤ 3' }, { name: 'without load', value: quiet[what] }));
    }
    const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    const each = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
    notes.push(
      `Anonymous clients in ${where} sent ${Math.round(sent / seconds)} requests a second: ${each.join(', ')}.`,
    );
  }
  people.lockAll();
  return {
    name: 'availability',
    title: `Members and approvers during load by ${clients} anonymous clients`,
    figures,
    notes: [
      `Medians of ${rounds} calls, each of which must succeed. An evaluation is one unit at two of three vaults, proofs verified; a freeze is proposed by a doctor and approved by one approver at all vaults.`,
      'Anonymous clients send sign-ins, first orders with 24 invented signatures, and evaluations signed with unknown keys, continuously.',
      ...notes,
      `Three vaults and the records server are one process; anonymous clients, PostgreSQL and the callers share its ${run.cores} cores.`,
    ],
  };
}

async function measure(people: TrialPeople, rounds: number): Promise<Times> {
  const { doctor, members, approvers } = people;
  const [secretary] = members;
  if (secretary === undefined) throw new Error('the practice has no secretary');
  const times: Record<(typeof calls)[number], number[]> = { 'sign-in': [], evaluation: [], freeze: [] };
  const timed = async <T>(what: (typeof calls)[number], work: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await work();
    times[what].push(performance.now() - from);
    return result;
  };
  const vault = await doctor.client.secrets.vault('scope');
  for (let round = 0; round < rounds; round++) {
    const client = await timed('sign-in', () => signIn(doctor.options));
    await signOut(client);
    await timed('evaluation', () => vault.evaluate([utf8(`file ${round}`)]));
    await timed('freeze', async () => {
      const { order } = await proposeFreeze(doctor.client, secretary.member, 'precaution');
      const posted = await people.approve(order, [approvers[0]]);
      if (posted?.applied !== true) throw new Error('the freeze was not applied');
    });
  }
  return { 'sign-in': median(times['sign-in']), evaluation: median(times.evaluation), freeze: median(times.freeze) };
}
