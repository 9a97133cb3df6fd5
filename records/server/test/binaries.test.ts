import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsLimits } from '@etanche/core-records-protocol';
import { Secret } from '@etanche/platform';
import type { BlobStore } from '../src/attachments/blob-store.ts';
import { ByteQuota } from '../src/patients/byte-quota.ts';
import { openDirectoryStore } from '../src/attachments/directory-store.ts';
import { Meter } from '../src/attachments/meter.ts';
import { openS3Store } from '../src/attachments/s3-store.ts';
import { sweepBinaries } from '../src/attachments/sweep-binaries.ts';
import { addPatient, binaryQuery, callsOf, writeNext, type Calls } from './support/calls.ts';
import { startDataFixture, type DataFixture, type TestMember } from './support/data-fixture.ts';
import { ScopeWriter } from './support/scope-writer.ts';
import { newId, random } from './support/store.ts';

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;
const mebibyte = 1024 * 1024;

/** Bytes that are made as they are read. */
function* chunks(bytes: number, seen = createHash('sha256')): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= 64 * 1024) {
    const chunk = random(Math.min(left, 64 * 1024));
    seen.update(chunk);
    yield chunk;
  }
}

type Backend = { readonly blobs: BlobStore; readonly files: () => string[] } & AsyncDisposable;

function startDirectory(): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'etanche-blobs-'));
  return Promise.resolve({
    blobs: openDirectoryStore(directory),
    files: () => filesIn(directory),
    [Symbol.asyncDispose]: async () => {
      rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
}

async function startS3(): Promise<Backend> {
  const directory = mkdtempSync(join(tmpdir(), 'etanche-s3-'));
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory },
    configureBuckets: [{ name: 'records', configs: [] }],
  });
  const { port } = await server.run();
  const blobs = openS3Store({
    ...{ endpoint: `http://127.0.0.1:${port}`, bucket: 'records', region: 'eu-west-3', timeoutMs: 10_000 },
    ...{ accessKeyId: new Secret('S3RVER'), secretAccessKey: new Secret('S3RVER') },
  });
  return {
    blobs,
    files: () => filesIn(join(directory, 'records')).filter((file) => file.endsWith('_object')),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe.each([
  ['a directory', startDirectory],
  ['an S3-compatible store', startS3],
] as const)('a binary in %s', (_name, start) => {
  let backend: Backend;
  let fixture: DataFixture;
  let calls: Calls;
  let doctor: TestMember;
  let practice: string;

  beforeAll(async () => {
    backend = await start();
    fixture = await startDataFixture({ blobs: backend.blobs });
    calls = callsOf(fixture);
    practice = await fixture.practice();
    doctor = await fixture.member(practice, 'doctor');
  });
  afterAll(async () => {
    await fixture[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  test.each([1, 100_000, 8 * mebibyte, 20 * mebibyte + 5])('of %d bytes comes back as it was stored', async (bytes) => {
    const writer = await addPatient(calls, doctor);
    const place = { scope: writer.scope, binary: newId() };
    const seen = createHash('sha256');
    const query = binaryQuery();
    const stored = await calls.put(doctor, place, query, chunks(bytes, seen));
    const sha256 = seen.digest();
    expect(stored).toEqual({ binary: place.binary, bytes, sha256: sha256.toString('base64url') });
    await writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] });
    const answer = await calls.get(doctor, place);
    expect(answer.bytes).toBe(bytes);
    expect(answer.headers).toEqual({
      'etanche-compartment': 'clinical',
      'etanche-epoch': '1',
      'etanche-salt': query.salt,
    });
    expect(
      createHash('sha256')
        .update(await buffer(answer.stream))
        .digest('hex'),
    ).toBe(sha256.toString('hex'));
  });

  test('may come before the patient that its first write makes', async () => {
    const writer = new ScopeWriter(practice);
    const place = { scope: writer.scope, binary: newId() };
    await calls.put(doctor, place, binaryQuery(), chunks(1000));
    await expect(calls.get(doctor, place)).rejects.toThrow(code('not_found'));
    await writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] });
    expect((await calls.get(doctor, place)).bytes).toBe(1000);
  });

  test('is nobody else’s to read, name, or replace', async () => {
    const writer = await addPatient(calls, doctor);
    const place = { scope: writer.scope, binary: newId() };
    const [other, secretary] = [await fixture.member(practice, 'doctor'), await fixture.member(practice, 'secretary')];
    const stranger = await fixture.member(await fixture.practice(), 'doctor');
    await expect(calls.put(secretary, place, binaryQuery('clinical'), chunks(10))).rejects.toThrow(code('forbidden'));
    await calls.put(doctor, place, binaryQuery('clinical'), chunks(10));
    await expect(calls.put(other, place, binaryQuery(), chunks(10))).rejects.toThrow(code('conflict'));
    const theirs = await addPatient(calls, other);
    await expect(writeNext(calls, theirs, other, [{}], { binaries: [place.binary] })).rejects.toThrow(
      code('request_invalid'),
    );
    await writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] });
    await expect(writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] })).rejects.toThrow(
      code('request_invalid'),
    );
    await expect(calls.put(doctor, place, binaryQuery(), chunks(10))).rejects.toThrow(code('conflict'));
    await expect(calls.get(secretary, place)).rejects.toThrow(code('forbidden'));
    await expect(calls.get(stranger, place)).rejects.toThrow(code('not_found'));
    await expect(calls.get(doctor, { ...place, scope: theirs.scope })).rejects.toThrow(code('not_found'));
  });

  test('may be sent again until a write names it: the last one counts', async () => {
    const writer = await addPatient(calls, doctor);
    const place = { scope: writer.scope, binary: newId() };
    async function* broken() {
      yield random(10);
      await Promise.resolve();
      throw new Error('the caller went away');
    }
    await expect(calls.put(doctor, place, binaryQuery(), broken())).rejects.toThrow('went away');
    await calls.put(doctor, place, binaryQuery(), chunks(50));
    const { sha256 } = await calls.put(doctor, place, binaryQuery(), chunks(70));
    await writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] });
    const got = await buffer((await calls.get(doctor, place)).stream);
    expect(createHash('sha256').update(got).digest('base64url')).toBe(sha256);
  });

  test('is refused empty, without what opens it, of another epoch, or broken off, and leaves nothing', async () => {
    const writer = await addPatient(calls, doctor);
    const place = () => ({ scope: writer.scope, binary: newId() });
    const before = backend.files().length;
    await expect(calls.put(doctor, place(), binaryQuery(), chunks(0))).rejects.toThrow(code('request_invalid'));
    await expect(calls.put(doctor, place(), { compartment: 'clinical' }, chunks(5))).rejects.toThrow(
      code('request_invalid'),
    );
    for (const epoch of [2, 2 ** 31]) {
      const later = { ...binaryQuery(), epoch };
      await expect(calls.put(doctor, place(), later, chunks(5))).rejects.toThrow(code('epoch_closed'));
    }
    async function* broken() {
      yield* chunks(20 * mebibyte);
      await Promise.resolve();
      throw new Error('the caller went away');
    }
    await expect(calls.put(doctor, place(), binaryQuery(), broken())).rejects.toThrow('went away');
    expect(backend.files()).toHaveLength(before);
  });

  test('that no write names is swept after a while, and so are those of an erased patient', async () => {
    const own = await fixture.practice();
    const owner = await fixture.member(own, 'doctor');
    const writer = await addPatient(calls, owner);
    const [kept, orphan] = [newId(), newId()].map((binary) => ({ scope: writer.scope, binary }));
    if (kept === undefined || orphan === undefined) throw new Error('no place');
    const before = backend.files().length;
    await calls.put(owner, kept, binaryQuery(), chunks(100));
    await calls.put(owner, orphan, binaryQuery(), chunks(100));
    await calls.put(owner, orphan, binaryQuery(), chunks(200));
    await writeNext(calls, writer, owner, [{}], { binaries: [kept.binary] });
    expect(await sweepBinaries(fixture.dependencies, own, 60_000)).toBe(0);
    expect(await sweepBinaries({ ...fixture.dependencies, now: () => Date.now() + 61_000 }, own, 60_000)).toBe(1);
    expect(backend.files()).toHaveLength(before + 1);
    expect((await calls.get(owner, kept)).bytes).toBe(100);
    await calls.erase(owner, writer.scope, { sequence: 2 });
    await expect(calls.get(owner, kept)).rejects.toThrow(code('erased'));
    await expect(calls.put(owner, { ...kept, binary: newId() }, binaryQuery(), chunks(5))).rejects.toThrow(
      code('erased'),
    );
    expect(await sweepBinaries(fixture.dependencies, own, 60_000)).toBe(1);
    expect(backend.files()).toHaveLength(before);
  });
});

test('a damaged binary never appears complete, and is reported in the log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'etanche-blobs-'));
  try {
    await using fixture = await startDataFixture({ blobs: openDirectoryStore(directory) });
    const calls = callsOf(fixture);
    const practice = await fixture.practice();
    const doctor = await fixture.member(practice, 'doctor');
    const writer = await addPatient(calls, doctor);
    const place = { scope: writer.scope, binary: newId() };
    await calls.put(doctor, place, binaryQuery(), chunks(100_000));
    await writeNext(calls, writer, doctor, [{}], { binaries: [place.binary] });
    for (const damaged of [random(100_000), random(99_999), random(100_001)]) {
      writeFileSync(join(directory, practice, `${place.binary}.1`), damaged);
      const { stream } = await calls.get(doctor, place);
      await expect(buffer(stream)).rejects.toThrow('the binary is');
    }
    rmSync(join(directory, practice, `${place.binary}.1`));
    await expect(calls.get(doctor, place)).rejects.toThrow(code('internal_error'));
    expect(fixture.lines.filter((line) => line.includes('binary_damaged'))).toHaveLength(3);
    expect(fixture.lines.filter((line) => line.includes('binary_missing'))).toHaveLength(1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a binary beyond the limit is broken off where it exceeds it', async () => {
  const meter = new Meter(() => Promise.resolve());
  const chunk = new Uint8Array(8 * mebibyte);
  const tooMany = recordsLimits.binaryBytes / chunk.length + 1;
  const drain = async () => {
    for await (const part of meter.through(Readable.from(Array.from({ length: tooMany }, () => chunk)))) part.fill(0);
  };
  await expect(drain()).rejects.toThrow(code('limit_reached'));
  expect(meter.bytes).toBe(recordsLimits.binaryBytes + chunk.length);
});

test('uploads beyond the server’s limit are asked to retry', async () => {
  await using fixture = await startDataFixture();
  const calls = callsOf(fixture);
  const doctor = await fixture.member(await fixture.practice(), 'doctor');
  const { promise: go, resolve } = Promise.withResolvers<undefined>();
  async function* slow() {
    yield random(10);
    await go;
  }
  const place = () => ({ scope: newId(), binary: newId() });
  const held = Array.from({ length: 4 }, () => calls.put(doctor, place(), binaryQuery(), slow()));
  await expect(calls.put(doctor, place(), binaryQuery(), chunks(5))).rejects.toThrow(code('overloaded'));
  resolve(undefined);
  await expect(Promise.all(held)).resolves.toHaveLength(4);
  await expect(calls.put(doctor, place(), binaryQuery(), chunks(5))).resolves.toMatchObject({ bytes: 5 });
});

describe('the bytes stored in a day', () => {
  const kilobyte = 1000;
  const perDay = { member: 100 * kilobyte, importer: 200 * kilobyte, practice: 250 * kilobyte };
  const put = (calls: Calls, who: TestMember, bytes: number) =>
    calls.put(who, { scope: newId(), binary: newId() }, binaryQuery(), chunks(bytes));

  test('is bounded for each member, across servers; another one and another day are served', async () => {
    let time = Date.parse('2026-11-22T22:00:00Z');
    const now = () => time;
    await using fixture = await startDataFixture({ perDay, now });
    const calls = callsOf(fixture);
    const practice = await fixture.practice();
    const [doctor, colleague] = [await fixture.member(practice, 'doctor'), await fixture.member(practice, 'doctor')];
    await put(calls, doctor, 60 * kilobyte);
    await expect(put(calls, doctor, 60 * kilobyte)).rejects.toThrow(code('limit_reached'));
    await put(calls, colleague, 60 * kilobyte);
    await expect(addPatient(calls, doctor, [{ bytes: 98_304, time }])).rejects.toThrow(code('limit_reached'));
    const quota = new ByteQuota({ store: fixture.store, perDay, blockBytes: 1, now });
    await expect(quota.take(doctor.session, 1)).rejects.toThrow(code('limit_reached'));
    const elsewhere = await fixture.member(await fixture.practice(), 'doctor');
    await put(calls, elsewhere, 60 * kilobyte);
    time += 3 * 3_600_000;
    await put(calls, doctor, 60 * kilobyte);
    await addPatient(calls, doctor, [{ bytes: 24_576, time }]);
  });

  test('is counted before it is stored: of many writes at once no byte too many is there', async () => {
    await using fixture = await startDataFixture({ perDay: { ...perDay, member: 106 * kilobyte } });
    const calls = callsOf(fixture);
    const practice = await fixture.practice();
    const doctor = await fixture.member(practice, 'doctor');
    const tried = await Promise.allSettled(
      Array.from({ length: 12 }, () => addPatient(calls, doctor, [{ bytes: 16_384 }])),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    const refused = tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toEqual(Array.from({ length: 6 }, () => code('limit_reached')));
    const { rows } = await fixture.store.inPractice(practice, (tx) =>
      tx.query('SELECT sum(octet_length(sealed))::int AS bytes FROM scope_pack WHERE practice = $1', [practice]),
    );
    expect(rows).toEqual([{ bytes: 6 * 16_400 }]);
  });

  test('has the heads of writes, which are stored for good', async () => {
    await using fixture = await startDataFixture({ perDay: { ...perDay, member: 2 * kilobyte } });
    const calls = callsOf(fixture);
    const doctor = await fixture.member(await fixture.practice(), 'doctor');
    const writer = await addPatient(calls, doctor, []);
    await writeNext(calls, writer, doctor, []);
    const many = async () => {
      for (let i = 0; i < 4; i++) await writeNext(calls, writer, doctor, []);
    };
    await expect(many()).rejects.toThrow(code('limit_reached'));
  });

  test('is bounded for a practice, in which an importer has a bound of its own', async () => {
    await using fixture = await startDataFixture({ perDay });
    const calls = callsOf(fixture);
    const practice = await fixture.practice();
    const importer = await fixture.member(practice, 'importer');
    await put(calls, importer, 150 * kilobyte);
    await expect(put(calls, importer, 60 * kilobyte)).rejects.toThrow(code('limit_reached'));
    const doctor = await fixture.member(practice, 'doctor');
    await put(calls, doctor, 40 * kilobyte);
    await expect(put(calls, doctor, 20 * kilobyte)).rejects.toThrow(code('limit_reached'));
  });
});
