import { createSealedMemory, freezeMember, openDrafts, type SealedStore } from '@etanche/records-client';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../../client/test/data/data-practice.ts';
import type { DayView } from '../../port/agenda-calls.ts';
import { mostEntries } from '../../worker/unsent/room.ts';
import { openDevice, type Device } from './device.ts';

let practice: DataPractice;
let colleague: Device;
let who: string;
let scope: string;
beforeAll(async () => {
  practice = await startDataPractice();
  who = practice.doctor.member;
  colleague = await openDevice(practice.doctor);
  const form = {
    ...{ birthDate: '1960-05-05', birthName: 'MARTIN', givenNames: 'Camille', usedName: '', sex: 'female' as const },
    ...{ birthPlace: '', nir: '', phone: '', email: '', street: '', postalCode: '', town: 'Lyon' },
  };
  ({ scope } = await colleague.call('createPatient', { ...form, known: [] }));
});
afterAll(async () => {
  colleague.end();
  await practice.running[Symbol.asyncDispose]();
});
const outage = (during: () => Promise<void>): Promise<void> => practice.running.servers.recordsOutage(during);

let days = 0;
function nextDay(): string {
  days += 1;
  return new Date(Date.UTC(2027, 8, days)).toISOString().slice(0, 10);
}
const booking = (date: string, time = '09:00', name = 'Mme Zyxomarque') => ({
  ...{ practitioner: who, start: `${date}T${time}`, minutes: 20, kind: 'visit', notes: [] },
  patient: { scope, name },
});
const names = ({ entries }: DayView): string[] => entries.map(({ patient }) => patient?.name ?? '');
const atServer = async (date: string): Promise<string[]> =>
  names(await colleague.call('agendaRefresh', { practitioner: who, date }));
const isWrite = (url: RequestInfo | URL, init?: RequestInit): url is string =>
  typeof url === 'string' && init?.method === 'POST' && /\/v1\/scopes\/[a-z2-7]{26}\/writes$/.test(url);

/** A store whose rows a thief of the disk reads. */
function stolenStore() {
  const memory = createSealedMemory();
  const rows: { readonly id: string; readonly owner: string; readonly sealed: Uint8Array }[] = [];
  const keep: Pick<SealedStore, 'put' | 'putPiece'> = {
    put(row) {
      rows.push(row);
      return memory.put(row);
    },
    putPiece(piece) {
      rows.push(piece);
      return memory.putPiece(piece);
    },
  };
  return { store: { ...memory, ...keep }, rows };
}

describe('a stolen device with entries that are not sent', () => {
  test('has none of their texts, names or documents, and opens for no other member', async () => {
    const { store, rows } = stolenStore();
    const device = await openDevice(practice.secretary, { store });
    const date = nextDay();
    await device.call('agendaDay', { practitioner: who, date });
    await device.call('openPatient', { scope });
    await outage(async () => {
      await device.call('agendaBook', booking(date));
      const scan = new Blob(['Zyxomarque du scan. '.repeat(40_000)]);
      const facts = { title: 'Zyxomarque', kind: 'other', date: '2026-11-02' } as const;
      await device.call('documentAdd', { scope, key: 'k', file: scan, facts, thumbnail: null });
    });
    device.end();
    expect(rows.length).toBeGreaterThan(3);
    const disk = rows.map(({ id, owner, sealed }) => `${id} ${owner} ${Buffer.from(sealed).toString('latin1')}`).join();
    const markers = ['Zyxomarque', 'MARTIN', scope, practice.secretary.member];
    const shapes = markers.flatMap((one) => [
      one,
      toBase64url(utf8(one)),
      Buffer.from(one, 'utf16le').toString('latin1'),
    ]);
    expect(shapes.filter((one) => disk.includes(one))).toEqual([]);
    const { drafts } = await (await openDrafts(colleague.session.client, store)).all();
    expect(drafts).toEqual([]);
    const again = await openDevice(practice.secretary, { store });
    await again.call('unsentSend', null);
    expect(await atServer(date)).toEqual(['Mme Zyxomarque']);
    again.end();
  });
});

describe('a records server that lies about entries that waited', () => {
  test('cannot have one deleted from the device by an answer that proves nothing', async () => {
    const date = nextDay();
    let isLying = false;
    const lying: typeof fetch = async (input, init) => {
      if (!isLying || !isWrite(input, init)) return fetch(input, init);
      return new Response(JSON.stringify({ freshness: 'a.b.c' }), { headers: { 'content-type': 'application/json' } });
    };
    const device = await openDevice(practice.secretary, { fetch: lying });
    await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    await outage(async () => {
      await device.call('agendaBook', booking(date));
    });
    isLying = true;
    await device.call('unsentSend', null);
    expect((await device.call('unsent', {})).items).toHaveLength(1);
    isLying = false;
    await device.call('unsentSend', null);
    expect((await device.call('unsent', {})).items).toEqual([]);
    expect(await atServer(date)).toEqual(['M. Premier', 'Mme Zyxomarque']);
    device.end();
  });

  test('gains nothing from a write that it holds back, replays or asks for again', async () => {
    const date = nextDay();
    const captured: { readonly url: string; readonly init: RequestInit }[] = [];
    const spying: typeof fetch = (input, init) => {
      if (init !== undefined && isWrite(input, init)) captured.push({ url: input, init });
      return fetch(input, init);
    };
    const device = await openDevice(practice.secretary, { fetch: spying });
    await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    captured.length = 0;
    await outage(async () => {
      const { entry } = await device.call('agendaBook', booking(date));
      const at = { practitioner: who, date, entry };
      await device.call('agendaSetState', { ...at, state: 'arrived', reason: null });
      await device.call('agendaSetState', { ...at, state: 'seen', reason: null });
    });
    await device.call('unsentSend', null);
    const sent = captured.filter(({ init }) => init.body !== undefined);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    for (const { url, init } of sent.toReversed()) {
      const headers = new Headers(init.headers);
      headers.set('idempotency-key', toBase64url(crypto.getRandomValues(new Uint8Array(16))));
      const { signal: _signal, ...again } = init;
      const answer = await fetch(url, { ...again, headers });
      expect(answer.ok).toBe(false);
    }
    const day = await colleague.call('agendaRefresh', { practitioner: who, date });
    expect(day.entries.map(({ patient, state }) => `${patient?.name ?? ''} ${state}`)).toEqual([
      'M. Premier planned',
      'Mme Zyxomarque seen',
    ]);
    device.end();
  });

  test('cannot reorder entries of one record: the later one is not sent while the earlier one has no answer', async () => {
    const date = nextDay();
    let refused = 0;
    let isHolding = false;
    const holding: typeof fetch = (input, init) => {
      if (!isHolding || !isWrite(input, init)) return fetch(input, init);
      refused += 1;
      return Promise.resolve(new Response('', { status: 503 }));
    };
    const device = await openDevice(practice.secretary, { fetch: holding });
    await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    await outage(async () => {
      const { entry } = await device.call('agendaBook', booking(date));
      await device.call('agendaSetState', { practitioner: who, date, entry, state: 'seen', reason: null });
    });
    isHolding = true;
    await device.call('unsentSend', null);
    expect(refused).toBeGreaterThan(0);
    expect((await device.call('unsent', {})).items).toHaveLength(2);
    isHolding = false;
    await device.call('unsentSend', null);
    expect((await device.call('unsent', {})).items).toEqual([]);
    device.end();
  });
});

describe('limits', () => {
  test('a full device refuses a further entry with a code, and stores nothing of it', async () => {
    const store = createSealedMemory();
    const date = nextDay();
    const first = await openDevice(practice.secretary, { store });
    const puts = [{ id: 'x', text: '{"resourceType":"Basic"}', base: 0 }];
    for (let i = 0; i < mostEntries; i++)
      await first.session.drafts.put(`identity/${i}`, {
        kind: 'identity',
        scope,
        at: i,
        puts,
        tried: [],
        isSent: false,
        visit: null,
      });
    first.end();
    const device = await openDevice(practice.secretary, { store, fetch: refusingWrites });
    expect(await device.call('unsent', {})).toMatchObject({ used: 1 });
    const before = (await device.session.drafts.all()).drafts.length;
    await expect(device.call('agendaBook', booking(date))).rejects.toMatchObject({ code: 'queue_full' });
    expect((await device.session.drafts.all()).drafts).toHaveLength(before);
    device.end();
  });
});

const refusingWrites: typeof fetch = (input, init) =>
  isWrite(input, init) ? Promise.reject(new TypeError('no network')) : fetch(input, init);

describe('a member whose rights ended', () => {
  test('sees that the vaults say so, keeps what was not sent, and can export it', async () => {
    const date = nextDay();
    const device = await openDevice(practice.secretary);
    await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    await outage(async () => {
      await device.call('agendaBook', booking(date));
    });
    await freezeMember(colleague.session.client, practice.secretary.member, 'suspected_theft');
    await device.call('unsentSend', null);
    await expect.poll(async () => (await device.call('unsent', {})).ended).toBe('frozen');
    expect((await device.call('unsent', {})).items).toHaveLength(1);
    const bundle = JSON.parse(await device.call('unsentExport', null)) as {
      entry: { resource: { resourceType: string } }[];
    };
    expect(bundle.entry.map(({ resource }) => resource.resourceType)).toEqual(['Appointment']);
    expect(JSON.stringify(bundle)).toContain('Mme Zyxomarque');
    expect(await atServer(date)).toEqual(['M. Premier']);
    device.end();
  });
});
