import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangesAsked } from '@etanche/core-records-protocol';
import { toBase64url } from '@etanche/core-wire';
import { WaitingRequests } from '../src/live/waiting-requests.ts';
import { call } from './support/api.ts';
import { writePatient } from './support/callers.ts';
import type { TestMember } from './support/data-fixture.ts';
import { enrol, found, signIn, type Practice } from './support/founding.ts';
import { founderOf, postWrite, until } from './support/http-calls.ts';
import type { Person } from './support/people.ts';
import { ScopeWriter, type Wanted } from './support/scope-writer.ts';
import { newId, random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
let url: string;
let practice: Practice;
let writer: TestMember;
let doctor: string;
let secretary: { readonly person: Person; readonly token: string };

beforeAll(async () => {
  world = await startWorld();
  url = world.server.url;
  practice = await found(world);
  writer = founderOf(practice);
  doctor = practice.signedIn.token;
  const { person, signedIn } = await enrol(world, practice, 'Nadia', ['secretary']);
  secretary = { person, token: signedIn.token };
});
afterAll(() => world[Symbol.asyncDispose]());

const nothing = { changed: [], gone: [], days: [] };

async function write(patient: ScopeWriter, ...wanted: readonly Wanted[]): Promise<void> {
  const { body, accept } = await patient.next(writer, wanted.length === 0 ? [{}] : wanted);
  await postWrite(url, doctor, patient.scope, body);
  accept();
}
async function writtenPatient(): Promise<ScopeWriter> {
  const patient = new ScopeWriter(practice.id);
  await write(patient);
  return patient;
}
async function opened(token: string): Promise<ScopeWriter> {
  const patient = await writtenPatient();
  await call(url, 'readScope', { token, params: { scope: patient.scope } });
  return patient;
}
function asked(patients: readonly ScopeWriter[], waitSeconds: number, days: ChangesAsked['days'] = []): ChangesAsked {
  return { scopes: patients.map(({ scope, sequence }) => ({ scope, sequence })), days, waitSeconds };
}
const changes = (token: string, body: ChangesAsked, at = url) => call(at, 'changes', { token, body });

describe('a session that holds a file open', () => {
  test('waits, and is answered when another member writes, with the scope and its sequence and nothing else', async () => {
    const [first, second] = [await opened(secretary.token), await opened(secretary.token)];
    const waiting = changes(secretary.token, asked([first, second], 30));
    await write(await writtenPatient());
    await write(second);
    expect(await waiting).toEqual({ ...nothing, changed: [{ scope: second.scope, sequence: 2 }] });
  });

  test('is answered at once if it missed a write', async () => {
    const patient = await opened(secretary.token);
    const before = asked([patient], 30);
    await write(patient);
    await write(patient);
    expect(await changes(secretary.token, before)).toEqual({
      ...nothing,
      changed: [{ scope: patient.scope, sequence: 3 }],
    });
  });

  test('gets an empty answer when the time is over', async () => {
    const patient = await opened(secretary.token);
    expect(await changes(secretary.token, asked([patient], 0))).toEqual(nothing);
    expect(await changes(secretary.token, asked([patient], 1))).toEqual(nothing);
  });

  test('follows a file that it created and never read', async () => {
    expect(await changes(doctor, asked([await writtenPatient()], 0))).toEqual(nothing);
  });

  test('learns that a day of an agenda has begun', async () => {
    const day = new ScopeWriter(practice.id);
    const place = { practitioner: practice.doctor.member, date: '2031-02-03' };
    const waiting = changes(secretary.token, asked([], 30, [place, { ...place, date: '2031-02-04' }]));
    const create = { purpose: 'agenda', erasure: toBase64url(random(32)), ...place } as const;
    const { body } = await day.next(writer, [{}], { kind: 'agenda', create });
    await postWrite(url, doctor, day.scope, body);
    expect(await waiting).toEqual({ ...nothing, days: [place] });
  });

  test('writes no leaf by waiting', async () => {
    const patient = await opened(secretary.token);
    const leaves = async () => {
      const { leaves: found } = await call(url, 'leaves', { token: doctor, query: { from: 0, count: 1000 } });
      return found.filter((leaf) => leaf.includes(patient.scope)).length;
    };
    await until(leaves, (count) => count === 2);
    await changes(secretary.token, asked([patient], 0));
    await write(patient);
    await changes(secretary.token, { ...asked([patient], 0), scopes: [{ scope: patient.scope, sequence: 1 }] });
    // The write is numbered after anything that the answers would have written.
    await until(leaves, (count) => count >= 3);
    expect(await leaves()).toBe(3);
  });
});

describe('a scope is gone', () => {
  test('alike if it does not exist, if the session never opened it, and if another practice has it', async () => {
    const foreign = await found(world);
    const theirs = await writePatient(url, foreign.signedIn.token, foreign.doctor);
    const unopened = await writtenPatient();
    const scopes = [newId(), unopened.scope, theirs.scope].map((scope) => ({ scope, sequence: 1 }));
    const answer = await changes(secretary.token, { scopes, days: [], waitSeconds: 30 });
    expect(answer.changed).toEqual([]);
    expect(answer.gone.toSorted()).toEqual(scopes.map(({ scope }) => scope).toSorted());
  });

  test('for another session of the same member, which has not opened it', async () => {
    const patient = await opened(secretary.token);
    const { token } = await signIn(url, secretary.person);
    expect((await changes(token, asked([patient], 30))).gone).toEqual([patient.scope]);
  });
});

describe('a doctor who waits for messages', () => {
  test('hears that the practice has none any more, and then waits', async () => {
    const swept = { ...asked([], 0), messages: 1_764_000_000_000_000 };
    expect(await changes(doctor, swept)).toEqual({ ...nothing, messages: 0 });
    expect(await changes(doctor, { ...swept, messages: 0 })).toEqual(nothing);
  });
});

describe('an administrator', () => {
  test('waits for what they hold open, and hears of no file and no day', async () => {
    const { signedIn } = await enrol(world, practice, 'Paul', ['administrator']);
    const patient = await writtenPatient();
    expect(await changes(signedIn.token, asked([], 0))).toEqual(nothing);
    expect(await changes(signedIn.token, asked([patient], 30))).toEqual({ ...nothing, gone: [patient.scope] });
    const day = { practitioner: practice.doctor.member, date: '2031-02-05' };
    await expect(changes(signedIn.token, asked([], 0, [day]))).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a member who is frozen while a request waits', () => {
  test('gets no answer about a later write', async () => {
    const { person, signedIn } = await enrol(world, practice, 'Gil', ['secretary']);
    const patient = await opened(signedIn.token);
    const waiting = changes(signedIn.token, asked([patient], 30)).catch((error: unknown) => error);
    await call(url, 'freeze', { token: doctor, body: { member: person.member, reason: 'suspected_theft' } });
    await write(patient);
    expect(await waiting).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('waiting requests', () => {
  test('are limited for a member, and another member is served', async () => {
    await using small = await world.another({ live: { everyMs: 20, perMember: 2, inAll: 100 } });
    const patient = await opened(secretary.token);
    await call(url, 'readScope', { token: doctor, params: { scope: patient.scope } });
    const body = asked([patient], 30);
    const controllers = [new AbortController(), new AbortController()];
    const held = controllers.map(({ signal }) => waitAt(small.url, secretary.token, body, signal));
    await until(
      () => changes(secretary.token, asked([patient], 0), small.url).catch((error: unknown) => error),
      (answer) => (answer as { code?: string }).code === 'too_many_requests',
    );
    expect(await changes(doctor, asked([patient], 0), small.url)).toEqual(nothing);
    // A closed connection releases the place.
    controllers[0]?.abort();
    await until(
      () => changes(secretary.token, asked([patient], 0), small.url).catch(() => null),
      (answer) => answer !== null,
    );
    controllers[1]?.abort();
    await Promise.allSettled(held);
  });

  test('occupy no place among the requests in flight', async () => {
    await using small = await world.another({ inFlight: 8, live: { everyMs: 20, perMember: 50, inAll: 100 } });
    const patient = await opened(secretary.token);
    const controller = new AbortController();
    const held = Array.from({ length: 16 }, () =>
      waitAt(small.url, secretary.token, asked([patient], 30), controller.signal),
    );
    for (let i = 0; i < 5; i++) expect((await signIn(small.url, secretary.person)).practice).toBe(practice.id);
    controller.abort();
    await Promise.allSettled(held);
  });

  test('whose caller reads no answer delay nobody else', async () => {
    const patient = await opened(secretary.token);
    await call(url, 'readScope', { token: doctor, params: { scope: patient.scope } });
    const body = JSON.stringify(asked([patient], 30));
    const { hostname, port } = new URL(url);
    const slow = Array.from({ length: 6 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.pause();
      socket.write(
        `POST /v1/changes HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${secretary.token}\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return socket;
    });
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    const waiting = changes(doctor, asked([patient], 30));
    await write(patient);
    expect((await waiting).changed).toEqual([{ scope: patient.scope, sequence: 2 }]);
    for (const socket of slow) socket.destroy();
  });

  test('end when the server stops, and another server of the same store goes on', async () => {
    const other = await world.another({ live: { everyMs: 20, perMember: 1, inAll: 100 } });
    const patient = await opened(secretary.token);
    const before = asked([patient], 30);
    // One place: the request that asks whether this one waits can take it first.
    const waiting = until(
      () => changes(secretary.token, before, other.url).catch((error: unknown) => error),
      (answer) => (answer as { code?: string }).code !== 'too_many_requests',
    );
    // A second request is rejected once the first one waits.
    await until(
      () => changes(secretary.token, asked([patient], 0), other.url).catch((error: unknown) => error),
      (answer) => (answer as { code?: string }).code === 'too_many_requests',
    );
    await other.close();
    expect(await waiting).toEqual(nothing);
    await write(patient);
    expect((await changes(secretary.token, before)).changed).toEqual([{ scope: patient.scope, sequence: 2 }]);
  });

  test('of one practice have half of all places', () => {
    const waiting = new WaitingRequests({ perMember: 3, inAll: 8 });
    const take = (member: string, of = 'a') => waiting.take({ practice: of, member });
    const places = ['m', 'm', 'm', 'n'].map((member) => take(member));
    expect(() => take('m')).toThrow(expect.objectContaining({ code: 'too_many_requests' }) as Error);
    expect(() => take('o')).toThrow(expect.objectContaining({ code: 'overloaded' }) as Error);
    for (const place of places.splice(0)) place[Symbol.dispose]();
    expect(waiting.all).toBe(0);
    const full = ['m', 'm', 'n', 'n'].flatMap((member) => [take(member), take(member, 'b')]);
    expect(() => take('m', 'c')).toThrow(expect.objectContaining({ code: 'overloaded' }) as Error);
    for (const place of full) place[Symbol.dispose]();
    expect(take('m', 'c')).toBeDefined();
  });
});

/** Waits until the signal aborts; tries again where the places are taken. */
async function waitAt(at: string, token: string, body: ChangesAsked, signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  while (!signal.aborted) {
    await fetch(`${at}/v1/changes`, { method: 'POST', headers, body: JSON.stringify(body), signal })
      .then((response) => response.text())
      .catch(() => null);
  }
}
