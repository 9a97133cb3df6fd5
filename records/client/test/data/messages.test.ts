import { createHash } from 'node:crypto';
import { defaults } from '@etanche/records-server';
import { populatePractice, type TrialPeople, type TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DirectoryEntry } from '@etanche/core-exchange-protocol';
import { evaluatePath } from '@etanche/core-vault-protocol';
import {
  confirmCorrespondent,
  isOwnEntry,
  listInbox,
  listOutbox,
  markFiled,
  takeBackFiling,
  openMessage,
  publishEntry,
  readDirectories,
  remainingQuotas,
  sealMessage,
  searchDirectory,
  searchPractices,
  sendReceipt,
  signIn,
  verifyCorrespondent,
  verifyReceipts,
  withdrawMessage,
  type Correspondent,
  type NewMessage,
  type OpenedMessage,
  type Received,
  type RecordsClient,
  type SealedMessage,
  type Sent,
} from '../../src/index.ts';
import { startTestPractice } from '../system/test-practice.ts';
import { dataOf, wide } from './data-practice.ts';

const document = '{"resourceType":"Bundle","type":"document","total":1.00}';
const letter: NewMessage = { kind: 'message', subject: 'Avis', document, attachments: [] };

let running: TrialPractice;
let other: TrialPeople;
let alice: RecordsClient;
let paul: RecordsClient;

/** Two practices on the same vaults and the same server. */
beforeAll(async () => {
  const members = { ...wide, burst: { ...wide.burst, inbox: { units: 30, everySeconds: 1 } } };
  running = await startTestPractice({
    members: [{ name: 'Céline Accueil', roles: ['secretary'] }],
    vaultConfig: { workers: 0, members },
    recordsConfig: { exchange: { ...defaults.exchange, deliver: { everyMs: 20, pauseMs: 20, mostPauseMs: 200 } } },
  });
  const { servers, clock } = running;
  const place = {
    federation: servers.federation,
    origin: servers.origin,
    serverUrl: servers.records.url,
    now: clock.now,
    foundingToken: () => servers.foundingToken(),
    names: { practice: 'Cabinet du Port', founder: 'Dr Paul Marin' },
  };
  other = await populatePractice(place, []);
  alice = running.doctor.client;
  paul = other.doctor.client;
});
afterAll(async () => {
  other.lockAll();
  await running[Symbol.asyncDispose]();
});

const profileOf = (client: RecordsClient, name: string) => ({
  name: `Cabinet de ${name}`,
  place: '13002 Marseille',
  practitioners: [{ member: client.session.member, name: `Dr ${name} Hélène`, speciality: 'Dermatologie' }],
});
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => {
      const { code: of, reason } = error as { code?: string; reason?: string };
      return reason === undefined ? of : `${String(of)} ${reason}`;
    },
  );

describe('the directory', () => {
  test('lists a practice that publishes itself, with a key that needs the vaults', async () => {
    const entry = await publishEntry(alice, profileOf(alice, 'Alice'));
    await publishEntry(paul, profileOf(paul, 'Paul'));
    await listed(paul);
    const listings = await readDirectories(alice);
    expect(listings.get(alice.practice.id)?.entry).toEqual(entry);
    expect(await isOwnEntry(alice, entry)).toBe(true);
    const correspondent = await correspondentOf(alice, paul);
    expect(correspondent.standing).toBe('new');
    expect(correspondent.listing.entry.name).toBe('Cabinet de Paul');
  });

  test('shows a practice whose server, vaults or key have changed, and a person confirms it again', async () => {
    const { memory } = alice.environment;
    const key = `etanche/${alice.practice.id}/correspondent/${paul.practice.id}`;
    await confirmCorrespondent(alice, await correspondentOf(alice, paul));
    expect((await correspondentOf(alice, paul)).standing).toBe('known');
    const remembered = JSON.parse((await memory.get(key)) ?? '') as { sequence: number; place: string };
    const elsewhere = { ...remembered, place: 'x'.repeat(43) };
    await memory.set(key, JSON.stringify(elsewhere));
    const changed = await correspondentOf(alice, paul);
    expect(changed.standing).toBe('changed');
    await confirmCorrespondent(alice, changed);
    expect((await correspondentOf(alice, paul)).standing).toBe('known');
    await memory.set(key, JSON.stringify({ ...remembered, sequence: remembered.sequence + 1 }));
    expect(await code(correspondentOf(alice, paul))).toBe('could_not_check untrusted');
    await memory.set(key, JSON.stringify(remembered));
  });

  test('is searched by name, speciality and place, without accents, on the device', async () => {
    const listings = (await readDirectories(alice)).values();
    const names = (typed: string) =>
      searchDirectory(listingsOf, typed, 10).map(({ practitioner }) => practitioner.name);
    const listingsOf = Array.from(listings);
    expect(names('paul dermato')).toEqual(['Dr Paul Hélène']);
    expect(names('helene marseille')).toEqual(['Dr Alice Hélène', 'Dr Paul Hélène']);
    expect(names('lyon')).toEqual([]);
  });

  test('finds a practice by its name or by one of its doctors, once, and none that has left it', async () => {
    const listings = Array.from((await readDirectories(alice)).values());
    const found = (typed: string, among = listings) => searchPractices(among, typed, 10).map(({ entry }) => entry.name);
    const own = listings.find(({ entry }) => entry.practice === alice.practice.id)?.entry.name ?? '';
    const other = listings.find(({ entry }) => entry.practice === paul.practice.id)?.entry.name ?? '';
    expect(found('helene')).toEqual([own, other].toSorted((a, b) => a.localeCompare(b, 'fr')));
    expect(found('paul dermato')).toEqual([other]);
    expect(found(own)).toEqual([own]);
    expect(found('lyon')).toEqual([]);
    expect(
      found(
        'helene',
        listings.map((one) => ({ ...one, isRemoved: true })),
      ),
    ).toEqual([]);
    expect(searchPractices(listings, '', 1)).toHaveLength(1);
  });

  test('shows a doctor’s false key to colleagues', async () => {
    const entry = (await readDirectories(alice)).get(alice.practice.id)?.entry as DirectoryEntry;
    const { element } = (await readDirectories(alice)).get(paul.practice.id)?.entry.inbox ?? entry.inbox;
    expect(await isOwnEntry(alice, { ...entry, inbox: { ...entry.inbox, element } })).toBe(false);
    expect(await isOwnEntry(alice, { ...entry, inbox: { ...entry.inbox, sealing: entry.inbox.publicKey } })).toBe(
      false,
    );
  });

  test('is refused if the server shows another one than before', async () => {
    const lying = await onDevice((path, answer) =>
      path.includes('/leaves') ? answer.replace(String.raw`\"identities\":[]`, String.raw`\"identities\":[ ]`) : answer,
    );
    expect(await code(readDirectories(lying))).toBe('could_not_check untrusted');
  });

  test('is refused without the vaults’ cosignatures', async () => {
    const lying = await onDevice((path, answer) => {
      if (!path.endsWith('/checkpoint') || !path.includes('/directories/')) return answer;
      const { note } = JSON.parse(answer) as { note: string };
      return JSON.stringify({ note: `${note.split('\n').slice(0, 5).join('\n')}\n` });
    });
    expect(await code(readDirectories(lying))).toBe('could_not_check unavailable');
  });

  test('has no place for another key of a practice', async () => {
    const lying = await onDevice((path, answer) =>
      path.endsWith('/sealing') ? answer.replace(/"sealing":"..../, '"sealing":"AAAA') : answer,
    );
    const listing = (await readDirectories(lying)).get(paul.practice.id);
    if (listing === undefined) throw new Error('the practice is not listed');
    expect(await code(verifyCorrespondent(lying, listing))).toBe('could_not_check untrusted');
    const { entry } = listing;
    const altered = { ...listing, entry: { ...entry, inbox: { ...entry.inbox, element: entry.inbox.publicKey } } };
    expect(await code(verifyCorrespondent(alice, altered))).toBe('could_not_check untrusted');
  });
});

describe('a message', () => {
  test('is opened by its recipient for one unit, with its attachment, and its receipt verifies', async () => {
    const content = new Blob([new Uint8Array(1_300_000).fill(7)]);
    const attachments = [{ title: 'photo.jpg', contentType: 'image/jpeg', content }];
    const progress: number[] = [];
    const sealed = await sealTo(alice, paul, { ...letter, attachments });
    await sealed.send({ onProgress: (sent, all) => progress.push(sent / all) });
    expect(progress.at(-1)).toBe(1);
    const before = await unitsOf(paul);
    const received = await receivedBy(paul, sealed);
    const opened = await open(paul, received);
    expect(await unitsOf(paul)).toBe(before + 1);
    expect(opened.body).toMatchObject({ subject: 'Avis', document });
    expect(opened.sender.entry.name).toBe('Cabinet de Alice');
    expect(opened.isSenderActive).toBe(true);
    const bytes = Buffer.from(await new Response(await opened.attachment(0)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('base64url')).toBe(opened.body.attachments[0]?.sha256);
    await sendReceipt(paul, received, 'read');
    await markFiled(paul, received);
    const state = async () =>
      (await listInbox(paul)).messages.find(({ message }) => message.message === received.message.message)?.state;
    expect(await state()).toBe('filed');
    await takeBackFiling(paul, received);
    expect(await state()).toBe('read');
    const sent = await sentBy(alice, sealed, 'read');
    expect(await verifyReceipts(alice, sent, await readDirectories(alice))).toBe('read');
    // The last character of a signature is A, Q, g or w.
    const other = (last: string): string => (last === 'A' ? 'Q' : 'A');
    const false_ = { ...sent, receipts: [(sent.receipts.at(-1) ?? '').replace(/.$/, other)] };
    expect(await code(verifyReceipts(alice, false_, await readDirectories(alice)))).toBe('could_not_check untrusted');
  });

  test('is answered, and withdrawn before anybody has opened it', async () => {
    const question = await sealTo(alice, paul, letter);
    await question.send();
    await receivedBy(paul, question);
    const answer = await sealTo(paul, alice, { ...letter, subject: 'Réponse', inReplyTo: question.message.message });
    await answer.send();
    const opened = await open(alice, await receivedBy(alice, answer));
    expect(opened.body.inReplyTo).toBe(question.message.message);
    await withdrawMessage(alice, await sentBy(alice, question, 'received'));
    await sentBy(alice, question, 'withdrawn');
    const received = (await listInbox(paul)).messages.find(({ statement }) => statement === question.statement);
    expect(received?.state).toBe('withdrawn');
    expect(await code(open(paul, received as Received))).toBe('erased');
  });

  test('is heard by a recipient who follows messages, and its reading by the sender, without another question', async () => {
    const earlier = await sealTo(alice, paul, letter);
    await earlier.send();
    await sentBy(alice, earlier, 'received');
    const heard: string[] = [];
    const follow = (client: RecordsClient, name: string): (() => void) =>
      dataOf(client).live.followMessages(() => void heard.push(name));
    const stops = [follow(alice, 'alice'), follow(paul, 'paul')];
    // Each hears at first that there are messages.
    await expect.poll(() => new Set(heard).size).toBe(2);
    heard.length = 0;
    const sealed = await sealTo(alice, paul, letter);
    await sealed.send();
    await expect.poll(() => new Set(heard).size).toBe(2);
    const received = await receivedBy(paul, sealed);
    await open(paul, received);
    await sentBy(alice, sealed, 'received');
    heard.length = 0;
    await sendReceipt(paul, received, 'read');
    await expect.poll(() => heard).toContain('alice');
    for (const stop of stops) stop();
  });

  test('continues after an interruption, without a part twice', async () => {
    const attachments = [
      { title: 'scan.pdf', contentType: 'application/pdf', content: new Blob([new Uint8Array(2_500_000)]) },
    ];
    const puts: string[] = [];
    let left = 2;
    const failing = await onDevice(
      (_, answer) => answer,
      (url, method) => {
        if (method !== 'PUT') return;
        puts.push(url);
        if (left-- === 0) throw new TypeError('the network is away');
      },
    );
    const sealed = await sealTo(failing, paul, { ...letter, attachments });
    expect(await code(sealed.send())).toBe('unreachable');
    left = Infinity;
    puts.length = 0;
    await sealed.send();
    expect(new Set(puts).size).toBe(puts.length);
    expect(puts.length).toBeLessThan(4);
    const opened = await open(paul, await receivedBy(paul, sealed));
    const bytes = await new Response(await opened.attachment(0)).arrayBuffer();
    expect(bytes.byteLength).toBe(2_500_000);
  });

  test('is not sent if it is larger than the limit', async () => {
    const content = new Blob([new Uint8Array(50 * 1024 * 1024 + 1)]);
    const attachments = [{ title: 'x', contentType: 'image/png', content }];
    expect(await code(sealTo(alice, paul, { ...letter, attachments }))).toBe('too_large');
  });
});

describe('a server that lies to the recipient', () => {
  let arrived: Promise<Received> | null = null;
  const receive = (): Promise<Received> =>
    (arrived ??= sealTo(alice, paul, letter).then(async (sealed) => {
      await sealed.send();
      return receivedBy(paul, sealed);
    }));

  test('cannot show another sender, and no unit is spent', async () => {
    const received = await receive();
    const before = await unitsOf(paul);
    const other_ = { ...received.message, sender: { practice: paul.practice.id, member: paul.session.member } };
    expect(await code(open(paul, { ...received, message: other_ }))).toBe('could_not_check untrusted');
    expect(await unitsOf(paul)).toBe(before);
  });

  test('cannot change the statement, and no unit is spent', async () => {
    const received = await receive();
    const before = await unitsOf(paul);
    const [header, payload = '', signature] = received.statement.split('.');
    const changed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const altered = Buffer.from(JSON.stringify({ ...changed, time: 1 })).toString('base64url');
    const statement = [header, altered, signature].join('.');
    expect(await code(open(paul, { ...received, statement }))).toBe('could_not_check untrusted');
    expect(await unitsOf(paul)).toBe(before);
  });

  test('cannot swap a part', async () => {
    const lying = await onDevice(
      (_, answer) => answer,
      undefined,
      paulOptions(),
      (path) => path.includes('/parts/'),
    );
    expect(await code(open(lying, await receive()))).toBe('could_not_check untrusted');
  });

  test('cannot pass a message on to another practice', async () => {
    expect(await code(open(alice, await receive()))).toBe('could_not_check untrusted');
  });
});

describe('vaults that lie to the recipient', () => {
  test('one of three is left out, and the message opens', async () => {
    const sealed = await sealTo(alice, paul, letter);
    await sealed.send();
    const received = await receivedBy(paul, sealed);
    const opened = await open(await withLyingVaults(1), received);
    expect(opened.body).toEqual((await open(paul, received)).body);
  });

  test('two of three show nothing, and the message stays for a later time', async () => {
    const sealed = await sealTo(alice, paul, letter);
    await sealed.send();
    const received = await receivedBy(paul, sealed);
    expect(await code(open(await withLyingVaults(2), received))).toMatch(/^could_not_check/);
    expect((await open(paul, received)).body.subject).toBe(letter.subject);
  });
});

/** Paul on a new device, where the first vaults return the elements of an inbox as they were asked. */
async function withLyingVaults(count: number): Promise<RecordsClient> {
  const options = paulOptions();
  const lying = paul.practice.federation.vaults.slice(0, count).map(({ url }) => url);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const response = await globalThis.fetch(input, init);
    if (!response.ok || !url.endsWith(evaluatePath) || !lying.some((one) => url.startsWith(one))) return response;
    const [, payload = ''] = (typeof init?.body === 'string' ? init.body : '').split('.');
    const asked = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { keySet: string; elements: string[] };
    const answer = (await response.json()) as object;
    const isInbox = asked.keySet.startsWith('inbox/');
    return Response.json(isInbox ? { ...answer, elements: asked.elements } : answer);
  };
  return signIn({ ...options, environment: { ...options.environment, fetch } });
}

function paulOptions() {
  return other.doctor.options;
}

/** Signs in on a new device whose server's answers about paths are altered. */
async function onDevice(
  alter: (path: string, answer: string) => string,
  watch: (url: string, method: string) => void = () => undefined,
  options = running.doctor.options,
  corrupts: (path: string) => boolean = () => false,
): Promise<RecordsClient> {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    watch(url, init?.method ?? 'GET');
    const response = await globalThis.fetch(input, init);
    if (!response.ok || !url.startsWith(options.serverUrl)) return response;
    const path = new URL(url).pathname;
    if (corrupts(path)) {
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return new Response(bytes, { status: 200, headers: response.headers });
    }
    if (response.headers.get('content-type')?.includes('json') !== true) return response;
    return new Response(alter(path, await response.text()), { status: response.status, headers: response.headers });
  };
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 5 };
  return signIn({ ...options, retry, environment: { ...options.environment, fetch } });
}

/** Waits until the vaults have cosigned the entry. */
async function listed(client: RecordsClient): Promise<void> {
  await expect
    .poll(async () => {
      const listings = await readDirectories(client).catch(() => new Map<string, unknown>());
      return listings.size;
    })
    .toBe(2);
}

async function correspondentOf(client: RecordsClient, to: RecordsClient): Promise<Correspondent> {
  const listing = (await readDirectories(client)).get(to.practice.id);
  if (listing === undefined) throw new Error('the practice is not listed');
  return verifyCorrespondent(client, listing);
}

async function sealTo(from: RecordsClient, to: RecordsClient, message: NewMessage): Promise<SealedMessage> {
  return sealMessage(from, await correspondentOf(from, to), message);
}

async function receivedBy(client: RecordsClient, { statement }: SealedMessage): Promise<Received> {
  const find = async () => (await listInbox(client)).messages.find((each) => each.statement === statement);
  await expect.poll(find).toBeDefined();
  return (await find()) as Received;
}

async function sentBy(client: RecordsClient, { statement }: SealedMessage, state: string): Promise<Sent> {
  const find = async () => (await listOutbox(client)).messages.find((each) => each.statement === statement);
  await expect.poll(async () => (await find())?.state).toBe(state);
  return (await find()) as Sent;
}

async function open(client: RecordsClient, received: Received): Promise<OpenedMessage> {
  return openMessage(client, received, await readDirectories(client));
}

/** Messages that the member has opened today, as the vaults count them. */
async function unitsOf(client: RecordsClient): Promise<number> {
  const { inbox } = await remainingQuotas(client);
  return inbox.of - inbox.openings;
}
