import { expect, test } from 'vitest';
import { createReach } from '../worker/reach.ts';

const server = 'https://records.example';
function reachOf(answer: () => Promise<Response>) {
  let time = 1000;
  const changes: (number | null)[] = [];
  const reach = createReach(
    server,
    answer,
    () => (time += 1),
    (since) => changes.push(since),
  );
  return { reach, changes };
}
const problem = { 'content-type': 'application/problem+json; charset=utf-8' };

test('the time of the first request without an answer stays until one is answered', async () => {
  let isOff = true;
  const { reach, changes } = reachOf(() =>
    isOff ? Promise.reject(new TypeError('no')) : Promise.resolve(new Response('')),
  );
  for (let i = 0; i < 2; i++) await expect(reach.fetch(`${server}/v1/x`)).rejects.toThrow(TypeError);
  expect(reach.awaySince()).toBe(1002);
  isOff = false;
  await reach.fetch(`${server}/v1/x`);
  expect([reach.awaySince(), changes]).toEqual([null, [1002, null]]);
});

test.each([
  ['a proxy answers for a server that does not', new Response('', { status: 502 }), true],
  ['the server itself refuses for a while', new Response('{}', { status: 503, headers: problem }), false],
  ['the server refuses the request', new Response('{}', { status: 403 }), false],
])('the application tells whether there is an outage if %s', async (_, response, isAway) => {
  const { reach } = reachOf(() => Promise.resolve(response));
  await reach.fetch(`${server}/v1/x`);
  expect(reach.awaySince() !== null).toBe(isAway);
});

test('a request to a vault, or one that this application ended, says nothing about the server', async () => {
  const { reach } = reachOf(() => Promise.reject(new TypeError('no')));
  await expect(reach.fetch('https://vault.example/v1/x')).rejects.toThrow(TypeError);
  await expect(reach.fetch(`${server}/v1/x`, { signal: AbortSignal.abort() })).rejects.toThrow(TypeError);
  expect(reach.awaySince()).toBeNull();
  reach.lost();
  expect(reach.awaySince()).not.toBeNull();
});

test('an answer is owed from the request on, or since the last answer to another one; never by the long poll', async () => {
  const waits: PromiseWithResolvers<Response>[] = [];
  const { reach } = reachOf(() => {
    const wait = Promise.withResolvers<Response>();
    waits.push(wait);
    return wait.promise;
  });
  expect(reach.silentSince()).toBeNull();
  const poll = reach.fetch(`${server}/v1/changes`);
  expect(reach.silentSince()).toBeNull();
  const slow = reach.fetch('https://vault.example/v1/x');
  const quick = reach.fetch(`${server}/v1/x`);
  expect(reach.silentSince()).toBe(1001);
  waits[2]?.resolve(new Response('', { status: 403 }));
  await quick;
  expect(reach.silentSince()).toBe(1003);
  waits[1]?.reject(new TypeError('no'));
  await expect(slow).rejects.toThrow(TypeError);
  expect(reach.silentSince()).toBeNull();
  waits[0]?.resolve(new Response(''));
  await poll;
});
