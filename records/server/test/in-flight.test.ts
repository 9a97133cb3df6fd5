import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InFlight } from '../src/http/in-flight.ts';
import { send } from './support/api.ts';
import { found, signIn, type Practice } from './support/founding.ts';
import { until } from './support/http-calls.ts';
import { startWorld, type World } from './support/world.ts';

let world: World;
let practice: Practice;
beforeAll(async () => {
  world = await startWorld({});
  practice = await found(world);
});
afterAll(() => world[Symbol.asyncDispose]());

/** A request whose body never comes, once the server has read its head. */
async function slowRequest(url: string, path: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
      'content-length: 100\r\nexpect: 100-continue\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}

describe('requests whose bodies never come', () => {
  test.each(['/v1/sign-in/options', '/v1/sign-in', '/v1/no-such-route'])(
    'to %s keep nobody from signing in',
    async (path) => {
      await using small = await world.another({ inFlight: 8 });
      const slow = await Promise.all(Array.from({ length: 16 }, () => slowRequest(small.url, path)));
      try {
        // Each has a place until its network is counted, and none while its body is awaited.
        await until(
          () => send(small.url, 'signInOptions', {}),
          ({ status }) => status === 200,
        );
        const signedIn = await signIn(small.url, practice.doctor);
        expect(signedIn.practice).toBe(practice.id);
        expect((await send(small.url, 'practice', { token: signedIn.token })).status).toBe(200);
      } finally {
        for (const socket of slow) socket.destroy();
      }
    },
  );
});

describe('the requests in flight', () => {
  const refused = expect.objectContaining({ code: 'overloaded' }) as Error;
  const member = (token: string, of = 'practice') => ({ practice: of, token });
  const takeAll = (inFlight: InFlight, count: number, sender: Parameters<InFlight['take']>[0]) =>
    Array.from({ length: count }, () => inFlight.take(sender));

  test('one session has a quarter and one practice half', () => {
    const inFlight = new InFlight(512);
    takeAll(inFlight, 128, member('stolen'));
    expect(() => inFlight.take(member('stolen'))).toThrow(refused);
    takeAll(inFlight, 128, member('colleague'));
    expect(() => inFlight.take(member('third'))).toThrow(refused);
    takeAll(inFlight, 128, member('own', 'other'));
    takeAll(inFlight, 64, { networks: ['56', '48', '40'] });
    expect(inFlight.requests).toBe(448);
  });

  test('one network has an eighth, a wider one two or four, and all without a session half', () => {
    const inFlight = new InFlight(512);
    takeAll(inFlight, 64, { networks: ['a', 'site', 'provider'] });
    expect(() => inFlight.take({ networks: ['a', 'site', 'provider'] })).toThrow(refused);
    takeAll(inFlight, 64, { networks: ['b', 'site', 'provider'] });
    expect(() => inFlight.take({ networks: ['c', 'site', 'provider'] })).toThrow(refused);
    takeAll(inFlight, 64, { networks: ['d', 'other site', 'provider'] });
    takeAll(inFlight, 64, { networks: ['e', 'other site', 'provider'] });
    expect(() => inFlight.take({ networks: ['f', 'third site', 'other provider'] })).toThrow(refused);
    expect(inFlight.take(member('own'))).toBeTypeOf('function');
  });

  test('a place that is given back is free once, however often it is given back', () => {
    const inFlight = new InFlight(8);
    const [first = () => undefined] = takeAll(inFlight, 2, member('own'));
    expect(() => inFlight.take(member('own'))).toThrow(refused);
    first();
    first();
    expect(inFlight.requests).toBe(1);
    inFlight.take(member('own'));
    expect(() => inFlight.take(member('own'))).toThrow(refused);
  });
});
