import type { Random } from '@etanche/core-oprf';
import { fromUtf8 } from '@etanche/core-wire';
import {
  listInbox,
  publishEntry,
  readDirectories,
  sealMessage,
  verifyCorrespondent,
  type Correspondent,
  type Received,
  type RecordsClient,
} from '@etanche/records-client';
import type { TrialPerson } from '@etanche/trial';
import { foundNeighbour } from '../attacker/neighbour.ts';
import { letterOf } from '../attacker/letters.ts';
import { poll } from '../../tools/poll.ts';
import type { TheftPractice } from './theft-practice.ts';

/** A practice whose doctor sends letters to the attacked one. */
export type Correspondents = {
  readonly sender: { readonly practice: string; readonly doctor: TrialPerson };
  /** Number of letters, each about another person of the truth. */
  readonly letters: number;
};

const characters = 20_000;

/**
 * Founds a second practice on the same servers, publishes both in the directory, and sends a letter about each of the
 * first patients to the attacked practice.
 */
export async function makeCorrespondents(
  attacked: TheftPractice,
  letters: number,
  random: Random,
): Promise<Correspondents> {
  const { doctor, practice } = await foundNeighbour(attacked.practice, [], random);
  const [from, to] = [await doctor.signIn(), await attacked.practice.doctor.signIn()];
  await publish(from, 'Cabinet voisin');
  await publish(to, 'Cabinet attaqué');
  const recipient = await correspondent(from, to.practice.id);
  for (let number = 0; number < letters; number++) {
    const sealed = await sealMessage(from, recipient, {
      ...{ kind: 'message', subject: `Courrier ${number}`, document: letterText(attacked, number), attachments: [] },
    });
    await sealed.send();
  }
  const arrived = await poll(async () => {
    const all = await received(to);
    return all.length >= letters ? all : null;
  });
  if (arrived === null) throw new Error('the letters did not arrive');
  return { sender: { practice, doctor }, letters };
}

/** Everything in the inbox. */
export async function received(client: RecordsClient): Promise<Received[]> {
  const all: Received[] = [];
  for (let before: string | undefined; ;) {
    const page = await listInbox(client, before === undefined ? {} : { before });
    all.push(...page.messages);
    if (page.next === null) return all;
    before = page.next;
  }
}

/** A letter about a person of the truth, as a FHIR document whose text has their resources. */
export function letterText({ truth }: Pick<TheftPractice, 'truth'>, number: number): string {
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'document',
    text: fromUtf8(letterOf(truth, number)).slice(0, characters),
  });
}

export async function correspondent(client: RecordsClient, practice: string): Promise<Correspondent> {
  const listed = await poll(async () => (await readDirectories(client).catch(() => null))?.get(practice) ?? null);
  if (listed === null) throw new Error('the practice is not in the directory');
  return verifyCorrespondent(client, listed);
}

async function publish(client: RecordsClient, name: string): Promise<void> {
  const practitioners = [{ member: client.session.member, name: 'Dr Test' }];
  await publishEntry(client, { name, place: '75001 Paris', practitioners });
}
