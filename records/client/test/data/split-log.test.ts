import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  buildTree,
  consistencyProof,
  cosign,
  formatCheckpoint,
  formatNote,
  leafHash,
  signNote,
} from '@etanche/core-merkle';
import { type Head } from '@etanche/core-records-protocol';
import { logOrigin } from '@etanche/core-vault-protocol';
import { ed25519FromSeed, fromBase64url, jwsTypes, signCompact, toBase64url, utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemory, createRecordsData, signIn, type PatientFile, type RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, patient, startDataPractice, type DataPractice } from './data-practice.ts';

const rules = { validate: null, freshnessSeconds: 300, keptScopes: 200, rebases: 20, checkpointMs: 0 };
const splitLog = { code: 'could_not_check', reason: 'split_log' };
const scopePath = /^\/v1\/scopes\/[a-z2-7]+$/;
const checkpointPath = /^\/v1\/audit\/checkpoint$/;
let practice: DataPractice;
let doctor: RecordsData;
let file: PatientFile;
let frozen: string;

beforeAll(async () => {
  practice = await startDataPractice();
  doctor = createRecordsData(practice.doctor.client, rules);
  file = await doctor.patients.create(patient('Scission', 'Lise', '1951-01-01'), []);
  frozen = await cosignedNote(1);
  await cosignedNote(sizeOf(frozen) + 1, () => file.write([{ kind: 'create', resource: allergy('noix') }]));
  await file.write([{ kind: 'create', resource: allergy('latex') }]);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

/** Waits for a checkpoint of at least this size that t vaults have cosigned. */
async function cosignedNote(size: number, before?: () => Promise<unknown>): Promise<string> {
  await before?.();
  for (let tries = 0; tries < 600; tries++) {
    const { note } = await practice.doctor.client.session.call('checkpoint');
    if (note.trimEnd().split('\n').length >= 7 && sizeOf(note) >= size) return note;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no cosigned checkpoint of ${size} leaves`);
}

function sizeOf(note: string): number {
  return Number(note.split('\n')[1]);
}

/** The colleague's data on a new device, whose requests use `fetch`. */
async function colleague(fetch: typeof globalThis.fetch, reported: unknown[] = []): Promise<RecordsData> {
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 };
  const client = await signIn({
    ...practice.colleague.options,
    retry,
    environment: { ...practice.colleague.options.environment, fetch, memory: createMemory() },
  });
  return createRecordsData(client, { ...rules, onSplitLog: (evidence) => reported.push(evidence) });
}

async function headOf(): Promise<Head> {
  const { head } = await practice.doctor.client.session.call('readScope', { params: { scope: file.scope } });
  return JSON.parse(Buffer.from(head.split('.')[1] ?? '', 'base64url').toString()) as Head;
}

describe('a head', () => {
  test('contains the checkpoint that its author saw, and members who see the same log open it', async () => {
    expect((await headOf()).log?.size).toBeGreaterThan(sizeOf(frozen));
    const honest = await colleague(globalThis.fetch);
    expect((await honest.patients.open(file.scope)).resources()).toHaveLength(3);
  });
});

test('a member writes before the first checkpoint, and not after one has disappeared', async () => {
  let hides = true;
  const member = await colleague((input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    if (!hides || !checkpointPath.test(pathname)) return fetch(input, init);
    const problem = { type: 'about:blank', title: 'not_found', status: 404, code: 'not_found' };
    const headers = { 'content-type': 'application/problem+json' };
    return Promise.resolve(Response.json(problem, { status: 404, headers }));
  });
  const create = (name: string) => member.patients.create(patient(name, 'Lise', '1952-02-02'), []);
  await create('Premier');
  hides = false;
  await create('Deuxième');
  hides = true;
  await expect(create('Troisième')).rejects.toMatchObject({ code: 'not_found' });
});

test('files are readable while the log has no cosignatures, as after a restore of the server', async () => {
  const signedAlone = async (): Promise<object> => {
    const { note } = await practice.doctor.client.session.call('checkpoint');
    const [text = '', signatures = ''] = note.split('\n\n');
    return { note: `${text}\n\n${signatures.split('\n')[0] ?? ''}\n` };
  };
  const shown = await signedAlone();
  const reading = await colleague(lyingFetch(checkpointPath, () => shown));
  expect((await reading.patients.open(file.scope)).resources()).toHaveLength(3);
});

describe('a server that shows two members two histories is detected', () => {
  test('if it shows one of them only an old checkpoint', async () => {
    const reported: unknown[] = [];
    const kept = await colleague(
      lyingFetch(checkpointPath, () => ({ note: frozen })),
      reported,
    );
    await expect(kept.patients.open(file.scope)).rejects.toMatchObject(splitLog);
    expect(reported).toMatchObject([{ seen: (await headOf()).log, shown: { size: sizeOf(frozen) } }]);
  });

  test('if t corrupt vaults cosign another log', async () => {
    const { log } = await headOf();
    if (log === undefined) throw new Error('the head names no log');
    const leaves = Array.from({ length: log.size + 5 }, (_, i) => leafHash(utf8(`forged ${i}`)));
    const note = await forge(leaves, log.epoch);
    const lying = lyingFetch(checkpointPath, () => ({ note }));
    const fetch: typeof globalThis.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (url.pathname !== '/v1/audit/consistency') return lying(input, init);
      const path = consistencyProof(leaves, Number(url.searchParams.get('from')));
      return Promise.resolve(Response.json({ path: path.map((node) => toBase64url(node)) }));
    };
    const reported: unknown[] = [];
    const deceived = await colleague(fetch, reported);
    await expect(deceived.patients.open(file.scope)).rejects.toMatchObject(splitLog);
    expect(reported).toMatchObject([{ seen: log, shown: { size: leaves.length } }]);
  });

  test('if the author of a head and the server sign a checkpoint that the log never had', async () => {
    const head = await headOf();
    if (head.log === undefined) throw new Error('the head names no log');
    const root = toBase64url(leafHash(utf8('another history')));
    const lied = await serverAndAuthorSign({ ...head, log: { ...head.log, root } });
    const reported: unknown[] = [];
    const deceived = await colleague(lyingFetch(scopePath, lied), reported);
    await expect(deceived.patients.open(file.scope)).rejects.toMatchObject(splitLog);
    expect(reported).toMatchObject([{ seen: { size: head.log.size, root } }]);
    // The same two signatures over the true checkpoint are accepted.
    const honest = await colleague(lyingFetch(scopePath, await serverAndAuthorSign(head)));
    expect((await honest.patients.open(file.scope)).resources()).toHaveLength(3);
  });

  test('if it refuses the consistency proof', async () => {
    const refusing: typeof globalThis.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (url.pathname !== '/v1/audit/consistency') return fetch(input, init);
      const problem = { type: 'about:blank', title: 'not_found', status: 404, code: 'not_found' };
      return Promise.resolve(
        Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } }),
      );
    };
    await cosignedNote(((await headOf()).log?.size ?? 0) + 1);
    const kept = await colleague(refusing);
    await expect(kept.patients.open(file.scope)).rejects.toMatchObject(splitLog);
  });
});

/** Replaces the head of an answer by this one, signed by its author and by the server. */
async function serverAndAuthorSign(head: Head): Promise<(answer: unknown) => unknown> {
  const { author } = practice.doctor.client.secrets.keys();
  const jws = await signCompact(
    utf8(JSON.stringify(head)),
    jwsTypes.head,
    author.privateKey,
    toBase64url(author.publicKey),
  );
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(jws)));
  const { recordsConfig } = practice.running.servers;
  const server = await signer(join(recordsConfig.directory, 'server-key.json'), '');
  const { practice: id, scope, sequence } = head;
  const time = Math.floor(practice.running.clock.now() / 1000);
  const statement = utf8(JSON.stringify({ practice: id, scope, sequence, head: toBase64url(hash), time }));
  const freshness = await signCompact(statement, jwsTypes.freshness, server.key, toBase64url(server.publicKey));
  return (answer) => ({ ...(answer as object), head: jws, freshness });
}

/** A checkpoint of a forged log, signed by the server and two corrupt vaults. */
async function forge(leaves: readonly Uint8Array[], epoch: number): Promise<string> {
  const { recordsConfig, federation } = practice.running.servers;
  const origin = logOrigin(practice.running.practice, epoch);
  const text = formatCheckpoint({ origin, size: leaves.length, root: buildTree(leaves).root });
  const signatures = [await signNote(text, await signer(join(recordsConfig.directory, 'server-key.json'), origin))];
  const vaults = join(dirname(recordsConfig.directory), 'vaults');
  for (const { index } of federation.vaults.slice(0, 2)) {
    const path = join(vaults, `vault-${index}`, 'signing-key.json');
    const time = Math.floor(practice.running.clock.now() / 1000);
    signatures.push(await cosign(text, time, await signer(path, `etanche/vault/${index}`)));
  }
  return formatNote({ text, signatures });
}

async function signer(path: string, name: string) {
  const { publicKey, seed } = JSON.parse(await readFile(path, 'utf8')) as { publicKey: string; seed: string };
  const bytes = fromBase64url(publicKey, 32);
  return { name, publicKey: bytes, key: await ed25519FromSeed(fromBase64url(seed, 32), bytes) };
}
