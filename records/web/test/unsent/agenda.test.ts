import { createSealedMemory } from '@etanche/records-client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startDataPractice, type DataPractice } from '../../../client/test/data/data-practice.ts';
import type { DayView } from '../../port/agenda-calls.ts';
import { openDevice, type Device } from './device.ts';
import { cutFetch, killedFetch, killedStore, Killed, switchedFetch } from './killed.ts';

let practice: DataPractice;
let colleague: Device;
let who: string;
beforeAll(async () => {
  practice = await startDataPractice();
  who = practice.doctor.member;
  colleague = await openDevice(practice.doctor);
});
afterAll(async () => {
  colleague.end();
  await practice.running[Symbol.asyncDispose]();
});

let days = 0;
/** A day that no other test uses. */
function nextDay(): string {
  days += 1;
  return new Date(Date.UTC(2027, 2, days)).toISOString().slice(0, 10);
}
const booking = (date: string, time: string, name = 'Mme Marque') => ({
  ...{ practitioner: who, start: `${date}T${time}`, minutes: 20, kind: 'visit', notes: [] },
  patient: { scope: 'a'.repeat(26), name },
});
const summary = ({ entries }: DayView): string[] =>
  entries
    .filter(({ state }) => state !== 'cancelled')
    .map(({ start, patient, state, unsent }) => `${start.slice(11)} ${patient?.name ?? ''} ${state} ${unsent}`);
const atServer = async (date: string): Promise<string[]> =>
  summary(await colleague.call('agendaRefresh', { practitioner: who, date }));

describe('the agenda without the server', () => {
  test('books, marks, moves and cancels on this device, shows each as not sent, and sends everything once', async () => {
    const [date, other] = [nextDay(), nextDay()];
    const device = await openDevice(practice.secretary);
    for (const one of [date, other]) await device.call('agendaBook', booking(one, '08:00', 'M. Premier'));
    const { entry: kept } = await device.call('agendaBook', booking(date, '09:00', 'Mme Deux'));
    const { entry: cancelled } = await device.call('agendaBook', booking(date, '10:00', 'M. Trois'));
    await practice.running.servers.recordsOutage(async () => {
      const at = { practitioner: who, date };
      const { entry, isSent } = await device.call('agendaBook', booking(date, '11:00'));
      expect(isSent).toBe(false);
      await device.call('agendaSetState', { ...at, entry, state: 'arrived', reason: null });
      await device.call('agendaMove', {
        ...at,
        entry: kept,
        to: { practitioner: who, start: `${other}T09:00`, minutes: 30 },
      });
      await device.call('agendaSetState', { ...at, entry: cancelled, state: 'cancelled', reason: 'Patient' });
      await device.call('agendaBlock', { practitioner: who, start: `${date}T12:00`, minutes: 60, reason: 'meeting' });
      expect(summary(await device.call('agendaDay', at))).toEqual([
        '08:00 M. Premier planned sent',
        '11:00 Mme Marque arrived waits',
        '12:00  planned waits',
      ]);
      expect((await device.call('unsent', {})).items).toHaveLength(5);
    });
    await device.call('unsentSend', null);
    expect(await device.call('unsent', {})).toMatchObject({ items: [] });
    expect(await atServer(date)).toEqual([
      '08:00 M. Premier planned sent',
      '11:00 Mme Marque arrived sent',
      '12:00  planned sent',
    ]);
    expect(await atServer(other)).toEqual(['08:00 M. Premier planned sent', '09:00 Mme Deux planned sent']);
    device.end();
  });

  test('is shown to a person when somebody else took the place, and neither side is lost', async () => {
    const date = nextDay();
    const network = switchedFetch();
    const device = await openDevice(practice.secretary, { fetch: network.fetch });
    await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    await network.without(async () => {
      await device.call('agendaBook', booking(date, '09:00', 'Mme Hors-Ligne'));
      await device.call('agendaBook', booking(date, '10:00', 'M. Aussi'));
      await colleague.call('agendaBook', booking(date, '09:10', 'M. Rapide'));
      await colleague.call('agendaBook', booking(date, '10:10', 'Mme Vive'));
    });
    await device.call('unsentSend', null);
    const { items } = await device.call('unsent', {});
    expect(items.map(({ conflict }) => conflict)).toMatchObject([
      { kind: 'agenda', mine: { patient: { name: 'Mme Hors-Ligne' } }, theirs: [{ patient: { name: 'M. Rapide' } }] },
      { kind: 'agenda', mine: { patient: { name: 'M. Aussi' } }, theirs: [{ patient: { name: 'Mme Vive' } }] },
    ]);
    expect(await atServer(date)).toHaveLength(3);
    await device.call('unsentResolve', { name: items[0]?.name ?? '', keep: 'mine' });
    await device.call('unsentResolve', { name: items[1]?.name ?? '', keep: 'theirs' });
    expect((await device.call('unsent', {})).items).toEqual([]);
    expect(await atServer(date)).toEqual([
      '08:00 M. Premier planned sent',
      '09:00 Mme Hors-Ligne planned sent',
      '09:10 M. Rapide planned sent',
      '10:10 Mme Vive planned sent',
    ]);
    device.end();
  });

  test('merges a state with a move by somebody else, and does not mark what was cancelled', async () => {
    const date = nextDay();
    const at = { practitioner: who, date };
    const network = switchedFetch();
    const device = await openDevice(practice.secretary, { fetch: network.fetch });
    const { entry: moved } = await device.call('agendaBook', booking(date, '09:00', 'Mme Déplacée'));
    const { entry: gone } = await device.call('agendaBook', booking(date, '10:00', 'M. Annulé'));
    await network.without(async () => {
      await device.call('agendaSetState', { ...at, entry: moved, state: 'arrived', reason: null });
      await device.call('agendaSetState', { ...at, entry: gone, state: 'arrived', reason: null });
      await colleague.call('agendaRefresh', at);
      await colleague.call('agendaMove', {
        ...at,
        entry: moved,
        to: { practitioner: who, start: `${date}T11:00`, minutes: 20 },
      });
      await colleague.call('agendaSetState', { ...at, entry: gone, state: 'cancelled', reason: 'Cabinet' });
    });
    await device.call('unsentSend', null);
    const { items } = await device.call('unsent', {});
    expect(items.map(({ conflict }) => conflict)).toMatchObject([
      { mine: { state: 'arrived' }, theirs: [{ state: 'cancelled', cancelReason: 'Cabinet' }] },
    ]);
    expect(await atServer(date)).toEqual(['11:00 Mme Déplacée arrived sent']);
    device.end();
  });
});

describe('a device that is killed', () => {
  test('at any step of a booking and a move on the way to the disk or the server loses and repeats nothing that it showed', async () => {
    let steps = 0;
    const stride = inject('isNightly') ? 1 : 4;
    for (let step = 1; ; step += stride) {
      const date = nextDay();
      const other = nextDay();
      const store = createSealedMemory();
      const first = await openDevice(practice.secretary, { store });
      const { entry } = await first.call('agendaBook', booking(date, '08:00', 'M. Premier'));
      first.end();
      const kill = new Killed(step);
      const device = await openDevice(practice.secretary, {
        store: killedStore(store, kill),
        fetch: killedFetch(kill),
      });
      await device.call('agendaDay', { practitioner: who, date });
      kill.arm();
      let shown = 0;
      const acting = (async () => {
        await device.call('agendaBook', booking(date, '09:00'));
        shown += 1;
        const to = { practitioner: who, start: `${other}T08:00`, minutes: 20 };
        await device.call('agendaMove', { practitioner: who, date, entry, to });
        shown += 1;
      })();
      const isWhole = await Promise.race([acting.then(() => true), kill.happened.then(() => false)]);
      device.end();
      const again = await openDevice(practice.secretary, { store });
      await again.call('unsentSend', null);
      expect((await again.call('unsent', {})).items).toEqual([]);
      const [here, there] = [await atServer(date), await atServer(other)];
      const all = [...here, ...there].map((line) => line.slice(6));
      // Each appointment is there once, and what was shown as done is done.
      expect(all.filter((line) => line.startsWith('M. Premier'))).toHaveLength(1);
      const booked = all.filter((line) => line.startsWith('Mme Marque')).length;
      expect(booked).toBeOneOf(shown >= 1 ? [1] : [0, 1]);
      expect(there.length).toBeOneOf(shown >= 2 ? [1] : [0, 1]);
      again.end();
      steps = step;
      if (isWhole) break;
    }
    expect(steps).toBeGreaterThan(8);
  });
});

test('a server that stops at any request of a booking and a move has each of them once in the end', async () => {
  const stride = inject('isNightly') ? 1 : 3;
  let steps = 0;
  for (let step = 1; ; step += stride) {
    const [date, other] = [nextDay(), nextDay()];
    const cut = cutFetch(step);
    const device = await openDevice(practice.secretary, { fetch: cut.fetch });
    const { entry } = await device.call('agendaBook', booking(date, '08:00', 'M. Premier'));
    await device.call('agendaDay', { practitioner: who, date: other });
    cut.arm();
    await device.call('agendaBook', booking(date, '09:00'));
    const to = { practitioner: who, start: `${other}T08:00`, minutes: 20 };
    await device.call('agendaMove', { practitioner: who, date, entry, to });
    await expect
      .poll(async () => {
        await device.call('unsentSend', null);
        return (await device.call('unsent', {})).items;
      })
      .toEqual([]);
    expect([await atServer(date), await atServer(other)]).toEqual([
      ['09:00 Mme Marque planned sent'],
      ['08:00 M. Premier planned sent'],
    ]);
    device.end();
    steps = step;
    if (!cut.isCut()) break;
  }
  expect(steps).toBeGreaterThan(6);
});

test('two devices that return at once do not both take one place', async () => {
  const date = nextDay();
  const networks = [switchedFetch(), switchedFetch()] as const;
  const devices = await Promise.all([
    openDevice(practice.secretary, { fetch: networks[0].fetch }),
    openDevice(practice.colleague, { fetch: networks[1].fetch }),
  ]);
  await devices[0].call('agendaBook', booking(date, '08:00', 'M. Premier'));
  await devices[1].call('agendaRefresh', { practitioner: who, date });
  await networks[0].without(() =>
    networks[1].without(async () => {
      for (const [i, device] of devices.entries()) await device.call('agendaBook', booking(date, '09:00', `Mme ${i}`));
    }),
  );
  await Promise.all(devices.map((device) => device.call('unsentSend', null)));
  const unsent = await Promise.all(devices.map((device) => device.call('unsent', {})));
  const items = unsent.flatMap((one) => one.items);
  expect(items).toMatchObject([{ failure: 'conflict', conflict: { kind: 'agenda' } }]);
  expect(await atServer(date)).toHaveLength(2);
  for (const device of devices) device.end();
});
