import { createSealedMemory, type SealedStore } from '@etanche/records-client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../../client/test/data/data-practice.ts';
import type { NewPatientForm } from '../../port/patient-calls.ts';
import { openDevice, type Device } from './device.ts';
import { Killed, killedFetch, killedStore, switchedFetch } from './killed.ts';

let practice: DataPractice;
let doctor: Device;
let secretary: Device;
const network = switchedFetch();
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = await openDevice(practice.doctor);
  secretary = await openDevice(practice.secretary, { fetch: network.fetch });
});
afterAll(async () => {
  doctor.end();
  secretary.end();
  await practice.running[Symbol.asyncDispose]();
});
const outage = (during: () => Promise<void>): Promise<void> => practice.running.servers.recordsOutage(during);

let born = 0;
/** Somebody whom no other test knows. */
function somebody(birthName: string): NewPatientForm {
  born += 1;
  const birthDate = new Date(Date.UTC(1950, 0, born * 13)).toISOString().slice(0, 10);
  return {
    ...{ birthDate, birthName, givenNames: 'Camille', usedName: '', sex: 'female', birthPlace: '', nir: '' },
    ...{ phone: '06 12 34 56 78', email: '', street: '', postalCode: '69003', town: 'Lyon' },
  };
}
/** A file that the server has: after an outage of another test, the device may first queue it. */
async function newFile(name: string): Promise<string> {
  const { scope } = await secretary.call('createPatient', { ...somebody(name), known: [] });
  await secretary.call('unsentSend', null);
  return scope;
}
const contact = {
  ...{ usedName: 'MARTIN', usedGivenName: 'CAMILLE', phone: '06 12 34 56 78', otherPhone: '', email: '', nir: '' },
  ...{ street: '', postalCode: '69003', town: 'Lyon' },
};
const strict = (birthDate: string) => ({
  ...{
    birthDate,
    birthName: 'MARTIN',
    givenNames: 'CAMILLE',
    birthPlace: '',
    birthPlaceCode: '',
    sex: 'female' as const,
  },
});
const traitsOf = async (device: Device, scope: string) =>
  (await device.call('openPatient', { scope })).administrative.traits;
const kindsOf = async (device: Device): Promise<string[]> =>
  (await device.call('unsent', {})).items.map(({ kind }) => kind);

describe('identity and contact without the server', () => {
  test('are edited one after the other, shown as not sent, merged with another field, and written once', async () => {
    const scope = await newFile('MARTIN');
    await doctor.call('openPatient', { scope });
    await outage(async () => {
      const written = await secretary.call('contactPut', { scope, form: { ...contact, town: 'Bron' } });
      expect(written).toMatchObject([{ unsent: expect.any(String) as string }]);
      await secretary.call('contactPut', { scope, form: { ...contact, town: 'Bron', street: '1 rue Neuve' } });
      await secretary.call('adminFlagPut', { scope, flag: 'interpreter', isSet: true });
      expect((await traitsOf(secretary, scope)).addresses[0]).toMatchObject({ city: 'Bron', lines: ['1 rue Neuve'] });
      expect(await kindsOf(secretary)).toEqual(['identity', 'identity', 'identity']);
    });
    const file = await doctor.session.data.patients.open(scope);
    await doctor.call('contactPut', { scope, form: { ...contact, phone: '07 00 00 00 07' } });
    await secretary.call('unsentSend', null);
    expect(await kindsOf(secretary)).toEqual([]);
    await file.refresh();
    const { traits } = file.patient();
    expect(traits.phones.map(({ number }) => number)).toEqual(['07 00 00 00 07']);
    expect(traits.addresses[0]).toMatchObject({ city: 'Bron', lines: ['1 rue Neuve'] });
    const versions = await file.history(file.patient().resource.id);
    expect(versions).toHaveLength(4);
  });

  test('that somebody changed meanwhile are shown side by side, and a person decides', async () => {
    const scope = await newFile('MARTIN');
    await doctor.call('openPatient', { scope });
    await network.without(async () => {
      await secretary.call('contactPut', { scope, form: { ...contact, phone: '06 11 11 11 11' } });
      await secretary.call('strictTraitsPut', { scope, form: strict('1961-01-01') });
      await doctor.call('contactPut', { scope, form: { ...contact, phone: '06 22 22 22 22' } });
      await doctor.call('strictTraitsPut', { scope, form: strict('1962-02-02') });
    });
    await secretary.call('unsentSend', null);
    const { items } = await secretary.call('unsent', {});
    expect(items[0]?.conflict).toMatchObject({
      kind: 'rows',
      rows: [{ element: 'telecom', mine: '06 11 11 11 11', theirs: '06 22 22 22 22' }],
    });
    // The second one writes the same record: it waits for the decision.
    expect(items[1]).toMatchObject({ isBehind: true, failure: null });
    await secretary.call('unsentResolve', { name: items[0]?.name ?? '', keep: 'theirs' });
    await secretary.call('unsentSend', null);
    const [second] = (await secretary.call('unsent', {})).items;
    expect(second?.conflict).toMatchObject({
      rows: [{ element: 'birthDate', mine: '1961-01-01', theirs: '1962-02-02' }],
    });
    await secretary.call('unsentResolve', { name: second?.name ?? '', keep: 'mine' });
    expect(await kindsOf(secretary)).toEqual([]);
    const traits = await traitsOf(secretary, scope);
    expect([traits.birthDate, traits.phones[0]?.number]).toEqual(['1961-01-01', '06 22 22 22 22']);
  });

  test('are undone before they are sent, and after', async () => {
    const scope = await newFile('MARTIN');
    const edit = (town: string) => secretary.call('contactPut', { scope, form: { ...contact, town } });
    const townOf = async (): Promise<string | null | undefined> =>
      (await traitsOf(secretary, scope)).addresses[0]?.city;
    let written: Awaited<ReturnType<typeof edit>> = [];
    await network.without(async () => {
      written = await edit('Bron');
      expect(await townOf()).toBe('Bron');
      await secretary.call('recordUndo', { scope, written });
      expect(await townOf()).toBe('Lyon');
      written = await edit('Caen');
    });
    await secretary.call('unsentSend', null);
    expect(await kindsOf(secretary)).toEqual([]);
    expect(await townOf()).toBe('Caen');
    await secretary.call('recordUndo', { scope, written });
    expect(await townOf()).toBe('Lyon');
  });
});

describe('a new patient without the server', () => {
  test('is found, gets an appointment, and both are sent in order and once', async () => {
    const form = somebody('SANSRESEAU');
    const who = practice.doctor.member;
    const date = '2027-06-01';
    await secretary.call('agendaDay', { practitioner: who, date });
    let scope = '';
    await outage(async () => {
      const created = await secretary.call('createPatient', { ...form, known: null });
      expect(created.isSent).toBe(false);
      ({ scope } = created);
      const answer = await secretary.call('search', { text: 'sansreseau camille' });
      expect(answer).toMatchObject({ answer: 'found', patients: [{ scope, isUnsent: true }] });
      await secretary.call('agendaBook', {
        ...{ practitioner: who, start: `${date}T09:00`, minutes: 20, kind: 'visit', notes: [] },
        patient: { scope, name: 'SANSRESEAU Camille' },
      });
    });
    await secretary.call('unsentSend', null);
    expect(await kindsOf(secretary)).toEqual([]);
    expect((await traitsOf(doctor, scope)).birthFamilyName).toBe('SANSRESEAU');
    const day = await doctor.call('agendaDay', { practitioner: who, date });
    expect(day.entries.map(({ patient }) => patient?.scope)).toEqual([scope]);
  });

  test('whom somebody else created meanwhile is not created twice, and the appointment goes to the known file', async () => {
    const form = somebody('DEUXFOIS');
    const who = practice.doctor.member;
    const date = '2027-06-02';
    await secretary.call('agendaDay', { practitioner: who, date });
    let known = '';
    await network.without(async () => {
      const { scope } = await secretary.call('createPatient', { ...form, known: null });
      await secretary.call('agendaBook', {
        ...{ practitioner: who, start: `${date}T09:00`, minutes: 20, kind: 'visit', notes: [] },
        patient: { scope, name: 'DEUXFOIS Camille' },
      });
      ({ scope: known } = await doctor.call('createPatient', { ...form, known: [] }));
    });
    await secretary.call('unsentSend', null);
    const { items } = await secretary.call('unsent', {});
    expect(items).toMatchObject([
      { kind: 'patient', conflict: { kind: 'alike', theirs: [{ scope: known }] } },
      { kind: 'appointment', isBehind: true },
    ]);
    await secretary.call('unsentResolve', { name: items[0]?.name ?? '', keep: 'theirs', scope: known });
    await secretary.call('unsentSend', null);
    expect(await kindsOf(secretary)).toEqual([]);
    const day = await doctor.call('agendaRefresh', { practitioner: who, date });
    expect(day.entries.map(({ patient }) => patient?.scope)).toEqual([known]);
  });
});

describe('documents and tasks without the server', () => {
  const scan = new Blob([`%PDF-1.4\n${'x'.repeat(1_300_000)}\n%%EOF\n`]);
  const facts = { title: 'Radio du genou', kind: 'imaging', date: '2026-11-02' } as const;
  const add = (device: Device, scope: string) =>
    device.call('documentAdd', { scope, key: 'k', file: scan, facts, thumbnail: null });

  test('a scan of several pieces is sent once and whole, and its pieces are deleted then', async () => {
    const scope = await newFile('SCAN');
    const pieces = new Set<string>();
    const memory = createSealedMemory();
    const store: SealedStore = {
      ...memory,
      putPiece(piece) {
        pieces.add(piece.id);
        return memory.putPiece(piece);
      },
      removePiece(id) {
        pieces.delete(id);
        return memory.removePiece(id);
      },
    };
    const device = await openDevice(practice.secretary, { store });
    await device.call('openPatient', { scope });
    await outage(async () => {
      expect(await add(device, scope)).toMatchObject([{ unsent: expect.any(String) as string }]);
      expect((await device.call('unsent', {})).items).toMatchObject([{ kind: 'document', title: facts.title }]);
      expect(pieces.size).toBe(3);
    });
    await device.call('unsentSend', null);
    const { deposits } = await doctor.call('openPatient', { scope });
    expect(deposits).toHaveLength(1);
    const read = await doctor.call('depositRead', { scope, id: deposits[0]?.id ?? '' });
    expect(Buffer.from(read.bytes).equals(Buffer.from(await scan.arrayBuffer()))).toBe(true);
    expect(pieces.size).toBe(0);
    device.end();
  });

  test('tasks are added and marked as done, and the count of the list agrees', async () => {
    const scope = await newFile('TACHE');
    const patient = { scope, name: 'TACHE Camille' };
    const list = practice.doctor.member;
    await secretary.call('list', { member: list });
    await doctor.call('list', { member: list });
    const task = { list, patient, to: list, due: null, text: null } as const;
    await secretary.call('taskAdd', { ...task, code: 'call_patient' });
    await secretary.call('unsentSend', null);
    await outage(async () => {
      await secretary.call('taskAdd', { ...task, code: 'sign_document' });
      const { open } = await secretary.call('list', { member: list });
      expect(open.map(({ code, unsent }) => [code, unsent])).toEqual(
        expect.arrayContaining([
          ['call_patient', 'sent'],
          ['sign_document', 'waits'],
        ]),
      );
      const call = open.find(({ code }) => code === 'call_patient');
      const { version } = await secretary.call('itemDone', { list, id: call?.id ?? '', version: call?.version ?? 0 });
      await secretary.call('itemReopen', { list, id: call?.id ?? '', version });
    });
    await secretary.call('unsentSend', null);
    expect(await kindsOf(secretary)).toEqual([]);
    const { open } = await secretary.call('list', { member: list });
    expect(open.map(({ code, unsent }) => `${code} ${unsent}`).toSorted()).toEqual([
      'call_patient sent',
      'sign_document sent',
    ]);
  });

  test('a device that is killed at any step of a document, an edit and a task keeps and repeats what it showed', async () => {
    const stride = inject('isNightly') ? 1 : 7;
    let steps = 0;
    for (let step = 3; ; step += stride) {
      const scope = await newFile('TUE');
      const store = createSealedMemory();
      const kill = new Killed(step);
      const device = await openDevice(practice.secretary, {
        store: killedStore(store, kill),
        fetch: killedFetch(kill),
      });
      await device.call('openPatient', { scope });
      kill.arm();
      let shown = 0;
      const acting = (async () => {
        await add(device, scope);
        shown += 1;
        await device.call('contactPut', { scope, form: { ...contact, town: `Ville ${step}` } });
        shown += 1;
      })();
      const isWhole = await Promise.race([acting.then(() => true), kill.happened.then(() => false)]);
      device.end();
      const again = await openDevice(practice.secretary, { store });
      await again.call('unsentSend', null);
      expect(await kindsOf(again)).toEqual([]);
      const { deposits, administrative } = await again.call('openPatient', { scope });
      expect(deposits.length).toBeOneOf(shown >= 1 ? [1] : [0, 1]);
      const [wanted, before] = [`Ville ${step}`, 'Lyon'];
      expect(administrative.traits.addresses[0]?.city).toBeOneOf(shown >= 2 ? [wanted] : [wanted, before]);
      again.end();
      steps = step;
      if (isWhole) break;
    }
    expect(steps).toBeGreaterThan(6);
  });
});
