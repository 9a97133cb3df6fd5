import { sealedBinaryLength } from '@etanche/core-sealing';
import { utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataContext } from '../../src/data/create-data-context.ts';
import { newId } from '../../src/data/new-id.ts';
import {
  openMessage,
  openTransfer,
  readDirectories,
  readTransfer,
  transferFacts,
  transferVolume,
  type OpenedVolume,
  type PatientFile,
  type RecordsClient,
  type RecordsData,
} from '../../src/index.ts';
import { loadScope } from '../../src/scope/load-scope.ts';
import { writeScope } from '../../src/scope/write-scope.ts';
import { allergy, attachScan, dataOf, patient } from './data-practice.ts';
import { code, correspondentOf, receivedBy, startTwoPractices, unitsOf, type TwoPractices } from './two-practices.ts';

let practices: TwoPractices;
let alice: RecordsClient;
let paul: RecordsClient;
let here: RecordsData;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
  here = dataOf(alice);
});
afterAll(() => practices[Symbol.asyncDispose]());

/** A file with an edited resource, a deleted one and an attachment. */
async function newFile(): Promise<PatientFile> {
  const file = await here.patients.create(patient('RELU', `Camille ${made++}`, '1977-07-12'));
  const [edited = '', deleted = ''] = await file.write([
    { kind: 'create', resource: allergy('Pénicilline') },
    { kind: 'create', resource: allergy('à tort') },
  ]);
  await file.write([{ kind: 'update', id: edited, resource: allergy('Amoxicilline') }]);
  await file.write([{ kind: 'delete', id: deleted }]);
  await attachScan(file, crypto.getRandomValues(new Uint8Array(60_000)));
  return file;
}

/** The messages of a transfer of a new file, each opened for a unit. */
async function openedVolumes(volumeBytes = 40_000, file?: PatientFile): Promise<OpenedVolume[]> {
  const given = { subject: 'Dossier complet', sender: 'Dr Alice', volumeBytes };
  const sealed = await here.sealTransfer(await correspondentOf(alice, paul), file ?? (await newFile()), given);
  await sealed.send();
  const listings = await readDirectories(paul);
  const volumes: OpenedVolume[] = [];
  for (const volume of sealed.volumes) {
    const received = await receivedBy(paul, volume.sealed);
    volumes.push({ received, opened: await openMessage(paul, received, listings) });
  }
  return volumes;
}

test('a transfer is read from messages that are open, in any order, without another unit', async () => {
  const volumes = await openedVolumes();
  const places = volumes.map(({ opened }) => transferVolume(opened));
  expect(places.map(({ number }) => number)).toEqual(volumes.map((_, i) => i + 1));
  expect(new Set(places.map(({ transfer, of }) => `${transfer} ${of}`)).size).toBe(1);
  const before = await unitsOf(paul);
  const transfer = await readTransfer(paul, volumes.toReversed());
  expect(transfer.received).toHaveLength(volumes.length);
  expect(await unitsOf(paul)).toBe(before);
});

test('the filing of a transfer tells how many elements are written, and none the second time', async () => {
  const transfer = await readTransfer(paul, await openedVolumes());
  const there = dataOf(paul);
  const told: (readonly [number, number])[] = [];
  const filing = {
    ...{ target: null, by: 'Dr Paul', at: '2026-11-30T10:00:00+01:00' },
    onProgress: (done: number, of: number) => told.push([done, of]),
  };
  const { counts } = await there.fileTransfer(transfer, filing);
  expect([told[0], told.at(-1), counts.created]).toEqual([[0, 2], [2, 2], 2]);
  told.length = 0;
  const again = await there.fileTransfer(transfer, filing);
  expect(told.at(-1)).toEqual([0, 0]);
  expect(again.file.scope).not.toBe('');
});

test('the facts of a transfer count what is current, what is earlier and what is missing', async () => {
  const transfer = await readTransfer(paul, await openedVolumes());
  const { patient: of, from, to, ...counts } = transferFacts(transfer);
  expect(of).toMatchObject({ resourceType: 'Patient', birthDate: '1977-07-12' });
  // The first text of the edited allergy, and the deleted one with its deletion.
  expect(counts).toEqual({ resources: 2, attachments: 1, earlier: 3, missing: 0 });
  expect(from).toBeLessThan(to);
  const current = transfer.file.current.filter(({ bytes }) => !Buffer.from(bytes).includes('"Patient"'));
  expect(await code(Promise.resolve().then(() => transferFacts({ file: { ...transfer.file, current } })))).toBe(
    'could_not_check untrusted',
  );
});

/** A file into which a hostile client has written a second Patient. What is sent of it is recorded in another file. */
async function withTwoPatients(): Promise<PatientFile> {
  const file = await newFile();
  const options = { validate: null, freshnessSeconds: 300, keptScopes: 9, rebases: 2 };
  const context = createDataContext(alice, options);
  const state = await loadScope(context, { purpose: 'scope', scope: file.scope }, null);
  const bytes = utf8(JSON.stringify(patient('AUTRE', 'Dominique', '1950-01-01')));
  const draft = { resource: newId(context), base: 0, kind: 'resource', compartment: 'identity', bytes } as const;
  expect(await writeScope(context, state, state, state.erasure, [draft], { kind: 'edit' })).toMatchObject({ ok: true });
  return { ...(await newFile()), scope: file.scope };
}

test('a transfer whose proof is too large is refused before the rest of it is read', async () => {
  const [volume] = await openedVolumes(1_000_000);
  if (volume === undefined) throw new RangeError('a transfer without messages');
  const { size } = (await readTransfer(paul, [volume])).proof;
  expect(await code(readTransfer(paul, [volume], sealedBinaryLength(size)))).toBe('done');
  expect(await code(readTransfer(paul, [volume], sealedBinaryLength(size) - 1))).toBe('too_large');
  // An archive whose versions never end: a reader that keeps all of them before it checks would not return.
  const first = new Uint8Array(await new Response((await volume.opened.attachment(0)) as BodyInit).arrayBuffer());
  const header = first.subarray(0, 5 + new DataView(first.buffer).getUint32(1));
  const version = Uint8Array.of(2, 0, 0, 0, 100, ...new Uint8Array(100));
  const pieces = (): ReadableStream<Uint8Array> => {
    let given = 0;
    return new ReadableStream({
      pull: (controller) => {
        controller.enqueue(given++ === 0 ? header : version.slice());
      },
    });
  };
  const endless = { ...volume.opened, attachment: () => Promise.resolve(pieces()) };
  const most = sealedBinaryLength(2 * size);
  expect(await code(readTransfer(paul, [{ ...volume, opened: endless }], most))).toBe('too_large');
});

test('a signed file with two Patients is refused before anything of it is shown', async () => {
  const volumes = await openedVolumes(1_000_000, await withTwoPatients());
  expect(await code(readTransfer(paul, volumes))).toBe('could_not_check untrusted');
});

test('a file with two Patients has no facts and is not filed, in whatever order they are', async () => {
  const transfer = await readTransfer(paul, await openedVolumes());
  const other = await readTransfer(paul, await openedVolumes());
  const second = other.file.current.filter(({ bytes }) => Buffer.from(bytes).includes('"resourceType":"Patient"'));
  expect(second).toHaveLength(1);
  const there = dataOf(paul);
  const filing = { target: null, by: 'Dr Paul', at: '2026-11-30T10:00:00+01:00' };
  for (const current of [
    [...second, ...transfer.file.current],
    [...transfer.file.current, ...second],
  ]) {
    const both = { ...transfer, file: { ...transfer.file, current } };
    expect(await code(Promise.resolve().then(() => transferFacts(both)))).toBe('could_not_check untrusted');
    expect(await code(there.fileTransfer(both, filing))).toBe('could_not_check untrusted');
  }
});

test('a transfer without one of its messages, with one twice or with that of another is refused', async () => {
  const [volumes, others] = [await openedVolumes(), await openedVolumes()];
  const [first, ...rest] = volumes;
  const [other] = others;
  if (first === undefined || other === undefined) throw new RangeError('a transfer without messages');
  for (const wrong of [rest, [first, ...volumes.slice(0, -1)], [other, ...rest], []])
    expect(await code(readTransfer(paul, wrong))).toBe('could_not_check untrusted');
});

test('a volume in a place that no transfer has is refused, and more volumes than that are not sent', async () => {
  const [volume] = await openedVolumes(1_000_000);
  if (volume === undefined) throw new RangeError('a transfer without messages');
  const placed = (place: string) => {
    const identifier = { system: 'urn:etanche:v1:transfer-volume', value: `${'a'.repeat(26)}/${place}` };
    const document = JSON.stringify({ resourceType: 'Bundle', identifier, type: 'document' });
    const [number = 0, of = 0] = place.split('/').map(Number);
    const message = { ...volume.opened.message, volume: { transfer: 'a'.repeat(26), number, of } };
    const opened = { ...volume.opened, message, body: { ...volume.opened.body, document } };
    return code(Promise.resolve().then(() => transferVolume(opened)));
  };
  // 2 GiB in volumes of 48 MiB.
  for (const place of ['1/1', '1/43', '43/43']) expect(await placed(place)).toBe('done');
  for (const place of ['1/44', '1/999', '0/1', '2/1', '0/0', '1/0'])
    expect(await placed(place)).toBe('could_not_check untrusted');
  const given = { subject: 'Dossier complet', sender: 'Dr Alice', volumeBytes: 500 };
  const sealing = here.sealTransfer(await correspondentOf(alice, paul), await newFile(), given);
  expect(await code(sealing)).toBe('too_large');
});

test('a volume whose statement names another place than its content is refused', async () => {
  const [volume] = await openedVolumes(1_000_000);
  if (volume?.opened.message.volume === undefined) throw new RangeError('a transfer without messages');
  const { volume: own } = volume.opened.message;
  const stated = (place: typeof own | null) => {
    const { volume: _own, ...rest } = volume.opened.message;
    const message = place === null ? rest : { ...rest, volume: place };
    return code(Promise.resolve().then(() => transferVolume({ ...volume.opened, message })));
  };
  expect(await stated(own)).toBe('done');
  for (const wrong of [null, { ...own, transfer: 'b'.repeat(26) }, { ...own, number: 2 }, { ...own, of: 2 }])
    expect(await stated(wrong)).toBe('could_not_check untrusted');
});

test('a message that is no volume of a transfer costs no more than its own unit', async () => {
  const [volume] = await openedVolumes(1_000_000);
  if (volume === undefined) throw new RangeError('a transfer without messages');
  const letter = { ...volume.opened, body: { ...volume.opened.body, document: '{' } };
  const wrong = { ...volume, opened: letter };
  expect(await code(readTransfer(paul, [wrong]))).toBe('could_not_check untrusted');
  expect(await code(Promise.resolve().then(() => transferVolume(letter)))).toBe('could_not_check untrusted');
  const before = await unitsOf(paul);
  const message = { ...volume.received.message, kind: 'message' as const };
  expect(await code(openTransfer(paul, [{ ...volume.received, message }], await readDirectories(paul)))).toBe(
    'could_not_check untrusted',
  );
  expect(await unitsOf(paul)).toBe(before);
});
