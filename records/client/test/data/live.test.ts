import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsLimits } from '@etanche/core-records-protocol';
import { toRecordId } from '@etanche/core-wire';
import type { Resource } from '@etanche/records-fhir';
import {
  remainingQuotas,
  signIn,
  type AgendaDay,
  type PatientFile,
  type RecordsData,
  type Settings,
} from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, dataOf, onDevice, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let colleague: RecordsData;
let secretary: RecordsData;
let who: string;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  colleague = dataOf(practice.colleague.client);
  secretary = dataOf(practice.secretary.client);
  who = practice.doctor.member;
});
afterAll(() => practice.running[Symbol.asyncDispose]());

const isChanges = (input: RequestInfo | URL): boolean =>
  (input instanceof Request ? input.url : input.toString()).endsWith('/v1/changes');

function visit(date: string, time: string): Resource {
  return {
    resourceType: 'Appointment',
    ...{ status: 'booked', start: `${date}T${time}:00+01:00`, end: `${date}T${time}:30+01:00`, participant: [] },
  };
}

/** The changes of an open file or day, one after the other. */
function heard<Open>(follow: (open: Open, listener: (change: string) => void) => () => void, open: Open) {
  const changes: string[] = [];
  const waiting: ((change: string) => void)[] = [];
  const stop = follow(open, (change) => {
    const next = waiting.shift();
    if (next === undefined) changes.push(change);
    else next(change);
  });
  const next = (): Promise<string> =>
    new Promise((resolve) => {
      const known = changes.shift();
      if (known === undefined) waiting.push(resolve);
      else resolve(known);
    });
  return { next, stop, changes };
}
const heardFile = (data: RecordsData, file: PatientFile) => heard(data.live.followFile, file);
const heardSettings = (data: RecordsData, settings: Settings) => heard(data.live.followSettings, settings);
const heardDay = (data: RecordsData, day: AgendaDay) => heard(data.live.followDay, day);

describe('an open day of an agenda', () => {
  test('shows what another member books, moves and cancels, from its first entry on', async () => {
    const date = '2026-12-01';
    const ours = await doctor.agenda.day(who, date);
    const { next, stop } = heardDay(doctor, ours);
    const theirs = await secretary.agenda.day(who, date);
    const entry = await secretary.agenda.book(theirs, visit(date, '09:00'));
    expect(await next()).toBe('changed');
    expect(ours.entries().map(({ id }) => id)).toEqual([entry]);
    await secretary.agenda.cancel(theirs, entry, null);
    expect(await next()).toBe('changed');
    expect(ours.entries().map(({ resource }) => resource['status'])).toEqual(['cancelled']);
    stop();
  });

  test('learns of a booking from the request that waits already, and asks nothing in between', async () => {
    const date = '2026-12-03';
    let step = 0;
    const waiting = Promise.withResolvers<undefined>();
    const polls: { readonly sent: number; readonly days: number }[] = [];
    const data = await onDevice(practice.colleague, async (input, init) => {
      const sent = (step += 1);
      if (isChanges(input)) waiting.resolve(undefined);
      const answer = await globalThis.fetch(input, init);
      if (isChanges(input)) {
        const { days } = (await answer.clone().json()) as { readonly days: readonly unknown[] };
        polls.push({ sent, days: days.length });
      }
      return answer;
    });
    const ours = await data.agenda.day(who, date);
    const { next, stop } = heardDay(data, ours);
    const theirs = await secretary.agenda.day(who, date);
    await waiting.promise;
    await secretary.agenda.book(theirs, visit(date, '11:00'));
    const booked = (step += 1);
    expect(await next()).toBe('changed');
    // A screen that asked again and again would have sent the request after the booking.
    expect(polls.find(({ days }) => days > 0)?.sent).toBeLessThan(booked);
    stop();
  });
});

describe('a file that two doctors have open', () => {
  test('shows the note of the other one with its author, without a unit and without another leaf', async () => {
    const file = await doctor.patients.create(patient('Vivant', 'Aline', '1971-05-06'));
    const theirs = await colleague.patients.open(file.scope);
    const { next, stop } = heardFile(colleague, theirs);
    const units = async () => (await remainingQuotas(practice.colleague.client)).scope.openings;
    const leaves = async () => {
      const { accesses } = await theirs.accesses();
      return accesses.filter(({ kind, member }) => kind === 'read' && member === practice.colleague.member).length;
    };
    const before = await units();
    await expect.poll(leaves).toBe(1);
    for (const name of ['Pénicilline', 'Latex']) {
      await file.write([{ kind: 'create', resource: allergy(name) }]);
      expect(await next()).toBe('changed');
    }
    const notes = theirs.resources().filter(({ resource }) => resource.resourceType === 'AllergyIntolerance');
    expect(notes.map(({ author }) => author)).toEqual([who, who]);
    expect(await units()).toBe(before);
    expect(await leaves()).toBe(1);
    stop();
  });

  test('is reported as changed also if its history was read before the report', async () => {
    const answers = Promise.withResolvers<undefined>();
    const data = await onDevice(practice.colleague, async (input, init) => {
      const answer = await globalThis.fetch(input, init);
      if (isChanges(input)) await answers.promise;
      return answer;
    });
    const file = await doctor.patients.create(patient('Relue', 'Colette', '1974-05-06'));
    const [id = ''] = await file.write([{ kind: 'create', resource: allergy('Arachide') }]);
    const theirs = await data.patients.open(file.scope);
    const { next, stop } = heardFile(data, theirs);
    const base = file.resource(id)?.version ?? 0;
    await file.write([{ kind: 'update', id, base, resource: allergy('Noix') }]);
    expect(await theirs.history(id)).toHaveLength(2);
    answers.resolve(undefined);
    expect(await next()).toBe('changed');
    expect(theirs.sequence()).toBe(file.sequence());
    stop();
  });

  test('reports an own write of this session to nobody', async () => {
    const file = await doctor.patients.create(patient('Seule', 'Berthe', '1972-05-06'));
    const { changes, stop } = heardFile(doctor, file);
    await file.write([{ kind: 'create', resource: allergy('Iode') }]);
    // A change by a colleague comes after it.
    const theirs = await colleague.patients.open(file.scope);
    await theirs.write([{ kind: 'create', resource: allergy('Nickel') }]);
    await expect.poll(() => changes).toEqual(['changed']);
    stop();
  });
});

describe('settings that a doctor has open', () => {
  const template = (name: string) => ({ document: 'template', kind: 'visit', name, text: '{patient}' }) as const;

  test('have what a colleague writes, also while an own write is under way', async () => {
    const theirs = await colleague.settings();
    await theirs.put(template('Suivi'), null);
    const ours = await doctor.settings();
    const { next, stop } = heardSettings(doctor, ours);
    const names = () => ours.entries().flatMap(({ content }) => ('name' in content ? [content.name] : []));
    await theirs.put(template('Bilan'), null);
    expect(await next()).toBe('changed');
    expect(names().toSorted()).toEqual(['Bilan', 'Suivi']);
    await Promise.all([theirs.put(template('Retour'), null), ours.put(template('Vaccin'), null)]);
    await expect.poll(() => names().toSorted()).toEqual(['Bilan', 'Retour', 'Suivi', 'Vaccin']);
    stop();
  });

  test('stay followed when more files are open than one request names', async () => {
    const asked = Promise.withResolvers<readonly string[]>();
    const data = await onDevice(practice.colleague, async (input, init) => {
      if (isChanges(input)) {
        const body = (await new Response(init?.body).json()) as {
          readonly scopes: readonly { readonly scope: string }[];
        };
        asked.resolve(body.scopes.map(({ scope }) => scope));
      }
      return globalThis.fetch(input, init);
    });
    await (await colleague.settings()).put(template('Tenue'), null);
    const settings = await data.settings();
    const opened = await data.patients.open(
      (await doctor.patients.create(patient('Ouvert', 'Odile', '1975-05-06'))).scope,
    );
    const stops = [data.live.followSettings(settings, () => undefined)];
    for (let i = 0; i < recordsLimits.followedScopes; i++) {
      const scope = toRecordId(Uint8Array.from({ length: 16 }, (_, at) => (at === 0 ? i : 7)));
      stops.push(data.live.followFile({ ...opened, scope }, () => undefined));
    }
    const named = await asked.promise;
    expect(named).toHaveLength(recordsLimits.followedScopes);
    expect(named).toContain(settings.head()?.scope);
    for (const stop of stops) stop();
  });
});

describe('following', () => {
  test('goes on after the connection was lost, and misses nothing', async () => {
    let isLost = false;
    const data = await onDevice(practice.colleague, (input, init) =>
      isLost ? Promise.reject(new TypeError('no network')) : globalThis.fetch(input, init),
    );
    const file = await doctor.patients.create(patient('Coupé', 'Cléa', '1973-05-06'));
    const theirs = await data.patients.open(file.scope);
    const { next, stop } = heardFile(data, theirs);
    isLost = true;
    await file.write([{ kind: 'create', resource: allergy('Aspirine') }]);
    await file.write([{ kind: 'create', resource: allergy('Ambroisie') }]);
    isLost = false;
    expect(await next()).toBe('changed');
    expect(theirs.sequence()).toBe(file.sequence());
    stop();
  });

  test('ends with the lock: nothing is sent any more', async () => {
    let sent = 0;
    const { options } = practice.secretary;
    const client = await signIn({
      ...options,
      environment: {
        ...options.environment,
        fetch: (input, init) => {
          sent += 1;
          return globalThis.fetch(input, init);
        },
      },
    });
    const data = dataOf(client);
    const day = await data.agenda.day(who, '2026-12-02');
    const { changes } = heardDay(data, day);
    await expect.poll(() => sent).toBeGreaterThan(0);
    client.session.lock();
    const before = sent;
    await secretary.agenda.book(await secretary.agenda.day(who, '2026-12-02'), visit('2026-12-02', '10:00'));
    expect([sent, changes]).toEqual([before, []]);
  });

  test('reports a file as gone that the server no longer shows', async () => {
    const file = await doctor.patients.create(patient('Effacé', 'Denis', '1974-05-06'));
    const data = await onDevice(
      practice.colleague,
      lyingFetch(/\/changes$/, () => ({ changed: [], gone: [file.scope], days: [] })),
    );
    const { next } = heardFile(data, await data.patients.open(file.scope));
    expect(await next()).toBe('gone');
  });
});

describe('a server that leaves out a leaf', () => {
  /** A file, and a device whose server leaves out leaves from `lie` on. */
  async function deceived() {
    const file = await doctor.patients.create(patient('Omise', 'Édith', '1975-05-06'));
    let isLying = false;
    const fetch = lyingFetch(/\/v1\/scopes\/[a-z2-7]+(\?.*)?$/, (answer) =>
      isLying ? { ...answer, followed: true } : answer,
    );
    const { options } = practice.colleague;
    const client = await signIn({
      ...options,
      idleMs: 3_600_000,
      environment: { ...options.environment, fetch },
    });
    const lie = (): void => {
      isLying = true;
    };
    return { data: dataOf(client), scope: file.scope, lie };
  }
  const detected = { code: 'could_not_check', reason: 'untrusted' };

  test('of the first read is detected', async () => {
    const { data, scope, lie } = await deceived();
    lie();
    await expect(data.patients.open(scope)).rejects.toMatchObject(detected);
  });

  test('of a read that no earlier leaf covers is detected', async () => {
    const { data, scope, lie } = await deceived();
    const theirs = await data.patients.open(scope);
    lie();
    await theirs.refresh();
    // 15 minutes, and the tolerance of clocks.
    practice.running.clock.advance(21 * 60_000);
    await expect(theirs.refresh()).rejects.toMatchObject(detected);
  });
});
