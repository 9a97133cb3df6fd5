import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createMemory,
  createRecordsData,
  openImporter,
  openImporterFile,
  remainingQuotas,
  type PatientFile,
  type RecordsData,
  type RecordsClient,
} from '@etanche/records-client';
import type { PersonRole } from '@etanche/core-vault-protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { journalScopes } from '../../src/index.ts';
import { bundleText, observationText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice;
let doctor: RecordsData;
beforeAll(async () => {
  practice = await startImportPractice();
  doctor = practice.doctor;
});
afterAll(() => practice[Symbol.asyncDispose]());

/** Continues as a new doctor, because one doctor opens at most twenty scopes in a minute. */
async function continueAsNewDoctor(): Promise<void> {
  doctor = await practice.colleague();
}

let folders = 0;
async function sourceOf(...resources: readonly string[]): Promise<string> {
  const path = join(practice.directory, `source-${folders++}`);
  await mkdir(path, { recursive: true });
  const entries = resources.map((text) => [null, text] as const);
  await writeFile(join(path, 'export.json'), bundleText('collection', entries));
  return path;
}

function importPath(path: string) {
  return practice.import([path], { journal: join(practice.directory, `journal-${folders++}`) });
}

const data = { freshnessSeconds: 300, keptScopes: 100, rebases: 3 };
async function member(name: string, roles: readonly PersonRole[]): Promise<RecordsClient> {
  const { running } = practice;
  return (await running.join(running.doctor.client, name, [...roles])).client;
}

/** An Observation that names its patient only by a display text. */
function unclear(id: string): string {
  return `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"poids"},"subject":{"display":"Mme X"},"valueQuantity":{"value":70.10}}`;
}

/** Imports resources that have no patient, and returns their scopes by the id of the resource. */
async function unassignedOf(...resources: readonly string[]): Promise<Map<string, string>> {
  const report = await importPath(await sourceOf(...resources));
  const scopes = new Map<string, string>();
  for (const { item, unassigned } of report.refused) {
    const { id } = JSON.parse(resources[item - 1] ?? '') as { id: string };
    if (unassigned !== undefined) scopes.set(id, unassigned);
  }
  return scopes;
}

/** Imports a patient, and returns the scope of the file. */
async function scopeOf(text: string, ...others: readonly string[]): Promise<string> {
  const journal = join(practice.directory, `journal-${folders++}`);
  await practice.import([await sourceOf(text, ...others)], { journal });
  const { practice: id, doctor: member } = practice.running;
  const [scope] = await journalScopes(journal, id, member.client.secrets.indexSecret(), [text]);
  return scope ?? '';
}

async function newPatient(family: string): Promise<PatientFile> {
  return doctor.patients.open(await scopeOf(patientText(family.toLowerCase(), family)));
}

async function unitsFor(client: RecordsClient, step: () => Promise<unknown>): Promise<number> {
  const left = async () => (await remainingQuotas(client)).scope.openings;
  const before = await left();
  await step();
  return before - (await left());
}

describe('an import', () => {
  beforeAll(continueAsNewDoctor);

  test('puts resources without a certain patient on the list, and all others into the files', async () => {
    const absent = [observationText('n1', 'Patient/absent'), observationText('n2', 'Patient/absent')];
    const source = await sourceOf(patientText('here'), observationText('o1', 'Patient/here'), ...absent, unclear('u1'));
    const report = await importPath(source);
    expect(report.resources).toMatchObject({ found: 5, written: { Patient: 1, Observation: 1 }, refused: 3 });
    expect(report.resources.unassigned).toBe(3);
    expect(report.unassigned).toEqual({
      ...{ added: 3, repeated: 0 },
      counts: [
        { file: 0, reason: 'patient_missing', resources: 2 },
        { file: 0, reason: 'subject_unclear', resources: 1 },
      ],
    });
    const scopes = new Set(report.refused.map(({ unassigned }) => unassigned));
    const listed = (await doctor.unassigned.list()).filter(({ scope }) => scopes.has(scope));
    expect(listed.map(({ reason, open }) => ({ reason, open })).sort((a, b) => b.open - a.open)).toEqual([
      { reason: 'patient_missing', open: 2 },
      { reason: 'subject_unclear', open: 1 },
    ]);
    const absentScope = listed.find(({ open }) => open === 2)?.scope ?? '';
    const file = await doctor.unassigned.open(absentScope);
    expect(
      file
        .resources()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(absent);
  });

  test('adds nothing if it is repeated from a copy and without its journal', async () => {
    const resources = [unclear('twice'), observationText('twice-2', 'Patient/absent-2')];
    const first = await importPath(await sourceOf(...resources));
    const before = await practice.count();
    const second = await importPath(await sourceOf(...resources));
    expect(first.unassigned).toMatchObject({ added: 2, repeated: 0 });
    expect(second.unassigned).toMatchObject({ added: 0, repeated: 2 });
    expect(second.refused).toEqual(first.refused);
    expect(await practice.count()).toEqual(before);
  });

  test('counts equal bytes in one source as repeated', async () => {
    const report = await importPath(await sourceOf(unclear('same'), unclear('same')));
    expect(report.unassigned).toMatchObject({ added: 1, repeated: 1 });
  });

  test('adds resources of the same absent patient in a later export to the same scope', async () => {
    await importPath(await sourceOf(observationText('later-1', 'Patient/later')));
    const report = await importPath(
      await sourceOf(observationText('later-1', 'Patient/later'), observationText('later-2', 'Patient/later')),
    );
    expect(report.unassigned).toMatchObject({ added: 1, repeated: 1 });
    const scope = report.refused[0]?.unassigned ?? '';
    expect((await doctor.unassigned.list()).find((entry) => entry.scope === scope)).toMatchObject({ open: 2 });
    expect((await doctor.unassigned.open(scope)).resources()).toHaveLength(2);
  });

  test('keeps the resources of a refused Patient on the list', async () => {
    const bad = patientText('bad').replace('"female"', '"unheard-of"');
    const report = await importPath(await sourceOf(bad, observationText('of-bad', 'Patient/bad')));
    expect(report.refused).toMatchObject([{ item: 1 }, { item: 2, code: 'patient_refused' }]);
    expect(report.refused[0]?.unassigned).toBeUndefined();
    const file = await doctor.unassigned.open(report.refused[1]?.unassigned ?? '');
    expect(file.resources().map(({ text }) => text)).toEqual([observationText('of-bad', 'Patient/bad')]);
  });

  test('lists a letter of two megabytes, and a resource with a reference of one megabyte', async () => {
    const note = (id: string, bytes: number) => unclear(id).replace('"poids"', `"${'x'.repeat(bytes)}"`);
    const named = observationText('long', 'Patient/x').replace('Patient/x', `https://a.example/${'y'.repeat(1e6)}`);
    const report = await importPath(await sourceOf(note('letter', 1_900_000), named));
    expect(report.unassigned).toMatchObject({ added: 2 });
    const file = await doctor.unassigned.open(report.refused[0]?.unassigned ?? '');
    expect(file.resources().map(({ text }) => text.length)).toEqual([note('letter', 1_900_000).length]);
  });

  test('rejects a faulty resource instead of listing it', async () => {
    const faulty = unclear('faulty').replace('"final"', '7');
    const report = await importPath(await sourceOf(faulty));
    expect(report.refused).toMatchObject([{ item: 1, path: expect.stringContaining('status') as string }]);
    expect(report.resources.unassigned).toBe(0);
  });

  test('cannot read the list', async () => {
    const [scope = ''] = (await unassignedOf(unclear('sealed'))).values();
    const importer = await openImporter(
      {
        ...practice.running.doctor.options,
        environment: { ...practice.running.doctor.options.environment, memory: createMemory() },
      },
      await openImporterFile(Uint8Array.from(practice.key), practice.passphrase),
    );
    await expect(importer.session.call('unassigned', { query: {} })).rejects.toMatchObject({ code: 'forbidden' });
    const read = await importer.session.call('readScope', { params: { scope }, query: {} });
    expect(read).toMatchObject({ purpose: 'unassigned', packs: [], withheld: [{ compartment: 'clinical' }] });
    await expect(createRecordsData(importer, data).unassigned.list()).rejects.toMatchObject({ code: 'forbidden' });
    importer.session.lock();
  });
});

describe('a doctor', () => {
  beforeAll(() => {
    doctor = practice.doctor;
  });

  test('assigns a resource with its exact bytes, and is the author of that version', async () => {
    const text = unclear('assign');
    const [scope = ''] = (await unassignedOf(text)).values();
    const list = await doctor.unassigned.open(scope);
    const [resource] = list.resources();
    const file = await newPatient('Assignee');
    const [id = ''] = await doctor.unassigned.assign(list, [resource?.id ?? ''], file);
    expect(file.resource(id)).toMatchObject({ text, version: 1, author: practice.running.doctor.member });
    expect(list.resources()).toEqual([]);
    expect((await doctor.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
    const colleague = await practice.colleague();
    const read = await colleague.patients.open(file.scope);
    expect(read.resource(id)?.text).toBe(text);
    expect(await read.history(id)).toHaveLength(1);
    expect((await colleague.unassigned.open(scope)).resources()).toEqual([]);
    await expect.poll(async () => (await doctor.verifyAudit(600)).own.waiting).toBe(0);
  });

  test('assigns all resources of one absent patient at once', async () => {
    const texts = [1, 2, 3].map((n) => observationText(`many-${n}`, 'Patient/many'));
    const scopes = await unassignedOf(...texts);
    expect(new Set(scopes.values()).size).toBe(1);
    const list = await doctor.unassigned.open(scopes.get('many-1') ?? '');
    const file = await newPatient('Nombreuse');
    const ids = list.resources().map(({ id }) => id);
    const assigned = await doctor.unassigned.assign(list, ids, file);
    expect(assigned.map((id) => file.resource(id)?.text).sort()).toEqual(texts);
    expect(list.resources()).toEqual([]);
  });

  test('can repeat an assignment, which changes nothing', async () => {
    const [scope = ''] = (await unassignedOf(unclear('repeat'))).values();
    const list = await doctor.unassigned.open(scope);
    const ids = list.resources().map(({ id }) => id);
    const file = await newPatient('Repetee');
    const first = await doctor.unassigned.assign(list, ids, file);
    const before = await practice.count();
    expect(await doctor.unassigned.assign(list, ids, file)).toEqual(first);
    expect(await practice.count()).toEqual(before);
  });

  test('cannot assign a resource a second time to another patient', async () => {
    const [scope = ''] = (await unassignedOf(unclear('second'))).values();
    const list = await doctor.unassigned.open(scope);
    const ids = list.resources().map(({ id }) => id);
    await doctor.unassigned.assign(list, ids, await newPatient('Premiere'));
    const other = await newPatient('Seconde');
    await expect(doctor.unassigned.assign(list, ids, other)).rejects.toMatchObject({ code: 'conflict' });
    expect(other.resources()).toHaveLength(1);
  });

  test('rejects a resource as a duplicate by assigning it to a file that already has it', async () => {
    const text = observationText('there', 'Patient/there-later');
    const [scope = ''] = (await unassignedOf(text)).values();
    await importPath(await sourceOf(patientText('there-later', 'Plustard', '1931-05-06'), text));
    const answer = await doctor.patients.search('06 05 1931 p');
    const [card] = answer.answer === 'found' ? answer.cards : [];
    const file = await doctor.patients.open(card?.scope ?? '');
    const list = await doctor.unassigned.open(scope);
    const before = file.resources().length;
    const [id = ''] = await doctor.unassigned.assign(
      list,
      list.resources().map((one) => one.id),
      file,
    );
    expect(file.resource(id)?.text).toBe(text);
    expect(file.resources()).toHaveLength(before);
    expect(list.resources()).toEqual([]);
  });

  test('rejects a resource for a reason, which the audit log stores', async () => {
    const [scope = ''] = (await unassignedOf(unclear('reject'))).values();
    const list = await doctor.unassigned.open(scope);
    const ids = list.resources().map(({ id }) => id);
    await doctor.unassigned.reject(list, ids, 'foreign');
    expect(list.resources()).toEqual([]);
    expect((await doctor.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
    const { client } = practice.running.doctor;
    await expect
      .poll(async () => {
        const { leaves } = await client.session.call('leaves', { query: { from: 0, count: 1000 } });
        return leaves.filter((leaf) => leaf.includes(scope) && leaf.includes('"reject_foreign"')).length;
      })
      .toBe(1);
    const again = await importPath(await sourceOf(unclear('reject')));
    expect(again.unassigned).toMatchObject({ added: 0, repeated: 1 });
    expect((await doctor.unassigned.list()).some((entry) => entry.scope === scope)).toBe(false);
  });
});

describe('an assignment', () => {
  beforeAll(continueAsNewDoctor);

  test('is recognized by a later import of the same resource, which adds only new versions', async () => {
    const patient = patientText('apres', 'Apres');
    const about = observationText('apres-1', 'Patient/apres');
    const scopes = await unassignedOf(about);
    const file = await doctor.patients.open(await scopeOf(patient));
    const list = await doctor.unassigned.open(scopes.get('apres-1') ?? '');
    const [id = ''] = await doctor.unassigned.assign(
      list,
      list.resources().map((one) => one.id),
      file,
    );
    const again = await importPath(await sourceOf(patient, about));
    expect(again.alreadyStored).toEqual({ patients: 1, resources: 2 });
    const changed = observationText('apres-1', 'Patient/apres', ',"unit":"kg"');
    await importPath(await sourceOf(patient, changed));
    await file.refresh();
    expect(file.resources()).toHaveLength(2);
    expect(file.resource(id)).toMatchObject({ text: changed, version: 2 });
    expect((await file.history(id)).map(({ resource }) => resource?.text)).toEqual([changed, about]);
  });

  test('of two states of one resource stores them as its versions, the older one first', async () => {
    const at = (day: string, unit: string): string =>
      observationText('etats', 'Patient/etats', `,"unit":"${unit}"`).replace(
        '{',
        `{"meta":{"lastUpdated":"${day}T00:00:00Z"},`,
      );
    const [older, newer] = [at('2023-01-01', 'g'), at('2024-01-01', 'kg')];
    const report = await importPath(await sourceOf(newer, older));
    expect(report.unassigned).toMatchObject({ added: 2 });
    const list = await doctor.unassigned.open(report.refused[0]?.unassigned ?? '');
    const file = await newPatient('Etats');
    const ids = list.resources().map(({ id }) => id);
    const [one = '', other] = await doctor.unassigned.assign(list, ids, file);
    expect(other).toBe(one);
    expect((await file.history(one)).map(({ resource }) => resource?.text)).toEqual([newer, older]);
    expect(list.resources()).toEqual([]);
  });

  test('keeps the full URL of a resource in its source', async () => {
    const url = 'https://hopital.example/fhir/Observation/nommee';
    const path = await sourceOf();
    const entry = [url, observationText('nommee', 'Patient/nulle-part')] as const;
    await writeFile(join(path, 'export.json'), bundleText('collection', [entry]));
    const report = await importPath(path);
    expect(report.unassigned).toMatchObject({ added: 1 });
    const list = await doctor.unassigned.open(report.refused[0]?.unassigned ?? '');
    expect((await doctor.unassigned.list()).find(({ scope }) => scope === list.scope)).toMatchObject({ open: 1 });
    const file = await newPatient('Nommee');
    const ids = list.resources().map(({ id }) => id);
    const [id = ''] = await doctor.unassigned.assign(list, ids, file);
    expect(file.fullUrls(id)).toEqual([url]);
    expect((await doctor.unassigned.list()).some(({ scope }) => scope === list.scope)).toBe(false);
    expect((await importPath(path)).unassigned).toMatchObject({ added: 0, repeated: 1 });
  });

  test.each([
    ['without the signature of an evaluation', undefined, 'request_invalid'],
    ['with a signature by another key', 'A'.repeat(86), 'signature_refused'],
  ])('or a rejection %s is rejected by the server', async (_name, proof, code) => {
    await continueAsNewDoctor();
    const scopes = await unassignedOf(unclear(code.replace('_', '-')));
    const [scope = ''] = scopes.values();
    const file = await newPatient(code === 'request_invalid' ? 'Sanspreuve' : 'Faussepreuve');
    const client = await member('Dr Preuve', ['doctor']);
    type Decision = { proof?: string };
    type Sent = { readonly body?: Decision & { readonly decision?: Decision } };
    const call = client.session.call as unknown as (name: string, request?: Sent) => Promise<unknown>;
    const altered = (name: string, request?: Sent) => {
      const decision = request?.body?.decision ?? request?.body;
      if (decision?.proof !== undefined) {
        if (proof === undefined) delete decision.proof;
        else decision.proof = proof;
      }
      return call(name, request);
    };
    const forged: RecordsClient = {
      ...client,
      session: { ...client.session, call: altered as unknown as RecordsClient['session']['call'] },
    };
    const forger = createRecordsData(forged, data);
    const list = await forger.unassigned.open(scope);
    const ids = list.resources().map(({ id }) => id);
    await expect(forger.unassigned.reject(list, ids, 'foreign')).rejects.toMatchObject({ code });
    const to = await forger.patients.open(file.scope);
    await expect(forger.unassigned.assign(list, ids, to)).rejects.toMatchObject({ code });
    expect((await doctor.unassigned.open(scope)).resources()).toHaveLength(1);
    await file.refresh();
    expect(file.resources()).toHaveLength(1);
  });
});

describe('another doctor', () => {
  beforeAll(continueAsNewDoctor);

  test('cannot assign a Patient', async () => {
    const known = patientText('twin', 'Jumelle', '1932-01-02');
    const numbered = known.replace('"gender"', '"identifier":[{"system":"urn:ipp","value":"twin"}],"gender"');
    const journal = join(practice.directory, 'twins');
    await practice.import([await sourceOf(numbered)], { journal });
    // One of the two has the name of the patient of the first import, and the other has the number.
    const other = numbered.replace('Jumelle', 'Jumeau').replace('Zoé', 'Ana');
    const report = await practice.import([await sourceOf(known, other)], { journal });
    expect(report.refused).toMatchObject([{ code: 'several_patients' }]);
    const list = await doctor.unassigned.open(report.refused[0]?.unassigned ?? '');
    const ids = list.resources().map(({ id }) => id);
    const file = await newPatient('Autre');
    await expect(doctor.unassigned.assign(list, ids, file)).rejects.toMatchObject({ code: 'invalid_resource' });
    expect(list.resources()).toHaveLength(1);
  });

  test('cannot assign to an erased patient', async () => {
    const [scope = ''] = (await unassignedOf(unclear('erased'))).values();
    const list = await doctor.unassigned.open(scope);
    const file = await newPatient('Effacee');
    await doctor.patients.erase(file, 'request');
    const colleague = await practice.colleague();
    const waiting = (await colleague.patients.erasures()).find((one) => one.scope === file.scope);
    if (waiting === undefined) throw new Error('no erasure waits');
    await colleague.patients.confirmErasure(await colleague.patients.open(file.scope), waiting);
    const ids = list.resources().map(({ id }) => id);
    await expect(doctor.unassigned.assign(list, ids, file)).rejects.toMatchObject({ code: 'erasing' });
    expect((await doctor.unassigned.open(scope)).resources()).toHaveLength(1);
  });

  test('who decides at the same time as a colleague gets a conflict, and one decision is stored', async () => {
    const [scope = ''] = (await unassignedOf(unclear('race'))).values();
    const colleague = await practice.colleague();
    const [a, b] = [await newPatient('Course'), await newPatient('Autrecourse')];
    const theirs = await colleague.patients.open(b.scope);
    const lists = [await doctor.unassigned.open(scope), await colleague.unassigned.open(scope)] as const;
    const ids = lists[0].resources().map(({ id }) => id);
    const outcomes = await Promise.allSettled([
      doctor.unassigned.assign(lists[0], ids, a),
      colleague.unassigned.assign(lists[1], ids, theirs),
    ]);
    const failed = outcomes.filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'conflict' } }]);
    await Promise.all([a.refresh(), theirs.refresh()]);
    expect(a.resources().length + theirs.resources().length).toBe(3);
  });

  test('who rejects while a colleague assigns leaves one decision, with the resource in one file or in none', async () => {
    await continueAsNewDoctor();
    const [scope = ''] = (await unassignedOf(unclear('both'))).values();
    const colleague = await practice.colleague();
    const file = await newPatient('Lesdeux');
    const lists = [await doctor.unassigned.open(scope), await colleague.unassigned.open(scope)] as const;
    const ids = lists[0].resources().map(({ id }) => id);
    const [assigned, rejected] = await Promise.allSettled([
      doctor.unassigned.assign(lists[0], ids, file),
      colleague.unassigned.reject(lists[1], ids, 'foreign'),
    ]);
    const failed = [assigned, rejected].filter(({ status }) => status === 'rejected');
    expect(failed).toMatchObject([{ reason: { code: 'conflict' } }]);
    await Promise.all([file.refresh(), lists[0].refresh(), lists[1].refresh()]);
    expect(file.resources()).toHaveLength(assigned.status === 'fulfilled' ? 2 : 1);
    expect([...lists[0].resources(), ...lists[1].resources()]).toEqual([]);
    await expect(colleague.unassigned.reject(lists[1], ids, 'foreign')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('decides about at most 500 resources in one call', async () => {
    await continueAsNewDoctor();
    const many = Array.from({ length: 501 }, (_, i) => observationText(`mass-${i}`, 'Patient/mass'));
    const report = await importPath(await sourceOf(...many));
    expect(report.unassigned).toMatchObject({ added: 501 });
    const scope = report.refused[0]?.unassigned ?? '';
    expect(report.refused.every(({ unassigned }) => unassigned === scope)).toBe(true);
    const list = await doctor.unassigned.open(scope);
    const file = await newPatient('Masse');
    const ids = list.resources().map(({ id }) => id);
    await expect(doctor.unassigned.reject(list, ids, 'foreign')).rejects.toMatchObject({ code: 'too_large' });
    await expect(doctor.unassigned.assign(list, ids, file)).rejects.toMatchObject({ code: 'too_large' });
    await list.refresh();
    expect([list.resources().length, file.resources().length]).toEqual([501, 1]);
    await doctor.unassigned.reject(list, ids.slice(0, 500), 'foreign');
    await doctor.unassigned.assign(list, ids.slice(500), file);
    expect([list.resources().length, file.resources().length]).toEqual([0, 2]);
  });

  test('opens a scope for one unit of the quota of files, and no scope above the quota', async () => {
    const scopes = await unassignedOf(...Array.from({ length: 14 }, (_, i) => unclear(`quota-${i}`)));
    expect(new Set(scopes.values()).size).toBe(14);
    const client = await member('Dr Nouveau', ['doctor']);
    const newcomer = createRecordsData(client, data);
    const [first = '', ...others] = scopes.values();
    expect(await unitsFor(client, () => newcomer.unassigned.open(first))).toBe(1);
    expect(await unitsFor(client, () => newcomer.unassigned.open(first))).toBe(0);
    const outcomes: unknown[] = [];
    for (const scope of others) {
      outcomes.push(
        await newcomer.unassigned.open(scope).then(
          () => 'opened',
          (error: unknown) => error,
        ),
      );
    }
    expect(outcomes[0]).toBe('opened');
    expect(outcomes.at(-1)).toMatchObject({ code: 'quota_reached' });
    expect((await newcomer.unassigned.list()).length).toBeGreaterThan(13);
  });
});

describe('a secretary', () => {
  test('can neither list nor open unassigned resources', async () => {
    const [scope = ''] = (await unassignedOf(unclear('secret'))).values();
    const secretary = createRecordsData(await member('Céline Accueil', ['secretary']), data);
    await expect(secretary.unassigned.list()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(secretary.unassigned.open(scope)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(secretary.patients.open(scope)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

test('an unassigned scope cannot be opened as a patient’s file, or a file as an unassigned scope', async () => {
  const [scope = ''] = (await unassignedOf(unclear('purpose'))).values();
  const colleague = await practice.colleague();
  await expect(colleague.patients.open(scope)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  const file = await scopeOf(patientText('fichier', 'Fichier'));
  await expect(colleague.unassigned.open(file)).rejects.toMatchObject({
    ...{ code: 'could_not_check', reason: 'untrusted' },
  });
});
