import { expect, test } from 'vitest';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { recordsLimits, type ListedWrite } from '@etanche/core-records-protocol';
import { mostListedBytes, sendWrites, writeBytes, type RecordsClientError } from '../src/index.ts';
import { createServer } from '../src/transport/call.ts';
import { problem, startAnswering, type Answer } from './support/answering-server.ts';
import { random, testOptions } from './support/options.ts';

const jws = 'e30.e30.e30';
const written = { freshness: jws, full: [] };
const conflict = {
  type: 'urn:etanche:problem:conflict',
  title: 'conflict',
  status: 409,
  code: 'conflict',
  sequence: 3,
};

function listed(sealed = random(256)): ListedWrite {
  const pack = {
    ...({ compartment: 'identity', epoch: 1, time: 0, salt: toBase64url(random(32)) } as const),
    ...{ list: toBase64url(random(52)), sealed: toBase64url(sealed) },
  };
  return {
    ...{ scope: toRecordId(random(16)), key: toBase64url(random(16)) },
    write: { kind: 'import', head: jws, packs: [pack] },
  };
}

async function sending(answer: Answer, writes: readonly ListedWrite[]) {
  await using server = await startAnswering(answer);
  const { call } = createServer(testOptions(server.url), () => 't');
  const outcomes = await sendWrites({ session: { call } }, writes).catch((error: unknown) => error);
  return { outcomes, asked: server.asked };
}

test('several writes go in one request, and each has its own outcome', async () => {
  const writes = [listed(), listed(), listed()];
  const answer = { status: 200, body: { outcomes: [{ written }, { problem: conflict }, { written }] } };
  const { outcomes, asked } = await sending(answer, writes);
  const refused = expect.objectContaining({ code: 'conflict', problem: conflict }) as RecordsClientError;
  expect(outcomes).toEqual([written, refused, written]);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ method: 'POST', url: '/v1/import-writes', body: JSON.stringify({ writes }) });
});

test('a single write goes by the route of a single write, under its key', async () => {
  const one = listed();
  const { outcomes, asked } = await sending({ status: 200, body: written }, [one]);
  expect(outcomes).toEqual([written]);
  expect(asked[0]).toMatchObject({
    ...{ url: `/v1/scopes/${one.scope}/writes`, body: JSON.stringify(one.write) },
    headers: { 'idempotency-key': one.key },
  });
});

test.each([
  ['fewer outcomes than writes', [{ written }]],
  ['more outcomes than writes', [{ written }, { written }, { written }]],
  ['an outcome that is neither', [{ written }, {}]],
  ['an outcome that is both', [{ written }, { written, problem: conflict }]],
  ['an outcome with an unknown code', [{ written }, { problem: { ...conflict, code: 'whatever' } }]],
])('an answer with %s is invalid, so that no write counts as done', async (_name, outcomes) => {
  const { outcomes: failed } = await sending({ status: 200, body: { outcomes } }, [listed(), listed()]);
  expect(failed).toMatchObject({ code: 'answer_invalid' });
});

test.each(['forbidden', 'log_stopped', 'limit_reached'] as const)(
  'a refusal of all, %s, fails the call',
  async (code) => {
    const { outcomes } = await sending(problem(409, code), [listed(), listed()]);
    expect(outcomes).toMatchObject({ code });
  },
);

test('the estimate of a write and its share of the limit are not below the bytes of its JSON', () => {
  for (const bytes of [256, 100_000, recordsLimits.packBytes]) {
    const one = listed(random(bytes));
    expect(writeBytes(one)).toBeGreaterThanOrEqual(JSON.stringify(one).length);
  }
  expect(mostListedBytes).toBeLessThan(recordsLimits.requestBytes);
});
