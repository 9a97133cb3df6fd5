import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { buildTree, leafHash, parseCheckpoint, parseNote } from '@etanche/core-merkle';
import { joinFields, labels, sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { StoreLink } from '../../../vault/server/test/support/store-link.ts';
import { call, send } from './support/api.ts';
import { found, type Practice } from './support/founding.ts';
import { founderOf, postWrite, quick, until } from './support/http-calls.ts';
import { signInImporter } from './support/callers.ts';
import { makeBatch } from './support/importing.ts';
import { RestlessImporter } from './support/restless-importer.ts';
import { RestlessWriter } from './support/restless-writer.ts';
import { leavesIn, ScopeWriter } from './support/scope-writer.ts';
import { kill, spawnServer } from './support/spawn-server.ts';
import { random } from './support/store.ts';
import { startWorld } from './support/world.ts';

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Reads a patient and holds everything that came against its head and against what was written. */
async function expectWhole(url: string, { id, signedIn }: Practice, patient: ScopeWriter): Promise<void> {
  const { scope } = patient;
  const found = await call(url, 'readScope', { token: signedIn.token, params: { scope } });
  expect(found.head).toBe(patient.head);
  const [head = ''] = patient.head?.split('.').slice(1) ?? [];
  const { packs } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly packs: readonly string[] };
  const newest = found.packs.filter(({ sequence }) => sequence === patient.sequence);
  const hashes = newest.map(({ sequence, number, compartment, epoch, author, time, list, salt = '', sealed = '' }) => {
    const bytes = (text: string) => Buffer.from(text, 'base64url');
    const numbers = [u64(sequence), u32(number), u32(epoch)] as const;
    const aad = joinFields(labels.pack, id, scope, compartment, ...numbers, author, u64(time), Uint8Array.of(0));
    const digest = sha256(Buffer.concat([bytes(salt), bytes(sealed)]));
    return toBase64url(sha256(joinFields(labels.packHash, aad, digest, sha256(bytes(list)))));
  });
  expect(packs).toEqual(hashes);
  const current = Array.from(patient.current, ([resource, { hash }]) => [resource, toBase64url(hash)]);
  expect(new Map(leavesIn(found).map(({ resource, hash }) => [resource, hash]))).toEqual(
    new Map(current as [string, string][]),
  );
}

type Leaf = { readonly kind: string; readonly scope?: string; readonly sequence?: number };

/** Every numbered leaf, once the checkpoint covers at least so many writes; and that it is the root over just those. */
async function wholeLog(url: string, { signedIn: { token } }: Practice, writes: number): Promise<Leaf[]> {
  const texts: string[] = [];
  const all = async () => {
    for (;;) {
      const { leaves } = await call(url, 'leaves', { token, query: { from: texts.length } });
      if (leaves.length === 0) return texts;
      texts.push(...leaves);
    }
  };
  const leaves = (
    await until(all, (each) => each.filter((text) => text.includes('"kind":"write"')).length >= writes)
  ).map((text) => JSON.parse(text) as Leaf);
  const checkpoint = await until(
    async () => parseCheckpoint(parseNote((await call(url, 'checkpoint', { token })).note).text),
    ({ size }) => size >= texts.length,
  );
  await all();
  const hashes = texts.slice(0, checkpoint.size).map((text) => leafHash(utf8(text)));
  expect(toBase64url(checkpoint.root)).toBe(toBase64url(buildTree(hashes).root));
  return leaves;
}

test('a server killed again and again under load loses no acknowledged write, and leaves none half-written', async () => {
  await using world = await startWorld();
  const practice = await found(world);
  await world.server.close();
  let running = await spawnServer({ ...world.config, data: quick }, world.own.url.reveal());
  const ending = new AbortController();
  const writers = Array.from(
    { length: 5 },
    () => new RestlessWriter(founderOf(practice), practice.signedIn.token, () => running.url),
  );
  const writing = writers.map((writer) => writer.run(ending.signal));
  try {
    for (let kills = 0; kills < 4; kills++) {
      const before = writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
      await until(
        () => Promise.resolve(writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)),
        (count) => count > before,
      );
      await sleep((random(1)[0] ?? 0) * 2);
      await kill(running);
      running = await spawnServer({ ...world.config, data: quick }, world.own.url.reveal());
    }
    const acknowledged = () => writers.flatMap((writer) => writer.acknowledged);
    const before = acknowledged().length;
    await until(
      () => Promise.resolve(acknowledged().length),
      (count) => count > before + 5,
    );
    ending.abort();
    await Promise.all(writing);

    expect(writers.flatMap(({ refused }) => refused)).toEqual([]);
    const leaves = await wholeLog(running.url, practice, acknowledged().length);
    const writes = leaves.filter(({ kind }) => kind === 'write').map(({ scope, sequence }) => `${scope}/${sequence}`);
    expect(new Set(writes).size).toBe(writes.length);
    const missing = acknowledged().filter(({ scope, sequence }) => !writes.includes(`${scope}/${sequence}`));
    expect(missing).toEqual([]);
    // The last patient of each may have got a write whose answer nobody waited for.
    const patients = writers.flatMap((writer) => writer.patients.slice(0, -1));
    expect(patients.length).toBeGreaterThan(0);
    for (const patient of patients) await expectWhole(running.url, practice, patient);
  } finally {
    ending.abort();
    await kill(running);
  }
});

test('a server killed again and again under lists of an importer has each patient once, whole, with one leaf', async () => {
  await using world = await startWorld();
  const practice = await found(world);
  const { token, who } = await signInImporter(world, practice);
  const { batch, jws } = await makeBatch(who);
  await call(world.server.url, 'addBatch', { token, body: { batch: jws } });
  await world.server.close();
  let running = await spawnServer({ ...world.config, data: quick }, world.own.url.reveal());
  const ending = new AbortController();
  const importers = Array.from({ length: 3 }, () => new RestlessImporter(who, token, batch, () => running.url));
  const importing = importers.map((importer) => importer.run(ending.signal));
  const acknowledged = () => importers.flatMap((importer) => importer.acknowledged);
  const more = (than: number) =>
    until(
      () => Promise.resolve(acknowledged().length),
      (count) => count > than,
    );
  try {
    for (let kills = 0; kills < 4; kills++) {
      await more(acknowledged().length);
      await sleep((random(1)[0] ?? 0) * 2);
      await kill(running);
      running = await spawnServer({ ...world.config, data: quick }, world.own.url.reveal());
    }
    await more(acknowledged().length + 10);
    ending.abort();
    await Promise.all(importing);
    expect(importers.flatMap(({ refused }) => refused)).toEqual([]);
    const leaves = await wholeLog(running.url, practice, acknowledged().length);
    const writes = leaves.filter(({ kind }) => kind === 'write').map(({ scope, sequence }) => `${scope}/${sequence}`);
    expect(new Set(writes).size).toBe(writes.length);
    expect(acknowledged().filter(({ scope }) => !writes.includes(`${scope}/1`))).toEqual([]);
    const { rows } = await world.own.database.query<{ scope: string }>('SELECT scope FROM scope');
    // A patient whose answer was lost may be there too, and then with its leaf.
    expect(rows.filter(({ scope }) => !writes.includes(`${scope}/1`))).toEqual([]);
    const heads = await world.own.database.query<{ scope: string; head: string }>('SELECT scope, head FROM scope');
    const byScope = new Map(heads.rows.map(({ scope, head }) => [scope, head]));
    for (const { scope, head } of acknowledged()) expect(byScope.get(scope)).toBe(head);
  } finally {
    ending.abort();
    await kill(running);
  }
});

test('a database that restarts is answered as store_unavailable with a time to come again, and work goes on', async () => {
  await using world = await startWorld();
  const practice = await found(world);
  await world.server.close();
  await using link = await StoreLink.start(world.own.url.reveal());
  const running = await spawnServer({ ...world.config, data: quick }, link.url);
  try {
    const { token } = practice.signedIn;
    const patient = new ScopeWriter(practice.id);
    const first = await patient.next(founderOf(practice), [{}]);
    await postWrite(running.url, token, patient.scope, first.body);
    first.accept();
    link.cut();
    const { body, accept } = await patient.next(founderOf(practice), [{}]);
    const request = {
      token,
      params: { scope: patient.scope },
      body,
      key: Buffer.from(random(16)).toString('base64url'),
    };
    const refused = await send(running.url, 'write', request);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9][0-9]*$/);
    expect(await refused.json()).toMatchObject({ code: 'store_unavailable' });
    link.mend();
    await until(
      () => send(running.url, 'write', request).then(({ status }) => status),
      (status) => status === 200,
    );
    accept();
    await world.own.database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const status = await until(
      () => send(running.url, 'readScope', { token, params: { scope: patient.scope } }).then((answer) => answer.status),
      (each) => each === 200,
    );
    expect(status).toBe(200);
    await expectWhole(running.url, practice, patient);
    await wholeLog(running.url, practice, 2);
  } finally {
    await kill(running);
  }
});
