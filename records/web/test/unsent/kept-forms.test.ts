import { createSealedMemory, type SealedStore } from '@etanche/records-client';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../../client/test/data/data-practice.ts';
import { openDevice } from './device.ts';

let practice: DataPractice;
beforeAll(async () => {
  practice = await startDataPractice();
});
afterAll(async () => {
  await practice.running[Symbol.asyncDispose]();
});

const letter = { form: 'letter', scope: 'zyxodossier', item: 'template' };
const fields = { text: { first: '', value: 'Zyxomarque palpitations' } };

/** A store whose rows a thief of the disk reads. */
function stolenStore() {
  const memory = createSealedMemory();
  const rows: { readonly id: string; readonly owner: string; readonly sealed: Uint8Array }[] = [];
  const store: SealedStore = {
    ...memory,
    put(row) {
      rows.push(row);
      return memory.put(row);
    },
  };
  return { store, rows };
}

test('a form is there for the next session of its member, under its own patient and record only', async () => {
  const forms = createSealedMemory();
  const before = await openDevice(practice.doctor, { forms });
  const { storedAt } = await before.call('formKeep', { ...letter, fields });
  expect(before.events).toContainEqual(['forms', { kept: [letter] }]);
  before.end();
  const device = await openDevice(practice.doctor, { forms });
  expect(await device.call('formsKept', {})).toEqual([letter]);
  const read = await device.call('formRead', letter);
  expect(read?.fields).toEqual(fields);
  expect(Math.abs((read?.storedAt ?? 0) - storedAt)).toBeLessThan(60_000);
  for (const other of [{ scope: 'other' }, { item: 'other' }, { form: 'other' }, { scope: '', item: '' }])
    expect(await device.call('formRead', { ...letter, ...other })).toBeNull();
  // The entries of the two lists do not meet.
  expect((await device.call('unsent', {})).items).toEqual([]);
  device.end();
});

test('another member of the device sees no form, and writes and deletes none of them', async () => {
  const forms = createSealedMemory();
  const doctor = await openDevice(practice.doctor, { forms });
  await doctor.call('formKeep', { ...letter, fields });
  doctor.end();
  const secretary = await openDevice(practice.secretary, { forms });
  expect(await secretary.call('formsKept', {})).toEqual([]);
  expect(await secretary.call('formRead', letter)).toBeNull();
  await secretary.call('formKeep', { ...letter, fields: { text: { first: '', value: 'autre' } } });
  await secretary.call('formDrop', letter);
  secretary.end();
  const again = await openDevice(practice.doctor, { forms });
  expect((await again.call('formRead', letter))?.fields).toEqual(fields);
  again.end();
});

test('the disk has neither the text nor the names of a form', async () => {
  const { store, rows } = stolenStore();
  const device = await openDevice(practice.doctor, { forms: store });
  await device.call('formKeep', { ...letter, fields });
  expect(rows).toHaveLength(1);
  const disk = rows.map(({ id, owner, sealed }) => `${id} ${owner} ${Buffer.from(sealed).toString('latin1')}`).join();
  for (const text of ['Zyxomarque', 'zyxodossier', 'letter', 'template'])
    for (const written of [text, toBase64url(utf8(text))]) expect(disk).not.toContain(written);
  device.end();
});

test('a form that was dropped is gone, also for the next session, and steps of one form keep their order', async () => {
  const forms = createSealedMemory();
  const device = await openDevice(practice.doctor, { forms });
  await Promise.all([
    device.call('formKeep', { ...letter, fields }),
    device.call('formKeep', { ...letter, fields: { text: { first: '', value: 'Zyxomarque, suite' } } }),
    device.call('formDrop', letter),
  ]);
  expect(await device.call('formsKept', {})).toEqual([]);
  expect(device.events.at(-1)).toEqual(['forms', { kept: [] }]);
  device.end();
  const next = await openDevice(practice.doctor, { forms });
  expect(await next.call('formRead', letter)).toBeNull();
  next.end();
});

test('a device that fails is an error with a code, and keeps what it had', async () => {
  const memory = createSealedMemory();
  let fails = false;
  const forms: SealedStore = {
    ...memory,
    put: (row) => (fails ? Promise.reject(new Error('the disk is full')) : memory.put(row)),
  };
  const device = await openDevice(practice.doctor, { forms });
  await device.call('formKeep', { ...letter, fields });
  fails = true;
  const next = device.call('formKeep', { ...letter, fields: {} });
  await expect(next).rejects.toMatchObject({ code: 'draft_not_stored' });
  expect((await device.call('formRead', letter))?.fields).toEqual(fields);
  device.end();
});

test('a session after the lock has no call left', async () => {
  const device = await openDevice(practice.doctor);
  device.session.client.session.lock();
  await expect(device.call('formKeep', { ...letter, fields })).rejects.toMatchObject({ code: 'locked' });
  device.end();
});
