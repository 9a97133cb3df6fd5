import { afterAll, beforeAll, expect, test } from 'vitest';
import { utf8 } from '@etanche/core-wire';
import { buildWorkItem, synthesisOf, type Resource, type WorkFacts } from '@etanche/records-fhir';
import { createDataContext } from '../../src/data/create-data-context.ts';
import { loadScope } from '../../src/scope/load-scope.ts';
import { writeScope } from '../../src/scope/write-scope.ts';
import type { RecordsData } from '../../src/index.ts';
import { allergy, dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

/** Writes a version as a client of the reception would that does not ask where a resource belongs. */
async function forge(scope: string, resource: string, content: Resource, purpose: 'scope' | 'agenda' = 'scope') {
  const context = createDataContext(practice.secretary.client, {
    validate: null,
    freshnessSeconds: 300,
    keptScopes: 9,
    rebases: 2,
  });
  const state = await loadScope(context, { purpose, scope }, null);
  const bytes = utf8(JSON.stringify(content));
  const draft = { resource, base: 0, compartment: 'identity', kind: 'resource', bytes } as const;
  expect(
    await writeScope(context, state, state, state.erasure, [draft], { kind: purpose === 'scope' ? 'edit' : 'agenda' }),
  ).toMatchObject({ ok: true });
}

test('a clinical resource that a hostile client of the reception stored is not shown as one', async () => {
  const file = await doctor.patients.create(patient('Faux', 'Lise', '1981-05-06'), [allergy('pénicilline')]);
  const forged = `${'f'.repeat(25)}a`;
  await forge(file.scope, forged, { ...allergy('aucune allergie'), id: 'a' });
  await forge(file.scope, `${'g'.repeat(25)}a`, { resourceType: 'Condition', id: 'b', code: { text: 'inventée' } });
  const opened = await dataOf(practice.colleague.client).patients.open(file.scope);
  expect(opened.resource(forged)).toMatchObject({ compartment: 'identity', resource: { resourceType: 'Basic' } });
  expect(opened.resource(forged)?.text).toContain('aucune allergie');
  const { allergies, problems } = synthesisOf(opened.resources());
  expect(allergies.list.map(({ substance }) => substance)).toEqual(['pénicilline']);
  expect(problems).toEqual([]);
  const [past] = await opened.history(forged);
  expect(past?.resource?.resource).toEqual({ resourceType: 'Basic' });
});

test('a message that it stored on a doctor’s list is not shown, and hides nothing else', async () => {
  const { member } = practice.doctor;
  const facts: WorkFacts = {
    ...{ code: 'message', patient: { scope: 'c'.repeat(26), name: 'DURAND Léa' }, to: null, due: null },
    ...{ from: { id: member, name: 'Dr A' }, at: '2026-11-29T10:00:00+01:00', text: 'vu', observations: [] },
  };
  const list = await doctor.agenda.list(member);
  const own = await list.put(buildWorkItem(facts, member), null);
  const { scope } = list.head() ?? { scope: '' };
  const forged = `${'f'.repeat(25)}a`;
  await forge(scope, forged, { ...buildWorkItem({ ...facts, text: 'arrêter' }, member), id: 'a' }, 'agenda');
  const opened = await dataOf(practice.colleague.client).agenda.list(member);
  expect(opened.entries().map(({ id }) => id)).toEqual([own]);
  await list.refresh();
  expect(list.entries().map(({ id }) => id)).toEqual([own]);
});
