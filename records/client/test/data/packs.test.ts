import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PatientFile, RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

type Pack = {
  readonly sequence: number;
  readonly compartment: string;
  readonly sealed?: string;
  readonly carries?: true;
};

let practice: DataPractice;
let doctor: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

const scopePath = /^\/v1\/scopes\/[a-z2-7]{26}$/;
const allergies = (file: PatientFile) =>
  file.resources().filter(({ resource }) => resource.resourceType === 'AllergyIntolerance');

/** The ciphertext of a pack with other first bytes, as a member without the content would have written it. */
function damage({ sealed = '' }: Pack): string {
  return sealed.replace(/^..../, (first) => (first === 'AAAA' ? 'BBBB' : 'AAAA'));
}

/** Opens a file on a new device of the colleague, with the packs that the server sent. */
async function opened(scope: string): Promise<{ file: PatientFile; packs: readonly Pack[] }> {
  let packs: readonly Pack[] = [];
  const fetch = lyingFetch(scopePath, (answer) => {
    packs = answer['packs'] as readonly Pack[];
    return answer;
  });
  const data = await onDevice(practice.colleague, fetch);
  return { file: await data.patients.open(scope), packs };
}

describe('a file of many writes', () => {
  test('is read from few packs, and each version keeps its author, time and history', async () => {
    const file = await doctor.patients.create(patient('Longue', 'Vie', '1950-01-01'), [allergy('arachide')]);
    for (let i = 0; i < 70; i++) await file.write([{ kind: 'create', resource: allergy(`n${i}`) }]);
    const [first] = allergies(file);
    if (first === undefined) throw new Error('an allergy');
    await file.write([{ kind: 'update', id: first.id, resource: allergy('soja') }]);
    const other = await opened(file.scope);
    const clinical = other.packs.filter(({ compartment }) => compartment === 'clinical');
    const read = clinical.filter(({ sealed }) => sealed !== undefined);
    expect(clinical.length).toBeGreaterThan(64);
    expect(read.length).toBeLessThan(40);
    expect(read.filter(({ carries }) => carries)).toHaveLength(1);
    const shown = (of: PatientFile) =>
      allergies(of)
        .map(({ id, version, author, time, text }) => ({ id, version, author, time, text }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(shown(other.file)).toEqual(shown(file));
    expect(shown(other.file).every(({ author }) => author === practice.doctor.member)).toBe(true);
    const history = await other.file.history(first.id);
    expect(history.map(({ version, author }) => [version, author])).toEqual([
      [2, practice.doctor.member],
      [1, practice.doctor.member],
    ]);
    await other.file.write([{ kind: 'create', resource: allergy('dernière') }]);
    expect(await file.refresh()).toHaveLength(1);
    expect(allergies(file)).toHaveLength(72);
  }, 120_000);
});

describe('a pack that carries versions and does not open', () => {
  const paths = /^\/v1\/scopes\/[a-z2-7]{26}(\/resources\/[a-z2-7]{26}\/versions)?$/;
  const damaging = (seen: (query: URLSearchParams, damaged: number) => void = () => undefined) =>
    lyingFetch(paths, (answer, url) => {
      const packs = answer['packs'] as readonly Pack[];
      seen(url.searchParams, packs.filter(({ carries, sealed }) => carries === true && sealed !== undefined).length);
      return { ...answer, packs: packs.map((pack) => (pack.carries ? { ...pack, sealed: damage(pack) } : pack)) };
    });

  test('hides nothing that the packs that introduced the versions have', async () => {
    const file = await doctor.patients.create(patient('Copie', 'Abîmée', '1957-08-08'), [allergy('arachide')]);
    for (let i = 0; i < 66; i++) await file.write([{ kind: 'create', resource: allergy(`n${i}`) }]);
    const reads: [string | null, number][] = [];
    const fetch = damaging((query, damaged) => reads.push([query.get('content'), damaged]));
    const read = await (await onDevice(practice.colleague, fetch)).patients.open(file.scope);
    expect(reads).toEqual([
      [null, 1],
      ['all', 1],
    ]);
    expect(allergies(read)).toHaveLength(67);
    expect(allergies(read).every(({ author }) => author === practice.doctor.member)).toBe(true);
    await read.write([{ kind: 'create', resource: allergy('dernière') }]);
    await file.refresh();
    expect(allergies(file)).toHaveLength(68);
    const [first] = allergies(read).filter(({ text }) => text.includes('n3"'));
    expect(await read.history(first?.id ?? '')).toHaveLength(1);
    expect(reads.at(-1)).toEqual(['all', 1]);
    await read.destroy(first?.id ?? '');
    await file.refresh();
    expect(allergies(file)).toHaveLength(67);
    expect(await file.history(allergies(file)[0]?.id ?? '')).toHaveLength(1);
  }, 120_000);

  test('is rejected where no other pack has the versions', async () => {
    const file = await doctor.patients.create(patient('Copie', 'Seule', '1958-09-09'), [allergy('a'), allergy('b')]);
    await file.destroy(allergies(file)[0]?.id ?? '');
    const { patients } = await onDevice(practice.colleague, damaging());
    await expect(patients.open(file.scope)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });
});

describe('the destruction of a resource', () => {
  test('removes it for every reader, keeps all others and their histories, and is in the list of accesses', async () => {
    const file = await doctor.patients.create(patient('Mal', 'Classé', '1951-02-02'), [allergy('a'), allergy('b')]);
    const [lost, kept] = allergies(file);
    if (lost === undefined || kept === undefined) throw new Error('two allergies');
    await file.write([{ kind: 'update', id: lost.id, resource: allergy('a2') }]);
    await file.write([
      { kind: 'update', id: kept.id, resource: allergy('b2') },
      { kind: 'create', resource: allergy('c') },
    ]);
    const before = await opened(file.scope);
    await file.destroy(lost.id);
    expect(file.resource(lost.id)).toBeNull();
    expect(allergies(file)).toHaveLength(2);
    expect(await before.file.refresh()).toEqual([lost.id]);
    for (const reader of [before.file, (await opened(file.scope)).file]) {
      expect(reader.resource(lost.id)).toBeNull();
      expect(reader.withheld()).toBe(0);
      expect(allergies(reader).map(({ text }) => text)).toEqual(
        expect.arrayContaining([expect.stringContaining('b2')]),
      );
      await expect(reader.history(lost.id)).rejects.toMatchObject({ code: 'not_found' });
      expect((await reader.history(kept.id)).map(({ version }) => version)).toEqual([2, 1]);
    }
    const secretary = await dataOf(practice.secretary.client).patients.open(file.scope);
    expect(secretary.withheld()).toBe(2);
    await expect
      .poll(async () => (await file.accesses()).accesses, { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ kind: 'write', reason: 'destroy', member: practice.doctor.member }));
    await file.write([{ kind: 'update', id: kept.id, resource: allergy('b3') }]);
    await before.file.refresh();
    expect(allergies(before.file).some(({ text }) => text.includes('b3'))).toBe(true);
    await file.destroy(kept.id);
    expect(allergies(file)).toHaveLength(1);
  });

  test('also empties packs whose versions another pack carries', async () => {
    const file = await doctor.patients.create(patient('Longue', 'Liste', '1952-03-03'), [allergy('a')]);
    for (let i = 0; i < 66; i++) await file.write([{ kind: 'create', resource: allergy(`n${i}`) }]);
    const lost = allergies(file).find(({ text }) => text.includes('"n3"')) ?? allergies(file)[1];
    if (lost === undefined) throw new Error('an allergy');
    await file.destroy(lost.id);
    const { file: read } = await opened(file.scope);
    expect(allergies(read)).toHaveLength(66);
    await expect(read.history(lost.id)).rejects.toMatchObject({ code: 'not_found' });
  }, 120_000);

  test('is undone for every reader, also one who had seen it', async () => {
    const file = await doctor.patients.create(patient('Par', 'Erreur', '1954-05-05'), [allergy('a'), allergy('b')]);
    const [lost] = allergies(file);
    const { file: other } = await opened(file.scope);
    await file.destroy(lost?.id ?? '');
    await other.refresh();
    expect(other.destroyed()).toEqual([lost?.id]);
    await file.restore(lost?.id ?? '');
    expect(await other.refresh()).toEqual([lost?.id]);
    for (const reader of [file, other, (await opened(file.scope)).file]) {
      expect(reader.destroyed()).toEqual([]);
      expect(allergies(reader)).toHaveLength(2);
      expect(await reader.history(lost?.id ?? '')).toHaveLength(1);
    }
    await expect(file.restore(lost?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('takes its document with it, unless another resource names the same', async () => {
    const file = await doctor.patients.create(patient('Mal', 'Scanné', '1956-07-07'));
    const document = (attachment: object) => ({
      ...{ resourceType: 'DocumentReference' as const, status: 'current', type: { text: 'Compte rendu' } },
      ...{ subject: { reference: `Patient/${file.scope}` }, content: [{ attachment: { ...attachment } }] },
    });
    const attached = async (): Promise<{ id: string; binary: string; url: string }> => {
      const content = Uint8Array.from([1, 2, 3]);
      const id = await file.attach({ content, contentType: 'application/pdf', resource: document });
      const { url = '' } = /"(?<url>Binary\/[a-z2-7]+)"/.exec(file.resource(id)?.text ?? '')?.groups ?? {};
      return { id, url, binary: url.slice('Binary/'.length) };
    };
    const [alone, shared] = [await attached(), await attached()];
    await file.write([{ kind: 'create', resource: document({ contentType: 'application/pdf', url: shared.url }) }]);
    for (const { id } of [alone, shared]) await file.destroy(id);
    await expect(file.readAttachment(alone.binary)).rejects.toMatchObject({ code: 'not_found' });
    await file.readAttachment(shared.binary);
    await file.restore(shared.id);
    await file.restore(alone.id);
    await file.readAttachment(alone.binary);
  });

  test('with false copies makes a file unreadable, and a doctor who never read it restores it', async () => {
    const file = await doctor.patients.create(patient('Fausses', 'Copies', '1955-06-06'), [allergy('a'), allergy('b')]);
    const [lost] = allergies(file);
    await file.destroy(lost?.id ?? '');
    const fetch = lyingFetch(scopePath, (answer) => {
      const packs = answer['packs'] as readonly Pack[];
      return { ...answer, packs: packs.map((pack) => (pack.carries ? { ...pack, sealed: damage(pack) } : pack)) };
    });
    const data = await onDevice(practice.colleague, fetch);
    await expect(data.patients.open(file.scope)).rejects.toMatchObject({ reason: 'untrusted' });
    expect(await data.patients.destroyedIn(file.scope)).toEqual([lost?.id]);
    const asSecretary = dataOf(practice.secretary.client).patients;
    await expect(asSecretary.restoreResource(file.scope, lost?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(data.patients.restoreResource(file.scope, file.scope)).rejects.toMatchObject({ code: 'not_found' });
    const restored = await data.patients.restoreResource(file.scope, lost?.id ?? '');
    expect(allergies(restored)).toHaveLength(2);
    expect(await data.patients.destroyedIn(file.scope)).toEqual([]);
    await restored.write([{ kind: 'create', resource: allergy('c') }]);
    expect(allergies((await opened(file.scope)).file)).toHaveLength(3);
  });

  test('is refused for the Patient, an unknown resource, and for a secretary', async () => {
    const file = await doctor.patients.create(patient('Reste', 'Là', '1953-04-04'), [allergy('a')]);
    const { id } = file.patient().resource;
    await expect(file.destroy(id)).rejects.toMatchObject({ code: 'invalid_resource' });
    await expect(file.destroy(file.scope)).rejects.toMatchObject({ code: 'invalid_resource' });
    await expect(file.destroy('a'.repeat(26))).rejects.toMatchObject({ code: 'not_found' });
    const asSecretary = await dataOf(practice.secretary.client).patients.open(file.scope);
    const [clinical] = allergies(file);
    await expect(asSecretary.destroy(clinical?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect(allergies(file)).toHaveLength(1);
  });
});
