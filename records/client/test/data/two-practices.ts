import { defaults } from '@etanche/records-server';
import { populatePractice, type TrialPeople, type TrialPractice } from '@etanche/trial';
import { expect, vi } from 'vitest';
import {
  listInbox,
  listOutbox,
  openMessage,
  publishEntry,
  readDirectories,
  remainingQuotas,
  verifyCorrespondent,
  type Correspondent,
  type OpenedMessage,
  type Received,
  type RecordsClient,
  type SealedMessage,
  type Sent,
} from '../../src/index.ts';
import { startTestPractice } from '../system/test-practice.ts';
import { wide } from './data-practice.ts';

/** Two practices on the same vaults and server, each with an entry in the directory. */
export type TwoPractices = AsyncDisposable & {
  readonly running: TrialPractice;
  readonly other: TrialPeople;
  readonly alice: RecordsClient;
  readonly paul: RecordsClient;
};

export const someDocument = '{"resourceType":"Bundle","type":"document","total":1.00}';

export async function startTwoPractices(): Promise<TwoPractices> {
  await using building = new AsyncDisposableStack();
  const members = { ...wide, burst: { ...wide.burst, inbox: { units: 300, everySeconds: 1 } } };
  const running = building.use(
    await startTestPractice({
      members: [],
      vaultConfig: { workers: 0, members },
      recordsConfig: { exchange: { ...defaults.exchange, deliver: { everyMs: 20, pauseMs: 20, mostPauseMs: 200 } } },
    }),
  );
  const { servers, clock } = running;
  const other = await populatePractice(
    {
      federation: servers.federation,
      origin: servers.origin,
      serverUrl: servers.records.url,
      now: clock.now,
      foundingToken: () => servers.foundingToken(),
      names: { practice: 'Cabinet du Port', founder: 'Paul Infirmier' },
    },
    [],
  );
  building.defer(() => {
    other.lockAll();
  });
  const [alice, paul] = [running.doctor.client, other.doctor.client];
  const count = () =>
    readDirectories(alice).then(
      ({ size }) => size,
      () => 0,
    );
  for (const [i, [client, name]] of (
    [
      [alice, 'Alice'],
      [paul, 'Paul'],
    ] as const
  ).entries()) {
    const practitioners = [{ member: client.session.member, name: `Dr ${name}` }];
    await publishEntry(client, { name: `Cabinet de ${name}`, place: '13002 Marseille', practitioners });
    // The next entry is published on a directory that the vaults have cosigned.
    await vi.waitUntil(async () => (await count()) === i + 1, { timeout: 300_000 });
  }
  const all = building.move();
  return { running, other, alice, paul, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

export async function correspondentOf(client: RecordsClient, to: RecordsClient): Promise<Correspondent> {
  const listing = (await readDirectories(client)).get(to.practice.id);
  if (listing === undefined) throw new Error('the practice is not listed');
  return verifyCorrespondent(client, listing);
}

export async function receivedBy(client: RecordsClient, { statement }: SealedMessage): Promise<Received> {
  const find = async () => (await listInbox(client)).messages.find((each) => each.statement === statement);
  await expect.poll(find).toBeDefined();
  return (await find()) as Received;
}

export async function sentBy(client: RecordsClient, { statement }: SealedMessage, state: string): Promise<Sent> {
  const find = async () => (await listOutbox(client)).messages.find((each) => each.statement === statement);
  await expect.poll(async () => (await find())?.state).toBe(state);
  return (await find()) as Sent;
}

export async function open(client: RecordsClient, received: Received): Promise<OpenedMessage> {
  return openMessage(client, received, await readDirectories(client));
}

/** Messages that the member has opened today, as the vaults count them. */
export async function unitsOf(client: RecordsClient): Promise<number> {
  const { inbox } = await remainingQuotas(client);
  return inbox.of - inbox.openings;
}

/** The code of a refused call, with its reason; `done` if it was not refused. */
export function code(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      const { code: of, reason } = error as { code?: string; reason?: string };
      return reason === undefined ? of : `${String(of)} ${reason}`;
    },
  );
}
