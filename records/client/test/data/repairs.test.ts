import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '@etanche/core-wire';
import { createDataContext } from '../../src/data/create-data-context.ts';
import { loadScope } from '../../src/scope/load-scope.ts';
import { writeScope } from '../../src/scope/write-scope.ts';
import type { PatientFile, RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { copyPacks, damagePacks } from './damaged-packs.ts';
import { allergy, dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

const untrusted = { code: 'could_not_check', reason: 'untrusted' };
const allergies = (file: PatientFile) =>
  file.resources().filter(({ resource }) => resource.resourceType === 'AllergyIntolerance');
/** The colleague on a device that never saw the file. */
const colleague = (): RecordsData => dataOf(practice.colleague.client);
const named = (file: PatientFile, name: string): string =>
  allergies(file).find(({ text }) => text.includes(`"${name}"`))?.id ?? '';
const losses = async (file: PatientFile) =>
  (await file.accesses()).accesses.flatMap(({ kind, resource }) => (kind === 'lost' ? [resource] : []));

describe('a file with a damaged pack', () => {
  test.each(['altered', 'lost'] as const)(
    'whose bytes are %s is readable again, its loss stays visible, and a backup ends it',
    async (how) => {
      const file = await doctor.patients.create(patient('Perdue', how, '1960-01-01'), [allergy('a')]);
      await file.write([{ kind: 'create', resource: allergy('b') }]);
      await file.write([{ kind: 'update', id: named(file, 'b'), resource: allergy('b2') }]);
      const [kept, lost] = [named(file, 'a'), named(file, 'b2')];
      const copies = await copyPacks(practice, file.scope);
      expect(await damagePacks(practice, file.scope, 'sequence = 3', how)).toBe(1);
      const { patients } = colleague();
      await expect(patients.open(file.scope)).rejects.toMatchObject(untrusted);
      expect(await patients.examine(file.scope)).toEqual({
        ...{ recovered: 0, lost: [{ id: lost, version: 2, last: 1 }], refused: [], isRepairable: true },
        ...{ destroyed: [], lostBefore: [] },
      });
      const repaired = await patients.repair(file.scope);
      expect(repaired.lost()).toEqual([lost]);
      expect(allergies(repaired).map(({ id }) => id)).toEqual([kept]);
      const history = await repaired.history(lost);
      expect(history.map(({ version, isUnreadable }) => [version, isUnreadable])).toEqual([
        [2, true],
        [1, false],
      ]);
      expect(history[1]?.resource?.text).toContain('"b"');
      await expect.poll(() => losses(repaired), { timeout: 20_000 }).toEqual([lost]);
      const other = await colleague().patients.open(file.scope);
      expect(other.lost()).toEqual([lost]);
      expect(other.withheld()).toBe(0);
      await other.write([{ kind: 'create', resource: allergy('c') }]);
      const found = await patients.repair(file.scope, copies);
      expect(found.lost()).toEqual([]);
      expect(found.resource(lost)).toMatchObject({ version: 2, author: practice.doctor.member });
      expect(await found.history(lost)).toMatchObject([{ isUnreadable: false }, { isUnreadable: false }]);
      expect(await losses(found)).toEqual([lost]);
      expect((await other.refresh()).length).toBeGreaterThan(0);
      expect(other.lost()).toEqual([]);
    },
  );

  test('that carries versions is repaired from the packs that introduced them, without a loss', async () => {
    const file = await doctor.patients.create(patient('Porteuse', 'Copie', '1961-01-01'), [allergy('a')]);
    for (let i = 0; i < 66; i++) await file.write([{ kind: 'create', resource: allergy(`n${i}`) }]);
    expect(await damagePacks(practice, file.scope, 'carries')).toBe(1);
    const { patients } = colleague();
    expect(allergies(await patients.open(file.scope))).toHaveLength(67);
    const damage = await patients.examine(file.scope);
    expect(damage).toMatchObject({ lost: [], isRepairable: true });
    expect(damage.recovered).toBeGreaterThan(20);
    const repaired = await patients.repair(file.scope);
    expect(allergies(repaired)).toHaveLength(67);
    expect(await patients.examine(file.scope)).toMatchObject({ recovered: 0, lost: [] });
    expect(allergies(repaired).every(({ author }) => author === practice.doctor.member)).toBe(true);
    await repaired.destroy(named(repaired, 'n3'));
    expect(allergies(repaired)).toHaveLength(66);
  }, 120_000);

  test('that carries the only copy loses what no backup has', async () => {
    const file = await doctor.patients.create(patient('Seule', 'Copie', '1962-01-01'), [allergy('a'), allergy('b')]);
    const [destroyed, lost] = [named(file, 'a'), named(file, 'b')];
    await file.destroy(destroyed);
    await damagePacks(practice, file.scope, 'carries');
    const { patients } = colleague();
    await expect(patients.open(file.scope)).rejects.toMatchObject(untrusted);
    expect(await patients.examine(file.scope)).toMatchObject({ lost: [{ id: lost }], destroyed: [destroyed] });
    const repaired = await patients.repair(file.scope);
    expect([repaired.lost(), repaired.destroyed()]).toEqual([[lost], [destroyed]]);
    const restored = await patients.restoreResource(file.scope, destroyed);
    expect(named(restored, 'a')).toBe(destroyed);
    expect(restored.lost()).toEqual([lost]);
    const found = await patients.repair(file.scope);
    expect([found.lost(), allergies(found).length]).toEqual([[], 2]);
  });

  test('of the Patient is not repaired without a copy, and nothing is written', async () => {
    const file = await doctor.patients.create(patient('Sans', 'Identité', '1963-01-01'), [allergy('a')]);
    const copies = await copyPacks(practice, file.scope);
    await damagePacks(practice, file.scope, `compartment = 'identity'`, 'lost');
    const { patients } = colleague();
    expect(await patients.examine(file.scope)).toMatchObject({ isRepairable: false });
    await expect(patients.repair(file.scope)).rejects.toMatchObject(untrusted);
    const other = await doctor.patients.create(patient('Autre', 'Dossier', '1964-01-01'));
    const foreign = await copyPacks(practice, other.scope);
    await expect(patients.repair(file.scope, foreign)).rejects.toMatchObject({ code: 'invalid_copies' });
    const packs = copies.packs.map((pack) => ({ ...pack, sealed: pack.sealed.replace(/^..../, 'AAAA') }));
    await expect(patients.repair(file.scope, { ...copies, packs })).rejects.toMatchObject(untrusted);
    await expect(dataOf(practice.secretary.client).patients.repair(file.scope)).rejects.toMatchObject({
      code: 'not_entitled',
    });
    const repaired = await patients.repair(file.scope, copies);
    expect(repaired.sequence()).toBe(2);
    expect(repaired.lost()).toEqual([]);
    expect(allergies(repaired)).toHaveLength(1);
  });
});

describe('a pack that a hostile client sealed under a wrong key', () => {
  test('hides the last version of the Patient, and the version before replaces it', async () => {
    const file = await doctor.patients.create(patient('Clé', 'Fausse', '1965-01-01'), [allergy('a')]);
    const { id } = file.patient().resource;
    const options = { validate: null, freshnessSeconds: 300, keptScopes: 9, rebases: 2 };
    const context = createDataContext(practice.secretary.client, options);
    const state = await loadScope(context, { purpose: 'scope', scope: file.scope }, null);
    const stranger = await doctor.patients.create(patient('Autre', 'Clé', '1966-01-01'));
    const wrong = await loadScope(context, { purpose: 'scope', scope: stranger.scope }, null);
    const key = await context.keys.compartment(wrong, wrong.erasure, 'identity', 1);
    const compartment = () => Promise.resolve({ ...key, scope: file.scope });
    const hostile = { ...context, keys: { ...context.keys, compartment } };
    const bytes = utf8(JSON.stringify(patient('Clé', 'Fausse', '1999-09-09')));
    const draft = { resource: id, base: 1, compartment: 'identity', kind: 'resource', bytes } as const;
    await writeScope(hostile, state, state, state.erasure, [draft], { kind: 'edit' });
    const { patients } = colleague();
    await expect(patients.open(file.scope)).rejects.toMatchObject(untrusted);
    expect(await patients.examine(file.scope)).toMatchObject({
      lost: [{ id, version: 2, last: 1 }],
      isRepairable: true,
    });
    const repaired = await patients.repair(file.scope);
    expect(repaired.patient()).toMatchObject({ resource: { version: 3 }, traits: { birthDate: '1965-01-01' } });
    expect(repaired.lost()).toEqual([]);
    expect((await repaired.history(id)).map(({ isUnreadable }) => isUnreadable)).toEqual([false, true, false]);
    await expect.poll(() => losses(repaired), { timeout: 20_000 }).toEqual([id]);
  });
});

describe('a version that a hostile client signed', () => {
  type Forged = Parameters<typeof writeScope>[4][number];
  async function forge(file: PatientFile, make: (id: string) => readonly Omit<Forged, 'compartment'>[]): Promise<void> {
    const options = { validate: null, freshnessSeconds: 300, keptScopes: 9, rebases: 2 };
    const context = createDataContext(practice.secretary.client, options);
    const state = await loadScope(context, { purpose: 'scope', scope: file.scope }, null);
    const drafts = make(file.patient().resource.id).map((draft) => ({ ...draft, compartment: 'identity' as const }));
    expect(await writeScope(context, state, state, state.erasure, drafts, { kind: 'edit' })).toMatchObject({
      ok: true,
    });
  }
  const other = `${'f'.repeat(25)}a`;
  const json = (value: object) => utf8(JSON.stringify(value));
  const stranger = json(patient('Intrus', 'Un', '1990-01-01'));

  test.each<[string, (scope: string) => (id: string) => readonly Omit<Forged, 'compartment'>[]]>([
    ['as a second Patient', () => () => [{ resource: other, base: 0, kind: 'resource', bytes: stranger }]],
    [
      'over the Patient',
      () => (id) => [{ resource: id, base: 1, kind: 'resource', bytes: json({ resourceType: 'Basic' }) }],
    ],
    ['as the end of the Patient', () => (id) => [{ resource: id, base: 1, kind: 'deletion', bytes: new Uint8Array() }]],
    ['as an index of another resource', () => () => [{ resource: other, base: 0, kind: 'index', bytes: json({}) }]],
    ['as a malformed index', (scope) => () => [{ resource: scope, base: 1, kind: 'index', bytes: json({}) }]],
    [
      'as a link under a wrong id',
      () => () => [{ resource: other, base: 0, kind: 'link', bytes: new Uint8Array(96).fill(1) }],
    ],
    ['as a malformed link', () => () => [{ resource: other, base: 0, kind: 'link', bytes: json({}) }]],
  ])('%s closes a file until a doctor repairs it, and loses nothing', async (_, make) => {
    const file = await doctor.patients.create(patient('Bon', 'Nom', '1970-02-03'), [allergy('a')]);
    await forge(file, make(file.scope));
    const { patients } = colleague();
    const changed = patient('Bon', 'Nom', '1970-02-03', '06 99 99 99 99');
    const change = (opened: PatientFile) =>
      opened.write([{ kind: 'update', id: opened.patient().resource.id, resource: changed }]);
    await expect(patients.open(file.scope).then(change)).rejects.toMatchObject(untrusted);
    expect(await patients.examine(file.scope)).toMatchObject({ lost: [], recovered: 0, isRepairable: true });
    const repaired = await patients.repair(file.scope);
    expect(repaired.patient().traits).toMatchObject({ birthDate: '1970-02-03' });
    await change(repaired);
    expect(allergies(await colleague().patients.open(file.scope))).toHaveLength(1);
    expect(repaired.lost()).toEqual([]);
  });
});

test('a server neither hides a loss nor invents one', async () => {
  const file = await doctor.patients.create(patient('Perte', 'Signée', '1967-01-01'), [allergy('a'), allergy('b')]);
  await file.write([{ kind: 'create', resource: allergy('c') }]);
  await damagePacks(practice, file.scope, 'sequence = 2', 'lost');
  const lost = named(file, 'c');
  await colleague().patients.repair(file.scope);
  const path = /^\/v1\/scopes\/[a-z2-7]{26}$/;
  const lying = (change: (answer: Record<string, unknown>) => object) =>
    onDevice(practice.colleague, lyingFetch(path, change));
  const honest = await lying((answer) => answer);
  expect((await honest.patients.open(file.scope)).lost()).toEqual([lost]);
  const hiding = await lying((answer) => ({ ...answer, lost: [] }));
  await expect(hiding.patients.open(file.scope)).rejects.toMatchObject(untrusted);
  const renaming = await lying((answer) => ({ ...answer, lost: [], destroyed: answer['lost'] }));
  await expect(renaming.patients.open(file.scope)).rejects.toMatchObject(untrusted);
  const other = await doctor.patients.create(patient('Perte', 'Inventée', '1968-01-01'), [allergy('a')]);
  const inventing = await lying((answer) => {
    const packs = answer['packs'] as { compartment: string; list: string }[];
    return {
      ...answer,
      lost: packs
        .filter(({ compartment }) => compartment === 'clinical')
        .map(({ compartment, list }) => ({ compartment, list })),
    };
  });
  await expect(inventing.patients.open(other.scope)).rejects.toMatchObject(untrusted);
});

test('a resource is destroyed whose packs have more than 8 MiB of other versions', async () => {
  const file = await doctor.patients.create(patient('Grand', 'Dossier', '1969-01-01'), [allergy('mal classée')]);
  const lost = named(file, 'mal classée');
  const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32_768))).toString('base64');
  const large = (name: string) => {
    const note = Array.from({ length: 40 }, () => ({ text: noise() }));
    return { ...allergy(name), note };
  };
  for (let i = 0; i < 4; i++) {
    await file.write([
      { kind: 'update', id: lost, resource: allergy(`mal classée ${i}`) },
      { kind: 'create', resource: large(`g${i}`) },
    ]);
    await file.write([
      { kind: 'update', id: lost, resource: allergy(`mal classée bis ${i}`) },
      { kind: 'create', resource: large(`h${i}`) },
    ]);
  }
  const bytes = allergies(file).reduce((sum, { text }) => sum + text.length, 0);
  expect(bytes).toBeGreaterThan(12 * 1024 * 1024);
  await file.destroy(lost);
  const read = await colleague().patients.open(file.scope);
  expect(allergies(read)).toHaveLength(8);
  expect(read.destroyed()).toEqual([lost]);
  expect(await read.history(named(read, 'g2'))).toHaveLength(1);
  await read.restore(lost);
  expect(allergies(read)).toHaveLength(9);
}, 120_000);
