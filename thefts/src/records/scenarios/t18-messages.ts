import { join } from 'node:path';
import { fromBase64url, isEtancheError, type Bytes } from '@etanche/core-wire';
import { openMessage, readDirectories, type RecordsClient } from '@etanche/records-client';
import { searchFiles } from '../../tools/search-files.ts';
import { poll } from '../../tools/poll.ts';
import type { ScenarioResult } from '../../theft.ts';
import { copySecrets } from '../attacker/open-offline.ts';
import { markerPerson, searchForPatients } from '../attacker/people-in-bytes.ts';
import { sendPlain } from '../attacker/send-plain.ts';
import { searchDatabase } from '../attacker/stolen-database.ts';
import { inboxKeys, openStolen, stealInbox } from '../attacker/stolen-messages.ts';
import { alarmSummary } from '../practice/alarm-at.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import {
  correspondent,
  letterText,
  makeCorrespondents,
  received,
  type Correspondents,
} from '../practice/correspondents.ts';
import { victims } from '../practice/records-context.ts';

/** Between two openings: more than the vaults' burst needs. */
const pauseMs = 61_000;
/** After a refusal the attacker waits so long. */
const waitMs = 30 * 60_000;
const dayMs = 24 * 3_600_000;

/**
 * T18: letters between two practices, attacked at the sender's, at the recipient's and at the vaults, and with the
 * account of a recipient.
 *
 * @param letters more than the quota of an inbox, each about another person
 */
export async function runMessages(context: AttackContext, letters: number): Promise<ScenarioResult[]> {
  const { attacked, random, say } = context;
  const most = Math.min(letters, attacked.truth.patients.length);
  say(`T18 A second practice sends ${most} letters to this one`);
  await attacked.freshMonth();
  const pair = await makeCorrespondents(attacked, most, random);
  return [
    await runAccount(context, pair),
    await runRecipient(context, pair),
    await runVaults(context, pair),
    await runSender(context, pair),
  ];
}

/** The account of a doctor of the recipient, for a day. */
async function runAccount(context: AttackContext, pair: Correspondents): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  const doctor = attacked.member(victims.doctor);
  say('T18 A doctor’s account of the recipient for a day');
  await attacked.freshMonth();
  const began = attacked.clock.now();
  const got = await openForDay(context, pair);
  const alarms = await attacked.alarmsSince(began);
  const first = alarms
    .filter(({ member, purpose, kind }) => member === doctor.member && purpose === 'inbox' && kind === 'day')
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)[0];
  say('T18 The same attacker while the vaults count nothing');
  await attacked.freshMonth();
  const open = await attacked.withoutQuotas(() => openForDay(context, pair));
  return {
    bound: attacked.quotas.roles.doctor.inbox,
    alarmBy: attacked.quotas.alarm.messages,
    remarks: [alarmSummary(alarms, doctor.member)],
    result: {
      ...row(context, pair, started, 'a doctor’s account of the recipient, 24 h'),
      tried: `${pair.letters} letters, again and again for a day`,
      undefended: open.persons.size,
      defended: got.persons.size,
      alarmAt: first === undefined ? null : got.times.filter((at) => at < (first + 1) * 1000).length,
    },
  };
}

/** The recipient's database, files and server, a doctor's secrets, and one vault. */
async function runRecipient(context: AttackContext, pair: Correspondents): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const { threshold } = attacked.practice.servers.federation;
  const started = now();
  say(
    'T18 The recipient’s server with a doctor’s secrets and one vault’s seeds; then with as many vaults as the threshold',
  );
  const secrets = await secretsOf(attacked.practice.doctor.signIn());
  const defended = await openOffline(context, [1], secrets);
  const undefended = await openOffline(context, firstVaults(threshold), secrets);
  return offline(context, pair, started, 'the recipient’s server and database, a doctor’s secrets and one vault', {
    ...{ defended, undefended, tried: `${pair.letters} letters with every key that the seeds give` },
  });
}

/** Every vault and the databases of both practices, without a secret of the recipient. */
async function runVaults(context: AttackContext, pair: Correspondents): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const all = firstVaults(attacked.practice.servers.federation.vaults.length);
  const started = now();
  say('T18 Every vault and both databases, with the secrets of the sender; then with those of the recipient');
  const defended = await openOffline(context, all, await secretsOf(pair.sender.doctor.signIn()));
  const undefended = await openOffline(context, all, await secretsOf(attacked.practice.doctor.signIn()));
  return offline(context, pair, started, 'every vault, both databases and the sender’s secrets', {
    ...{
      defended,
      undefended,
      tried: `${pair.letters} letters with the vaults’ keys and the wrong practice’s secrets`,
    },
  });
}

/** The sender's database, files and log, searched. The same search of the files with a client that seals nothing. */
async function runSender(context: AttackContext, pair: Correspondents): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  say('T18 The sender’s files and database, searched; then with a client that seals nothing');
  const people = searchForPatients(attacked.truth);
  const database = await searchDatabase(attacked, attacked.recordsDatabase, people);
  const places = [database.rows, ...(database.files > 0 ? [database.onDisk] : [])];
  if (!places.every((persons) => persons.delete(markerPerson))) {
    throw new Error('the planted marker was not found: this search proves nothing');
  }
  const defended = places.reduce((all, some) => all.union(some), await searchSender(context, pair));
  const from = await pair.sender.doctor.signIn();
  const to = await correspondent(from, attacked.practice.practice);
  for (let number = 0; number < pair.letters; number++) await sendPlain(from, to, letterText(attacked, number));
  const undefended = await poll(async () => {
    const found = await searchSender(context, pair);
    // A letter also has clinical sentences of people about whom no letter was written.
    const ofLetters = attacked.truth.patients.slice(0, pair.letters).map(({ number }) => number);
    return found.isSupersetOf(new Set(ofLetters)) ? new Set(ofLetters) : null;
  });
  return offline(context, pair, started, 'the sender’s server and database, after the letters were sent', {
    ...{
      defended,
      undefended: undefended ?? new Set<number>(),
      tried: `${database.values} values and ${database.files} files of the database, parts and log of the server, in every spelling`,
    },
  });
}

type Opened = { readonly persons: Set<number>; readonly times: readonly number[] };

/** Opens letters for a day as the member, as many as the vaults permit. */
async function openForDay(context: AttackContext, pair: Correspondents): Promise<Opened> {
  const { attacked } = context;
  const doctor = attacked.member(victims.doctor);
  const persons = new Set<number>();
  const times: number[] = [];
  const end = attacked.clock.now() + dayMs;
  let client = await doctor.signIn();
  const listings = await readDirectories(client);
  const waiting = await received(client);
  while (waiting.length > 0 && attacked.clock.now() < end) {
    const [next] = waiting;
    if (next === undefined) break;
    const opened = await openMessage(client, next, listings).catch((error: unknown) => {
      if (isEtancheError(error)) return null;
      throw error;
    });
    if (opened === null) {
      attacked.clock.advance(waitMs);
      client.session.lock();
      client = await doctor.signIn();
      continue;
    }
    waiting.shift();
    times.push(attacked.clock.now());
    for (const person of personsIn(context, pair, [opened.body.document])) persons.add(person);
    attacked.clock.advance(pauseMs);
  }
  client.session.lock();
  return { persons, times };
}

async function openOffline(
  { attacked, group }: AttackContext,
  vaults: readonly number[],
  { secrets, element }: StolenKeys,
): Promise<string[]> {
  const { practice } = attacked.practice;
  const stolen = await stealInbox(attacked.recordsDatabase, attacked.directory, practice);
  const keys = inboxKeys(group, attacked.directory, vaults, practice);
  return openStolen(group, stolen, { element: await element(practice), keys, secrets });
}

type StolenKeys = {
  readonly secrets: ReturnType<typeof copySecrets>;
  /** The split element in the directory entry of a practice. */
  readonly element: (practice: string) => Promise<Bytes>;
};

async function secretsOf(signingIn: Promise<RecordsClient>): Promise<StolenKeys> {
  const client = await signingIn;
  const listings = await readDirectories(client);
  const secrets = copySecrets(client);
  client.session.lock();
  return {
    secrets,
    element: (practice) => Promise.resolve(fromBase64url(listings.get(practice)?.entry.inbox.element ?? '', 32)),
  };
}

async function searchSender({ attacked }: AttackContext, { sender }: Correspondents): Promise<Set<number>> {
  const people = searchForPatients(attacked.truth);
  const files = await searchFiles(
    [
      join(attacked.directory, 'binaries', attacked.practice.practice),
      join(attacked.directory, 'binaries', sender.practice),
      await attacked.logFile(),
    ],
    people,
  );
  return files.persons;
}

/** The persons of letters whose text is exactly the one that was sent. */
function personsIn(
  { attacked }: AttackContext,
  { letters }: Correspondents,
  documents: readonly string[],
): Set<number> {
  const texts = new Map(Array.from({ length: letters }, (_, number) => [letterText(attacked, number), number]));
  return new Set(documents.flatMap((document) => texts.get(document) ?? []));
}

function offline(
  context: AttackContext,
  pair: Correspondents,
  started: number,
  stolen: string,
  got: {
    readonly defended: readonly string[] | Set<number>;
    readonly undefended: readonly string[] | Set<number>;
    readonly tried: string;
  },
): ScenarioResult {
  const count = (found: readonly string[] | Set<number>): number =>
    found instanceof Set ? found.size : personsIn(context, pair, found).size;
  return {
    ...{ bound: 0, alarmBy: null, remarks: [] },
    result: {
      ...row(context, pair, started, stolen),
      ...{ tried: got.tried, undefended: count(got.undefended), defended: count(got.defended), alarmAt: null },
    },
  };
}

function row({ now }: AttackContext, { letters }: Correspondents, started: number, stolen: string) {
  const unit = 'persons' as const;
  return { id: 'T18', stolen, then: letters, of: letters, unit, seconds: (now() - started) / 1000 };
}

function firstVaults(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
