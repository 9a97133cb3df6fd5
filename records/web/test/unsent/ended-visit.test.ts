import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../../client/test/data/data-practice.ts';
import { openDevice, type Device } from './device.ts';

let practice: DataPractice;
let doctor: Device;
let scope: string;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = await openDevice(practice.doctor);
  const form = {
    ...{ birthDate: '1960-05-05', birthName: 'MARTIN', givenNames: 'Camille', usedName: '', sex: 'female' as const },
    ...{ birthPlace: '', nir: '', phone: '', email: '', street: '', postalCode: '', town: 'Lyon' },
  };
  ({ scope } = await doctor.call('createPatient', { ...form, known: [] }));
});
afterAll(async () => {
  doctor.end();
  await practice.running[Symbol.asyncDispose]();
});

const nothing = { reason: '', examination: ' ', conclusion: '' };

async function visitCount(): Promise<number> {
  return (await doctor.call('openPatient', { scope })).synthesis?.visits.length ?? 0;
}

test('a consultation in which nothing was written is not created, and the next one is another one', async () => {
  const { key } = await doctor.call('visitBegin', { scope });
  expect(await doctor.call('visitEnd', { key, ...nothing })).toEqual({ isCreated: false });
  expect(await visitCount()).toBe(0);
  expect((await doctor.call('unsent', {})).items).toEqual([]);
  expect((await doctor.call('visitBegin', { scope })).key).not.toBe(key);
});

test('a consultation with a measurement alone is created', async () => {
  const { key } = await doctor.call('visitBegin', { scope });
  await doctor.call('visitMeasure', { key, kind: 'weight', value: 72, second: null });
  expect(await doctor.call('visitEnd', { key, ...nothing })).toEqual({ isCreated: true });
  expect(await visitCount()).toBe(1);
});

test('a consultation whose text was kept and deleted again ends as it is', async () => {
  const before = await visitCount();
  const { key } = await doctor.call('visitBegin', { scope });
  await doctor.call('visitKeep', { key, ...nothing, reason: 'Toux' });
  expect(await doctor.call('visitEnd', { key, ...nothing })).toEqual({ isCreated: true });
  expect(await visitCount()).toBe(before + 1);
});
