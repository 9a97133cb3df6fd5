import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { evaluatePath, jwsTypes, toBase64url } from '@etanche/core-protocol';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory, type Vault } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner, opening, order, postJson, postJws, random, sign, someElements } from './support/caller.ts';
import { copyForReplica, makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const importer = await makeSigner();
let own: TestDatabase;
let place: Awaited<ReturnType<typeof makeVaultDirectory>>;
const replicas: Vault[] = [];

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  place = await makeVaultDirectory();
  for (const directory of [place.directory, copyForReplica(place.directory)]) {
    replicas.push(await startVault(directory, own.url.reveal(), [operator.publicKey]));
  }
});
afterAll(async () => {
  for (const vault of replicas) await vault.close();
  place[Symbol.dispose]();
  await own.drop();
});

function replica(i: number): Vault {
  const vault = replicas[i % replicas.length];
  if (vault === undefined) throw new Error('no replica');
  return vault;
}

test('two replicas share one ceiling: 200 requests on 50 give exactly what fits', async () => {
  const keySet = 'check/shared.1';
  // Without work a request fills at most 80 % of a ceiling.
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 62, perDay: 63 }));
  const elements = someElements(1);
  const ask = (i: number) => postJson(`${replica(i).url}${evaluatePath}`, { keySet, elements });
  const statuses = (await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(await counted(own.database, `ceiling/${keySet}`));
  expect(statuses.filter((status) => status === 200)).toHaveLength(49);
});

test('a request accepted by one replica is refused by the other', async () => {
  const keySet = 'check/once.1';
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 10, perDay: 10 }));
  const envelope = { aud: replica(0).signingKey, iat: Math.floor(Date.now() / 1000), jti: toBase64url(random(16)) };
  const jws = await sign({ ...envelope, keySet, elements: someElements(1) }, jwsTypes.evaluate, importer);
  const answers = await Promise.all([0, 1, 0, 1].map((i) => postJws(`${replica(i).url}${evaluatePath}`, jws)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
});

test('a key set withdrawn at one replica is refused by the other', async () => {
  const keySet = 'check/gone.1';
  await order(replica(0), operator, opening(keySet, importer, { perMinute: 10, perDay: 10 }));
  const ask = () => postJson(`${replica(1).url}${evaluatePath}`, { keySet, elements: someElements(1) });
  expect((await ask()).status).toBe(200);
  await order(replica(0), operator, { keySet, order: 'withdraw' });
  expect((await ask()).status).toBe(410);
});
