import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Resource } from '@etanche/records-fhir';
import {
  openTransfer,
  readDirectories,
  type OpenedTransfer,
  type PatientFile,
  type Received,
  type RecordsClient,
  type RecordsData,
} from '../../src/index.ts';
import { allergy, dataOf, onDevice, patient } from './data-practice.ts';
import { code, correspondentOf, receivedBy, startTwoPractices, type TwoPractices } from './two-practices.ts';

let practices: TwoPractices;
let alice: RecordsClient;
let paul: RecordsClient;
let here: RecordsData;
let there: RecordsData;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
  [here, there] = [dataOf(alice), dataOf(paul)];
});
afterAll(() => practices[Symbol.asyncDispose]());

const filing = (target: PatientFile | null = null) => ({ target, by: 'Dr Paul', at: '2026-11-30T10:00:00+01:00' });
const given = { subject: 'Dossier complet', sender: 'Dr Alice' };
const of = (file: PatientFile, type: string) =>
  file.resources().filter(({ resource }) => resource.resourceType === type);
async function whole(file: PatientFile): Promise<OpenedTransfer> {
  const to = await correspondentOf(alice, paul);
  const sealed = await here.sealTransfer(to, file, { ...given, volumeBytes: 1_000_000 });
  await sealed.send();
  const received: Received[] = [];
  for (const volume of sealed.volumes) received.push(await receivedBy(paul, volume.sealed));
  return openTransfer(paul, received, await readDirectories(paul));
}

describe('a second transfer of a file', () => {
  const none = { created: 0, changed: 0, conflicts: 0, unchanged: 0, missing: 0 };
  const allergies = (file: PatientFile) =>
    of(file, 'AllergyIntolerance').map(({ resource }) => (resource['code'] as { text: string }).text);
  const [edited, other] = ['Amoxicilline', 'Latex'];
  /** A file of two allergies, filed once. The sender's file does not record its transfers. */
  async function both() {
    const theirs = await here.patients.create(patient('REVENU', `Camille ${made++}`, '1977-07-12'));
    const [first = '', second = ''] = await theirs.write([
      { kind: 'create', resource: allergy(edited) },
      { kind: 'create', resource: allergy(other) },
    ]);
    const transfer = await whole(theirs);
    const { file: ours, counts } = await there.fileTransfer(transfer, filing());
    expect(counts).toEqual({ ...none, created: 2 });
    const hereOf = (text: string) => of(ours, 'AllergyIntolerance').find((each) => each.text.includes(text))?.id ?? '';
    return { theirs, ours, first, second, transfer, ourFirst: hereOf(edited), ourSecond: hereOf(other) };
  }
  /** The record of the first transfer is new in the file. */
  const sentBefore = { created: 1 };

  test('brings what is new, what changed as a further version, and says what is unchanged and missing', async () => {
    const { theirs, ours, first, second, ourFirst } = await both();
    await theirs.write([
      { kind: 'update', id: first, resource: allergy('Pénicilline') },
      { kind: 'delete', id: second },
      { kind: 'create', resource: allergy('Arachide') },
    ]);
    const { file, counts, conflicts } = await there.fileTransfer(await whole(theirs), filing());
    expect([file.scope, counts, conflicts]).toEqual([
      ours.scope,
      { ...none, created: 1 + sentBefore.created, changed: 1, missing: 1 },
      [],
    ]);
    expect(allergies(file).toSorted()).toEqual(['Arachide', other, 'Pénicilline']);
    const history = await file.history(ourFirst);
    expect(history.map(({ version }) => version)).toEqual([2, 1]);
    const again = await dataOf(paul).patients.open(ours.scope);
    expect(allergies(again).toSorted()).toEqual(['Arachide', other, 'Pénicilline']);
  });

  test('replaces nothing that was edited here, and shows the version of the sender beside it', async () => {
    const { theirs, ours, first, second, ourFirst, ourSecond } = await both();
    await ours.write([{ kind: 'update', id: ourFirst, resource: allergy('Écrit ici') }]);
    await ours.write([{ kind: 'delete', id: ourSecond }]);
    await theirs.write([
      { kind: 'update', id: first, resource: allergy('Écrit là') },
      { kind: 'update', id: second, resource: allergy('Latex, confirmé') },
    ]);
    const transfer = await whole(theirs);
    const { file, counts, conflicts } = await there.fileTransfer(transfer, filing());
    expect(counts).toEqual({ ...none, ...sentBefore, conflicts: 2 });
    expect(allergies(file).toSorted()).toEqual(['Latex, confirmé', 'Écrit ici', 'Écrit là']);
    const shown = conflicts.map(({ here: id, theirs: copy }) => [
      id,
      copy === null ? null : file.resource(copy)?.resource['code'],
    ]);
    expect(new Map(shown as [string, unknown][])).toEqual(
      new Map([
        [ourFirst, { text: 'Écrit là' }],
        [ourSecond, { text: 'Latex, confirmé' }],
      ]),
    );
    const sequence = file.sequence();
    const repeated = await there.fileTransfer(transfer, filing());
    expect([repeated.counts, repeated.conflicts, repeated.file.sequence()]).toEqual([counts, conflicts, sequence]);
    // The next version follows in the copy that nobody edited.
    await theirs.write([{ kind: 'update', id: first, resource: allergy('Écrit là encore') }]);
    const third = await there.fileTransfer(await whole(theirs), filing());
    expect(third.counts).toEqual({ ...none, created: 1, unchanged: 2, conflicts: 1 });
    expect(allergies(third.file).toSorted()).toEqual(['Latex, confirmé', 'Écrit ici', 'Écrit là encore']);
  });

  test('that says nothing new changes nothing, and does not bring back what was edited or deleted here', async () => {
    const { theirs, ours, ourFirst, ourSecond } = await both();
    await ours.write([{ kind: 'update', id: ourFirst, resource: allergy('Écrit ici') }]);
    await ours.write([{ kind: 'delete', id: ourSecond }]);
    const { file, counts } = await there.fileTransfer(await whole(theirs), filing());
    expect(counts).toEqual({ ...none, ...sentBefore, unchanged: 2 });
    expect(allergies(file)).toEqual(['Écrit ici']);
  });

  test('that is filed before an earlier one is not replaced by it', async () => {
    const theirs = await here.patients.create(patient('REVENU', `Camille ${made++}`, '1977-07-12'));
    const [id = ''] = await theirs.write([{ kind: 'create', resource: allergy(edited) }]);
    const earlier = await whole(theirs);
    await theirs.write([{ kind: 'update', id, resource: allergy(other) }]);
    const { file } = await there.fileTransfer(await whole(theirs), filing());
    const { counts, conflicts } = await there.fileTransfer(earlier, filing(file));
    expect([counts, conflicts]).toEqual([{ ...none, unchanged: 1, missing: 1 }, []]);
    expect(allergies(file)).toEqual([other]);
  });

  test('tells a change of the Patient, of whom the own one stays', async () => {
    const { theirs, ours } = await both();
    const phone = [{ system: 'phone', value: '06 99 99 99 99' }];
    const { resource, id } = theirs.patient().resource;
    await theirs.write([{ kind: 'update', id, resource: { ...resource, telecom: phone } }]);
    const transfer = await whole(theirs);
    for (const _ of [1, 2]) {
      const { counts, conflicts } = await there.fileTransfer(transfer, filing(ours));
      expect(conflicts).toEqual([{ here: ours.patient().resource.id, theirs: null }]);
      expect(counts).toEqual({ ...none, ...sentBefore, unchanged: 2, conflicts: 1 });
    }
    expect(JSON.stringify(ours.patient().resource.resource)).not.toContain('06 99 99 99 99');
  });

  test('brings the new attachment of a document', async () => {
    const theirs = await here.patients.create(patient('REVENU', `Camille ${made++}`, '1977-07-12'));
    const attach = (bytes: number): Promise<string> =>
      theirs.attach({
        ...{ content: crypto.getRandomValues(new Uint8Array(bytes)), contentType: 'application/pdf' },
        resource: (attachment): Resource => ({
          ...{ resourceType: 'DocumentReference', status: 'current', content: [{ attachment: { ...attachment } }] },
        }),
      });
    const document = await attach(1000);
    const { file } = await there.fileTransfer(await whole(theirs), filing());
    const other = await attach(2000);
    const before = theirs.resource(document);
    const named = theirs.resource(other)?.resource['content'];
    if (before === null || named === undefined) throw new Error('the file has both documents');
    await theirs.write([
      { kind: 'update', id: document, resource: { ...before.resource, content: named } },
      { kind: 'delete', id: other },
    ]);
    const { counts } = await there.fileTransfer(await whole(theirs), filing());
    expect(counts).toEqual({ ...none, ...sentBefore, changed: 1 });
    await file.refresh();
    const [shown] = of(file, 'DocumentReference').filter(({ text }) => !text.includes('transferred-file'));
    const binary = /Binary\/([a-z2-7]{26})/.exec(shown?.text ?? '')?.[1] ?? '';
    expect((await new Response(await file.readAttachment(binary)).arrayBuffer()).byteLength).toBe(2000);
  });

  test('that was interrupted is completed by the same call, with the same counts', async () => {
    const { theirs, ours, first } = await both();
    await theirs.write([{ kind: 'update', id: first, resource: allergy('Pénicilline') }]);
    await ours.write([{ kind: 'create', resource: allergy('Écrit ici') }]);
    const transfer = await whole(theirs);
    let left = 1;
    const failing = await onDevice(practices.other.doctor, async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (url.endsWith('/writes') && left-- <= 0) throw new TypeError('the network is away');
      return fetch(input, init);
    });
    const target = await failing.patients.open(ours.scope);
    expect(await code(failing.fileTransfer(transfer, filing(target)))).toBe('uncertain');
    const { file, counts } = await there.fileTransfer(transfer, filing());
    expect(counts).toEqual({ ...none, ...sentBefore, changed: 1, unchanged: 1 });
    expect(allergies(file).toSorted()).toEqual([other, 'Pénicilline', 'Écrit ici']);
  });
});
