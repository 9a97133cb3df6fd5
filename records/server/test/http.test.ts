import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, fromRecordId, toBase64url } from '@etanche/core-wire';
import { recordsLimits, type AnswerOf, type routes } from '@etanche/core-records-protocol';
import { call, problemOf, send } from './support/api.ts';
import { found, type Practice } from './support/founding.ts';
import { usePasskey } from './support/people.ts';
import { newId, random } from './support/store.ts';
import { origin, startWorld, type World } from './support/world.ts';

let world: World;
let url: string;
let practice: Practice;
let authorization: string;
beforeAll(async () => {
  world = await startWorld({ metrics: { host: '127.0.0.1', port: 0 } });
  url = world.server.url;
  practice = await found(world);
  authorization = `Bearer ${practice.signedIn.token}`;
});
afterAll(() => world[Symbol.asyncDispose]());

async function codeOf(response: Promise<Response>): Promise<string> {
  return (await problemOf(await response)).code;
}

/** A sign-in of the practice's doctor, from an address. */
async function signInFrom(server: string, address: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${server}${path}`, {
      method: 'POST',
      body: body === undefined ? null : JSON.stringify(body),
      headers,
    });
    expect(response.status).toBe(200);
    return response.json();
  };
  const { challengeId, options } = (await ask('/v1/sign-in/options')) as AnswerOf<(typeof routes)['signInOptions']>;
  await ask('/v1/sign-in', { challengeId, credential: await usePasskey(practice.doctor.passkeys, options) });
}

const json = { 'content-type': 'application/json' };
const post = (path: string, body: BodyInit | null, headers: Record<string, string>) =>
  fetch(`${url}${path}`, { method: 'POST', headers: { authorization, ...headers }, body });

describe('a request that does not fit gets a problem document', () => {
  test.each([
    ['no JSON', '{', json],
    ['no object', '[]', json],
    ['a member too many', JSON.stringify({ member: newId(), reason: 'precaution', more: 1 }), json],
    ['a value of another type', JSON.stringify({ member: 1, reason: 'precaution' }), json],
    ['an id in capitals', JSON.stringify({ member: newId().toUpperCase(), reason: 'precaution' }), json],
    ['a prototype', `{"__proto__":{"a":1},"member":"${newId()}","reason":"precaution"}`, json],
    ['another type', 'member=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['bytes where JSON belongs', 'x', { 'content-type': 'application/octet-stream' }],
    ['nothing', null, {}],
  ])('%s', async (_, body, headers) => {
    expect(await codeOf(post('/v1/freezes', body, headers))).toBe('request_invalid');
  });

  test('a body where there is none to be, unless it is empty', async () => {
    expect(await codeOf(post('/v1/members/sync', '{}', json))).toBe('request_invalid');
    expect((await post('/v1/members/sync', '', json)).status).toBe(200);
  });

  test('a body too large, of a member and of a stranger', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(recordsLimits.requestBytes) });
    expect(await codeOf(post('/v1/freezes', large, json))).toBe('request_invalid');
    const strange = JSON.stringify({ text: 'x'.repeat(300 * 1024) });
    expect(await codeOf(fetch(`${url}/v1/sign-in`, { method: 'POST', headers: json, body: strange }))).toBe(
      'request_invalid',
    );
  });

  test.each([
    '/v1/scopes/UPPER',
    `/v1/audit/leaves?from=-1&count=1`,
    `/v1/audit/leaves?from=01&count=1`,
    `/v1/audit/leaves?from=1e3&count=1`,
    `/v1/audit/leaves?from=0&count=1&more=1`,
    `/v1/audit/leaves?from=0&from=1&count=1`,
    '/v1/practice?practice=1',
    '/v1/audit/leaves/1.5/proof?size=2',
    '/v1/scopes/%00',
  ])('%s', async (path) => {
    expect(await codeOf(fetch(`${url}${path}`, { headers: { authorization } }))).toBe('request_invalid');
  });

  test.each(['/v1/nothing', '/', '/v1/scopes/%', '/v1/practice/'])('%s is not there', async (path) => {
    const code = await codeOf(fetch(`${url}${path}`, { headers: { authorization } }));
    expect(['not_found', 'request_invalid']).toContain(code);
  });

  test('another method', async () => {
    expect(await codeOf(fetch(`${url}/v1/practice`, { method: 'PATCH', headers: { authorization } }))).toBe(
      'not_found',
    );
    expect((await fetch(`${url}/v1/practice`, { method: 'HEAD', headers: { authorization } })).status).toBe(404);
  });

  test.each(['', 'short', 'A'.repeat(23), '!'.repeat(22), `${'A'.repeat(21)}B`])(
    'a write under the key %j',
    async (key) => {
      const body = { name: 'Bob', roles: ['doctor'] };
      const answer = send(url, 'invite', { token: practice.signedIn.token, body, key });
      expect(await codeOf(answer)).toBe('request_invalid');
    },
  );

  test('names the field and repeats no value that was sent', async () => {
    const sent = 'Dupont-Jeanne-1956';
    const response = await post('/v1/invitations', JSON.stringify({ name: sent, roles: [sent], [sent]: sent }), {
      ...json,
      'idempotency-key': toBase64url(random(16)),
    });
    const problem = await problemOf(response);
    expect(problem.detail).toMatch(/^malformed at body/);
    expect(JSON.stringify(problem)).not.toContain('Dupont');
  });
});

describe('every answer', () => {
  test('forbids to be framed, stored and sniffed', async () => {
    const { headers } = await fetch(`${url}/v1/server`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });

  test('is for pages of the origins that are configured', async () => {
    const allowed = async (from: string) => {
      const { headers } = await fetch(`${url}/v1/server`, { method: 'OPTIONS', headers: { origin: from } });
      return headers.get('access-control-allow-origin');
    };
    expect(await allowed(origin)).toBe(origin);
    expect(await allowed('https://evil.example')).toBeNull();
  });
});

describe('a server', () => {
  test('says that it lives, that it can work, and counts on another address', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    const metrics = await (await fetch(world.server.metricsUrl ?? '')).text();
    expect(metrics).toContain('etanche_records_refusals_total{code="request_invalid"}');
    expect(metrics).toContain('etanche_records_sign_ins_total{by="founding"} 1');
    expect(metrics).not.toContain(practice.id);
  });

  test('turns strangers away beyond a minute’s share, and nobody who is signed in', async () => {
    const anonymous = { perNetwork: 3, inAll: 100 };
    await using strict = await world.another({ anonymous, trustedHops: 1 });
    const ask = (address: string) =>
      fetch(`${strict.url}/v1/sign-in/options`, { method: 'POST', headers: { 'x-forwarded-for': address } });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await ask('192.0.2.7')).status);
    // Unless the minute turned meanwhile, which lets three more through.
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    const last = await ask('192.0.2.99');
    expect([200, 429]).toContain(last.status);
    expect((await ask('198.51.100.1')).status).toBe(200);
    expect((await ask('not an address')).status).toBe(429);
    expect((await call(strict.url, 'practice', { token: practice.signedIn.token })).practice).toBe(practice.id);
  });

  test('one network can use only its own share, and half of the common share stays for networks that signed in', async () => {
    // A clock that stands still, in a minute in which nobody has asked.
    const now = Date.now();
    await world.own.database.query('DELETE FROM anonymous_rate');
    const anonymous = { perNetwork: 10, inAll: 40 };
    await using strict = await world.another({ anonymous, trustedHops: 1 }, { now: () => now });
    const ask = async (address: string): Promise<number> => {
      const headers = { 'x-forwarded-for': address };
      return (await fetch(`${strict.url}/v1/sign-in/options`, { method: 'POST', headers })).status;
    };
    /** Some at the same time, since the server delays each of many refusals; with all of them it may be overloaded. */
    const atOnce = 16;
    const passed = async (addresses: readonly string[]): Promise<number> => {
      const statuses: number[] = [];
      for (let i = 0; i < addresses.length; i += atOnce)
        statuses.push(...(await Promise.all(addresses.slice(i, i + atOnce).map(ask))));
      expect(new Set(statuses)).not.toContain(503);
      return statuses.filter((status) => status === 200).length;
    };
    const asked = (address: string, times: number) => Array.from({ length: times }, () => address);
    expect(await passed(asked('192.0.2.7', 200))).toBe(10);
    expect(await passed(asked('198.51.100.1', 3))).toBe(3);

    // A network from which somebody signs in.
    await signInFrom(strict.url, '203.0.113.5');
    // Strangers of many networks use up their half: 13 of 20 were used.
    const strangers = Array.from({ length: 60 }, (_, i) => `198.18.${i}.1`);
    expect(await passed(strangers)).toBeLessThanOrEqual(7);
    expect(await passed(['198.19.1.1'])).toBe(0);
    expect(await passed(asked('203.0.113.9', 20))).toBeGreaterThanOrEqual(6);
    expect(await passed(asked('203.0.113.9', 1))).toBe(0);
    expect(await passed(['198.19.2.1'])).toBe(0);
  });

  test('counts an IPv6 /48 and /40 too, so that a free /48 is not 256 networks', async () => {
    const now = Math.floor(Date.now() / 60_000) * 60_000 + 120_000;
    const anonymous = { perNetwork: 5, inAll: 1000 };
    await using strict = await world.another({ anonymous, trustedHops: 1 }, { now: () => now });
    let passed = 0;
    for (let i = 0; i < 40; i++) {
      const headers = { 'x-forwarded-for': `2001:db8:1:${i.toString(16)}00::1` };
      const { status } = await fetch(`${strict.url}/v1/sign-in/options`, { method: 'POST', headers });
      if (status === 200) passed++;
    }
    expect(passed).toBe(10);
  });

  test('asks its store nothing about a network that has used up its share', async () => {
    const now = Math.floor(Date.now() / 60_000) * 60_000 + 240_000;
    const anonymous = { perNetwork: 2, inAll: 100 };
    await using strict = await world.another({ anonymous, trustedHops: 1 }, { now: () => now });
    const headers = { 'x-forwarded-for': '192.0.2.200' };
    const ask = async () => (await fetch(`${strict.url}/v1/sign-in/options`, { method: 'POST', headers })).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    const status = await world.own.database.transaction(async (client) => {
      await client.query('LOCK TABLE anonymous_rate, known_network IN ACCESS EXCLUSIVE MODE');
      return ask();
    });
    expect(status).toBe(429);
  });

  test('half of the requests in flight are reserved for members', async () => {
    await using small = await world.another({ inFlight: 8, store: { connections: 12, timeoutMs: 10_000 } });
    const { asked, member } = await world.own.database.transaction(async (client) => {
      await client.query('LOCK TABLE challenge IN ACCESS EXCLUSIVE MODE');
      const asked = Array.from({ length: 20 }, () => send(small.url, 'signInOptions', {}));
      // As soon as one is refused, the others that were accepted wait for the table.
      await Promise.race(asked);
      const answer = await call(small.url, 'practice', { token: practice.signedIn.token });
      return { asked, member: answer.practice };
    });
    expect(member).toBe(practice.id);
    const codes = (await Promise.all(asked)).map(({ status }) => status);
    expect(codes.filter((code) => code === 200)).toHaveLength(4);
    expect(codes.filter((code) => code === 503)).toHaveLength(16);
  });

  test('turns a made-up token away without a question to its store, which a real one waits for', async () => {
    const madeUp = toBase64url(concat(fromRecordId(practice.id), random(16)));
    const ask = (token: string) =>
      fetch(`${url}/v1/practice`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
    const answers = await world.own.database.transaction(async (client) => {
      await client.query('LOCK TABLE session, practice, member IN ACCESS EXCLUSIVE MODE');
      const waiting = ask(practice.signedIn.token);
      const refused = await ask(madeUp);
      const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 100, 'waiting'))]);
      return { waiting, refused, first };
    });
    expect({ refused: answers.refused, first: answers.first }).toEqual({ refused: 401, first: 'waiting' });
    expect(await answers.waiting).toBe(200);
  });

  test('serves as many as come by two connections: no request holds one while it waits for another', async () => {
    await using small = await world.another({ store: { connections: 2, timeoutMs: 10_000 } });
    const { token } = practice.signedIn;
    const many = Array.from({ length: 24 }, () => send(small.url, 'members', { token }));
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('that has as much in flight as it may says so, and is well again', async () => {
    await using small = await world.another({ inFlight: 8 });
    const many = Array.from({ length: 60 }, () => send(small.url, 'syncMembers', { token: practice.signedIn.token }));
    const statuses = new Set((await Promise.all(many)).map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 503]));
    expect((await send(small.url, 'practice', { token: practice.signedIn.token })).status).toBe(200);
  });
});
