import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asDone, buildWorkItem, type Resource, type WorkFacts } from '@etanche/records-fhir';
import { createMemory, remainingQuotas, type RecordsData } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { dataOf, onDevice, startDataPractice, type DataPractice } from './data-practice.ts';

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

const facts: WorkFacts = {
  ...{ code: 'call_patient', patient: { scope: 'c'.repeat(26), name: 'DURAND Léa' }, to: null, due: null, text: null },
  ...{ from: { id: 'a'.repeat(26), name: 'Dr A' }, at: '2026-11-29T10:00:00+01:00', observations: [] },
};
const task = (list: string, change: Partial<WorkFacts> = {}): Resource => buildWorkItem({ ...facts, ...change }, list);
const message = (list: string, text: string): Resource => task(list, { code: 'message', text });
const agendaUnits = async ({ client } = practice.doctor): Promise<number> =>
  (await remainingQuotas(client)).agenda.openings;

describe('the list of a doctor', () => {
  test('costs no unit while it is empty, and one for all its items', async () => {
    expect(await doctor.agenda.isListFree(who)).toBe(true);
    const list = await secretary.agenda.list(who);
    expect(list.entries()).toEqual([]);
    await list.put(task(who), null);
    await list.put(task(who, { code: 'book' }), null);
    const before = await agendaUnits();
    const data = dataOf(practice.doctor.client);
    expect((await data.agenda.list(who)).entries()).toHaveLength(2);
    expect(await agendaUnits()).toBe(before - 1);
    expect((await doctor.agenda.day(who, '2026-11-29')).entries()).toEqual([]);
    expect(await doctor.agenda.loads({ from: '2026-01-01', to: '2026-12-31' })).toEqual([]);
  });

  test('shows the reception what is for it, and not that which is clinical', async () => {
    const own = practice.colleague.member;
    const list = await colleague.agenda.list(own);
    await list.put(task(own), null);
    const id = await list.put(message(own, 'VIH positif'), null);
    const atReception = await secretary.agenda.list(own);
    expect(atReception.entries().map(({ compartment }) => compartment)).toEqual(['identity']);
    expect(JSON.stringify(atReception.entries().map(({ text }) => text))).not.toContain('VIH');
    await expect(atReception.put(message(own, 'x'), null)).rejects.toMatchObject({ code: 'not_entitled' });
    await expect(atReception.put(asDone(message(own, 'x'), facts.at), id)).rejects.toMatchObject({
      code: 'not_entitled',
    });
    await expect(atReception.remove(id)).rejects.toThrow();
    await list.refresh();
    expect(list.entries()).toHaveLength(2);
  });

  test('accepts only tasks of this list', async () => {
    const list = await doctor.agenda.list(who);
    const refused = { code: 'invalid_resource' };
    await expect(list.put(task(practice.colleague.member), null)).rejects.toMatchObject(refused);
    await expect(list.put({ resourceType: 'Communication', status: 'completed' }, null)).rejects.toMatchObject(refused);
  });

  test('has a place for each part, which done items give back', async () => {
    const own = practice.secretary.member;
    const list = await doctor.agenda.list(own);
    const ids: string[] = [];
    for (let i = 0; i < 16; i++) ids.push(await list.put(task(own), null));
    await expect(list.put(task(own), null)).rejects.toMatchObject({ code: 'list_full' });
    await list.put(message(own, 'les médecins ont leur place'), null);
    await list.put(asDone(task(own), facts.at), ids[3] ?? '');
    expect(await list.put(task(own, { code: 'book' }), null)).toBe(ids[3]);
    expect(list.entries()).toHaveLength(17);
  });

  test('has further pages, which a new item opens and another device asks for', async () => {
    const own = 'e'.repeat(26);
    const opened: string[] = [];
    const list = await doctor.agenda.list(own, ({ date }) => opened.push(date));
    for (let i = 0; i < 24; i++) await list.put(message(own, `première page ${i}`), null);
    await expect(list.put(message(own, 'sans suite'), null)).rejects.toMatchObject({ code: 'list_full' });
    expect([opened, await list.hasMore()]).toEqual([['0001-01-01'], false]);
    const further = await list.put(message(own, 'deuxième page'), null, undefined, { mayOverflow: true });
    expect([opened, list.entries().length]).toEqual([['0001-01-01', '0001-01-02'], 25]);
    expect(list.entries().map(({ id }) => id)).toContain(further);

    const theirs = await colleague.agenda.list(own);
    expect([theirs.entries().length, theirs.version(further), await theirs.hasMore()]).toEqual([24, 0, true]);
    const units = await agendaUnits(practice.colleague);
    expect(await theirs.openNext()).toBe(true);
    expect(await agendaUnits(practice.colleague)).toBe(units - 1);
    expect([theirs.entries().length, await theirs.hasMore(), await theirs.openNext()]).toEqual([25, false, false]);
    const item = theirs.entries().find(({ id }) => id === further);
    if (item === undefined) throw new Error('the further page has the item');
    expect(await theirs.put(asDone(item.resource, facts.at), further, undefined, { base: item.version })).toBe(further);
    await list.refresh();
    expect(list.version(further)).toBe(2);
    // An item of the first page is still written there, and a place there is taken first.
    const [first] = list.entries();
    if (first === undefined) throw new Error('the first page has items');
    await list.put(asDone(first.resource, facts.at), first.id);
    expect(await list.put(message(own, 'de nouveau'), null, undefined, { mayOverflow: true })).toBe(first.id);
  });

  test('of another doctor, or an older one, is not accepted from the server', async () => {
    const [{ scope: theirs } = { scope: '' }] = await listScopes(practice.colleague.member);
    const memory = createMemory();
    const data = await onDevice(
      practice.doctor,
      lyingFetch(/agenda-days/, (answer) => ({
        ...answer,
        days: (answer['days'] as object[]).map((day) => ({ ...day, scope: theirs })),
      })),
      memory,
    );
    await expect(data.agenda.list(who)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    const known = createMemory();
    await (await onDevice(practice.doctor, globalThis.fetch, known)).agenda.list(who);
    const later = await onDevice(
      practice.doctor,
      lyingFetch(/agenda-days/, () => ({ days: [] })),
      known,
    );
    await expect(later.agenda.list(who)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    await expect(later.agenda.isListFree(who)).rejects.toMatchObject({ code: 'could_not_check' });
  });
});

async function listScopes(practitioner: string): Promise<readonly { readonly scope: string }[]> {
  const query = { practitioner, from: '0001-01-01', to: '0001-01-01' };
  return (await practice.doctor.client.session.call('agendaDays', { query })).days;
}
