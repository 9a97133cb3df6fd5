import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8 } from '@etanche/core-wire';
import { createMemory, createRecordsData, remainingQuotas, type RecordsData } from '@etanche/records-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice();
});
afterAll(() => practice[Symbol.asyncDispose]());

const birth = (id: string): string => `19${id.length.toString().padStart(2, '0')}-02-03`;

/** Creates a folder with one patient and this number of observations. */
async function folder(id: string, observations: number): Promise<string> {
  const path = join(practice.directory, `${id}-${observations}`);
  await mkdir(path, { recursive: true });
  const all = Array.from(
    { length: observations },
    (_, i) => [null, observationText(`${id}-${i}`, `urn:uuid:${id}`)] as const,
  );
  const patient = patientText(id, `Suite${id}`).replace('1980-02-03', birth(id));
  await writeFile(join(path, 'a.json'), bundleText('collection', [[`urn:uuid:${id}`, patient], ...all]));
  return path;
}

let journals = 0;
async function importPatient(id: string, observations: number): Promise<void> {
  const journal = join(practice.directory, `journal-${journals++}`);
  const report = await practice.import([await folder(id, observations)], { journal });
  expect(report.patients).toEqual({ found: 1, written: 1, refused: 0 });
}

/** Signs the doctor in on a new device. */
async function atNewDevice(): Promise<RecordsData> {
  const client = await practice.running.doctor.signIn();
  const device = { ...client, environment: { ...client.environment, memory: createMemory() } };
  return createRecordsData(device, { validate: null, freshnessSeconds: 300, keptScopes: 100, rebases: 3 });
}

async function scopeOf(data: RecordsData, id: string): Promise<string> {
  const [year = '', month = '', day = ''] = birth(id).split('-');
  const answer = await data.patients.search(`${day} ${month} ${year} s`);
  const [card] = answer.answer === 'found' ? answer.cards : [];
  return card?.scope ?? '';
}

async function unitsFor(step: () => Promise<unknown>): Promise<number> {
  const left = async () => (await remainingQuotas(practice.running.doctor.client)).scope.openings;
  const before = await left();
  await step();
  return before - (await left());
}

test('a member’s writes into an imported file can be read on other devices, for one unit', async () => {
  await importPatient('abcdef', 2);
  const doctor = await atNewDevice();
  const scope = await scopeOf(doctor, 'abcdef');
  const file = await doctor.patients.open(scope);
  const observation = { resourceType: 'Observation' as const, status: 'final', code: { text: 'taille' } };
  const subject = { reference: 'Patient/abcdef' };
  await file.write([{ kind: 'create', resource: { ...observation, subject } }]);
  const { resource: patient, id } = file.patient().resource;
  await file.write([
    { kind: 'update', id, resource: { ...patient, telecom: [{ system: 'phone', value: '0612345678' }] } },
  ]);
  await file.attach({
    content: utf8('lettre'),
    contentType: 'text/plain',
    resource: (attachment) => ({
      ...{ resourceType: 'DocumentReference', status: 'current', content: [{ attachment }], subject },
    }),
  });
  const another = await atNewDevice();
  await unitsFor(async () => {
    const read = await another.patients.open(scope);
    expect(
      read
        .resources()
        .map(({ resource }) => resource.resourceType)
        .sort(),
    ).toEqual([...['DocumentReference', 'Observation', 'Observation', 'Observation', 'Patient']]);
    expect(read.patient().resource.resource['telecom']).toEqual([{ system: 'phone', value: '0612345678' }]);
  });
  const inEmergency = await atNewDevice();
  const reason = { reason: 'emergency', explanation: 'malaise' } as const;
  expect((await inEmergency.patients.openInEmergency(scope, reason)).resources()).toHaveLength(5);
});

describe('a later import into a file', () => {
  test('costs its first reader one unit for each element, and links the elements for other readers', async () => {
    await importPatient('a', 5);
    await importPatient('a', 9);
    await importPatient('a', 12);
    const doctor = await atNewDevice();
    const scope = await scopeOf(doctor, 'a');
    const observations = async (data: RecordsData): Promise<number> =>
      (await data.patients.open(scope)).resources().filter(({ resource }) => resource.resourceType === 'Observation')
        .length;
    expect(
      await unitsFor(async () => {
        expect(await observations(doctor)).toBe(12);
      }),
    ).toBe(3);
    const another = await atNewDevice();
    expect(
      await unitsFor(async () => {
        expect(await observations(another)).toBe(12);
      }),
    ).toBe(1);
  });

  test('is linked once if two devices read it at the same time', async () => {
    await importPatient('bb', 2);
    await importPatient('bb', 4);
    const devices = [await atNewDevice(), await atNewDevice()];
    const scope = await scopeOf(devices[0] as RecordsData, 'bb');
    const before = await practice.count();
    const files = await Promise.all(devices.map((data) => data.patients.open(scope)));
    for (const file of files) expect(file.resources()).toHaveLength(5);
    const after = await practice.count();
    expect(after.versions - before.versions).toBe(1);
    const third = await atNewDevice();
    expect(await unitsFor(() => third.patients.open(scope))).toBe(1);
  });

  test('works after a member wrote to the file, and the member’s version opens with the others', async () => {
    await importPatient('dddd', 2);
    const doctor = await atNewDevice();
    const scope = await scopeOf(doctor, 'dddd');
    const file = await doctor.patients.open(scope);
    const { id, resource } = file.patient().resource;
    const write = async (): Promise<void> => {
      await file.write([{ kind: 'update', id, resource: { ...resource, address: [{ city: 'Neuville' }] } }]);
    };
    expect(await unitsFor(write)).toBe(0);
    await importPatient('dddd', 4);
    const another = await atNewDevice();
    const open = async (): Promise<void> => {
      const opened = await another.patients.open(scope);
      expect(opened.resources()).toHaveLength(5);
      expect(opened.patient().resource.text).toContain('Neuville');
      expect(await opened.history(id)).toHaveLength(2);
    };
    expect(await unitsFor(open)).toBe(2);
    const third = await atNewDevice();
    expect(await unitsFor(() => third.patients.open(scope))).toBe(1);
  });
});
