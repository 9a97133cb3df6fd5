import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { call, send } from './support/api.ts';
import { enrol, found, signIn, type Practice } from './support/founding.ts';
import { startRoundRobin } from './support/round-robin.ts';
import { writePatient } from './support/callers.ts';
import { random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const building = new AsyncDisposableStack();
let servers: readonly string[];
let world: World;
let practice: Practice;
beforeAll(async () => {
  const first = building.use(await startWorld({ trustedHops: 1 }));
  const second = building.use(await first.another());
  servers = [first.server.url, second.url];
  const proxy = building.use(await startRoundRobin(servers));
  // A client sees one server.
  world = { ...first, server: { ...first.server, url: proxy.url } };
  practice = await found(world);
});
afterAll(() => building.disposeAsync());

describe('two servers on one store, behind a proxy that takes them in turn', () => {
  test('found, sign in, enrol, write and read as one', async () => {
    const { url } = world.server;
    const { token } = await signIn(url, practice.doctor);
    await enrol(world, practice, 'Bob', ['secretary']);
    const patient = await writePatient(url, token, practice.doctor);
    for (const each of servers) {
      const read = await call(each, 'readScope', { token, params: { scope: patient.scope } });
      expect(read.packs).toHaveLength(2);
    }
  });

  test('take one challenge once', async () => {
    const { url } = world.server;
    const results = await Promise.allSettled([signIn(url, practice.doctor), signIn(url, practice.doctor)]);
    expect(results.map(({ status }) => status)).toContain('fulfilled');
  });

  test('end a session for each other', async () => {
    const [one = '', other = ''] = servers;
    const { token } = await signIn(world.server.url, practice.doctor);
    await call(other, 'signOut', { token });
    await expect(call(one, 'practice', { token })).rejects.toThrow(failure('unauthenticated'));
  });

  test('carry out a write that both get at once, once', async () => {
    const [one = '', other = ''] = servers;
    const { token } = practice.signedIn;
    const key = toBase64url(random(16));
    const request = { token, key, body: { name: 'Carole', roles: ['doctor'] } };
    const answers = await Promise.all([one, other, one, other].map((each) => call(each, 'invite', request)));
    expect(new Set(answers.map(({ invitation }) => invitation)).size).toBe(1);
  });

  test('count strangers together', async () => {
    const strict = { anonymous: { perNetwork: 5, inAll: 100 } };
    await using stack = new AsyncDisposableStack();
    const pair = [stack.use(await world.another(strict)), stack.use(await world.another(strict))];
    const proxy = stack.use(await startRoundRobin(pair.map(({ url }) => url)));
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await send(proxy.url, 'signInOptions', {})).status);
    // Twelve within a minute, or across its turn: never more than five in each.
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(10);
    expect(statuses).toContain(429);
  });

  test('have one key, and one made at the first start of both', async () => {
    const { url } = world.server;
    const keys = await Promise.all(servers.map(async (each) => (await call(each, 'server')).key));
    expect(new Set(keys).size).toBe(1);
    expect((await call(url, 'server')).key).toBe(keys[0]);
  });
});
