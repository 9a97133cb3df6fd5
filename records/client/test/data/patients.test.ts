import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { POSTING_BYTES, signHead } from '@etanche/core-sealing';
import { readPatient, type JsonObject } from '@etanche/records-fhir';
import {
  createMemory,
  createRecordsData,
  linkedFiles,
  signIn,
  type DataError,
  type FileResource,
  type PatientFile,
  type RecordsData,
  type RecordsClient,
} from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, dataOf, onDevice, patient, scopesOf, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let doctor: RecordsData;
let colleague: RecordsData;
let secretary: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  colleague = dataOf(practice.colleague.client);
  secretary = dataOf(practice.secretary.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

function ofType(file: PatientFile, type: string): FileResource[] {
  return file.resources().filter(({ resource }) => resource.resourceType === type);
}
function one(file: PatientFile, type: string): FileResource {
  const [found] = ofType(file, type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
}

describe('a new file', () => {
  test('is found by each term, and a secretary opens only its identity', async () => {
    const exact =
      '{"resourceType":"Observation",  "status":"final","code":{"text":"poids"},"subject":{"reference":"Patient/x"},"valueQuantity":{"value":70.10}}';
    const file = await doctor.patients.create(patient('Durand', 'Zoé', '1971-05-09'), [allergy('Pénicilline'), exact]);
    for (const text of ['09 05 1971 d', '09/05/1971', 'durand zoe', 'duran z 1971', '06 12 34 56 78']) {
      expect({ text, found: await scopesOf(secretary, text) }).toEqual({ text, found: [file.scope] });
    }
    const atReception = await secretary.patients.open(file.scope);
    expect(atReception.resources().map(({ resource }) => resource.resourceType)).toEqual(['Patient']);
    expect(atReception.withheld()).toBe(2);
    const byColleague = await colleague.patients.open(file.scope);
    expect(one(byColleague, 'Observation').text).toBe(exact);
    expect(one(byColleague, 'Patient').author).toBe(practice.doctor.member);
  });

  test('is not created from invalid resources, and the error lists every fault', async () => {
    const creating = doctor.patients.create(patient('Durand', 'Zoé', '1971-13-09'), [
      allergy('x'),
      { resourceType: 'AllergyIntolerance' },
      patient('Autre', 'Ève', '1990-01-01'),
      '{"resourceType":"Observation","status":"final","status":"final"}',
    ]);
    await expect(creating).rejects.toMatchObject({ code: 'invalid_resource' });
    const error: unknown = await creating.catch((reason: unknown) => reason);
    const { issues } = error as DataError;
    expect(new Set(issues.map(({ place }) => place))).toEqual(new Set([0, 2, 4]));
    const two = doctor.patients.create(patient('Un', 'Ève', '1990-01-01'), [patient('Deux', 'Ève', '1990-01-01')]);
    await expect(two).rejects.toMatchObject({ issues: [{ code: 'one_patient' }] });
  });

  test('with clinical data cannot be created by a secretary', async () => {
    const creating = secretary.patients.create(patient('Durand', 'Luc', '1980-05-09'), [allergy('x')]);
    await expect(creating).rejects.toMatchObject({ code: 'not_entitled' });
  });

  test('is readable if more files are written at once than outputs stay in memory', async () => {
    const { client } = practice.doctor;
    const few = createRecordsData(client, { validate: null, freshnessSeconds: 300, keptScopes: 1, rebases: 3 });
    const names = Array.from({ length: 8 }, (_, i) => `Foule${String.fromCharCode(65 + i)}`);
    const files = await Promise.all(names.map((name, i) => few.patients.create(patient(name, 'Léa', `1990-02-1${i}`))));
    const fresh = dataOf(client);
    for (const [i, { scope }] of files.entries()) {
      const [found] = (await fresh.patients.open(scope)).resources();
      expect(found?.text).toContain(names[i]);
    }
  });

  test('is compared with possible duplicates before its creation', async () => {
    const file = await doctor.patients.create(patient('Lefèvre', 'Anaïs', '1988-08-08'));
    const traits = readPatient(patient('LEFEVRE', 'Anais', '1988-08-08'));
    const { candidates, complete } = await secretary.patients.findDuplicates(traits);
    expect(complete).toBe(true);
    expect(candidates.map(({ scope, score }) => [scope, score.verdict])).toEqual([[file.scope, 'duplicate']]);
    const other = readPatient(patient('Dupont', 'Karim', '1988-08-09'));
    expect((await secretary.patients.findDuplicates(other)).candidates).toEqual([]);
  });
});

describe('a search', () => {
  test('distinguishes no patient from a text that is too short', async () => {
    expect(await secretary.patients.search('31 12 1900 z')).toMatchObject({ answer: 'not_found' });
    expect(await secretary.patients.search('dur')).toMatchObject({ answer: 'say_more', refusal: 'search_name' });
  });

  test('searches further terms only on request', async () => {
    const file = await doctor.patients.create(patient('Martin', 'Paul', '1975-06-07'));
    const answer = await secretary.patients.search('paul martin');
    expect(answer).toMatchObject({ answer: 'not_found' });
    const further = await answer.further?.();
    expect(further).toMatchObject({ answer: 'found', cards: [{ scope: file.scope }] });
  });

  test('for a term of 21 patients answers too_many, and birth date with letter finds one', async () => {
    const scopes: string[] = [];
    for (let i = 0; i < 21; i++) {
      const family = `${String.fromCharCode(65 + i)}bcde`;
      scopes.push((await doctor.patients.create(patient(family, 'Rose', '1999-09-19', `07 00 00 00 ${10 + i}`))).scope);
    }
    expect(await secretary.patients.search('19 09 1999')).toMatchObject({ answer: 'too_many', add: 'family_name' });
    expect(await scopesOf(secretary, '19 09 1999 u')).toEqual([scopes[20]]);
    const traits = readPatient(patient('ABCDE', 'Rosé', '1999-09-19'));
    const { candidates, complete } = await secretary.patients.findDuplicates(traits);
    expect([candidates.map(({ scope }) => scope), complete]).toEqual([[scopes[0]], false]);
  });
});

describe('a term of two traits', () => {
  test('shows 8 patients, and with 9 the answer is too_many until one of them leaves the term', async () => {
    const files: PatientFile[] = [];
    for (let i = 0; i < 9; i++) {
      const born = `1981-03-${String(10 + i)}`;
      files.push(await doctor.patients.create(patient('Homonyme', 'Iris', born, `07 11 00 00 ${String(10 + i)}`)));
    }
    const scopes = files.map(({ scope }) => scope).sort();
    expect(await secretary.patients.search('homonyme iris')).toMatchObject({ answer: 'too_many', add: 'birth_date' });
    expect(await scopesOf(secretary, '10 03 1981 h')).toEqual([files[0]?.scope]);
    const [leaving] = files;
    if (leaving === undefined) throw new Error('nine files');
    const { id } = leaving.patient().resource;
    const renamed = patient('Autrement', 'Iris', '1981-03-10', '07 11 00 00 10');
    await leaving.write([{ kind: 'update', id, resource: renamed }]);
    expect(await scopesOf(secretary, 'homonyme iris')).toEqual(scopes.filter((scope) => scope !== leaving.scope));
  });

  test('with a junk posting of an insider still finds its patient, and never answers not_found', async () => {
    const file = await doctor.patients.create(patient('Visée', 'Cléa', '1982-04-05', '07 22 00 00 01'));
    const { client } = practice.secretary;
    let locator = '';
    const listening = await onDevice(
      practice.secretary,
      lyingFetch(/postings\/lookup$/, (answer) => {
        locator = (answer['places'] as { postings: { locator: string }[] }[])[0]?.postings[0]?.locator ?? '';
        return answer;
      }),
    );
    expect(await scopesOf(listening, '05 04 1982 v')).toEqual([file.scope]);
    await writeJunk(client, locator);
    expect(await secretary.patients.search('05 04 1982 v')).toMatchObject({
      ...{ answer: 'found', unreadable: 1 },
      cards: [{ scope: file.scope }],
    });
    const absent = secretary.patients.search('05 04 1982 vidal');
    await expect(absent).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    const removing = writeJunk(client, locator, [locator]);
    await expect(removing).rejects.toMatchObject({ code: 'request_invalid' });
    expect(await scopesOf(secretary, '05 04 1982 v')).toEqual([file.scope]);
  });
});

/**
 * Writes a file without resources, with a posting of random bytes at a locator, as an attacker with a secretary's keys
 * can.
 */
async function writeJunk(client: RecordsClient, locator: string, remove: string[] = []) {
  const { id } = client.practice;
  const { member } = client.session;
  const random = (length: number) => Uint8Array.from(client.environment.random(length));
  const scope = toRecordId(random(16));
  const head = await signHead({ practice: id, scope, author: member }, null, [], [], client.secrets.keys().author);
  const add = remove.length > 0 ? [] : [{ locator, sealed: toBase64url(random(POSTING_BYTES)) }];
  const create = { purpose: 'scope', erasure: toBase64url(random(32)), eraser: toBase64url(random(32)) } as const;
  const postings = { add, remove };
  const body = { kind: 'create', create, head: head.jws, postings } as const;
  await client.session.call('write', { params: { scope }, body: { ...body, packs: [] } });
}

describe('an edit', () => {
  test('of other resources than a concurrent edit is merged with it', async () => {
    const file = await doctor.patients.create(patient('Noir', 'Iris', '1961-01-01'), [allergy('a'), allergy('b')]);
    const theirs = await colleague.patients.open(file.scope);
    const [first, second] = ofType(file, 'AllergyIntolerance');
    if (first === undefined || second === undefined) throw new Error('two allergies');
    await theirs.write([{ kind: 'update', id: first.id, resource: { ...first.resource, note: [{ text: 'leur' }] } }]);
    await file.write([{ kind: 'update', id: second.id, resource: { ...second.resource, note: [{ text: 'nôtre' }] } }]);
    expect(file.sequence()).toBe(3);
    expect(file.resource(first.id)?.text).toContain('leur');
    expect(await theirs.refresh()).toEqual([second.id]);
    expect(theirs.resource(second.id)?.text).toContain('nôtre');
  });

  test('of one resource by two members is a conflict that shows the other version and keeps the change', async () => {
    const file = await doctor.patients.create(patient('Blanc', 'Iris', '1961-01-02'), [allergy('a')]);
    const theirs = await colleague.patients.open(file.scope);
    const { id, resource } = one(file, 'AllergyIntolerance');
    await theirs.write([{ kind: 'update', id, resource: { ...resource, code: { text: 'leur' } } }]);
    const ours = { kind: 'update', id, resource: { ...resource, code: { text: 'nôtre' } } } as const;
    const writing = file.write([ours, { kind: 'create', resource: allergy('c') }]);
    await expect(writing).rejects.toMatchObject({
      code: 'conflict',
      conflicts: [{ id, base: 1, current: { version: 2, resource: { code: { text: 'leur' } } }, yours: ours }],
    });
    expect(ofType(file, 'AllergyIntolerance')).toHaveLength(1);
    expect(file.resource(id)?.version).toBe(2);
    await file.write([ours]);
    expect((await theirs.history(id)).map(({ version }) => version)).toEqual([3, 2, 1]);
  });

  test('by many members at once loses no change', async () => {
    const file = await doctor.patients.create(patient('Gris', 'Iris', '1961-01-03'));
    const files = await Promise.all(
      [doctor, colleague, doctor, colleague].map((data) => data.patients.open(file.scope)),
    );
    await Promise.all(
      files.flatMap((each, i) =>
        [0, 1, 2].map((n) => each.write([{ kind: 'create', resource: allergy(`${i}.${n}`) }])),
      ),
    );
    await file.refresh();
    expect(ofType(file, 'AllergyIntolerance')).toHaveLength(12);
    expect(file.sequence()).toBe(13);
  });

  test('of the identity replaces card and postings of the changed terms', async () => {
    const file = await doctor.patients.create(patient('Vert', 'Lise', '1962-02-02', '06 99 99 99 99'));
    const { resource, id } = file.patient().resource;
    const telecom = [{ system: 'phone', value: '07 88 88 88 88', use: 'mobile' }];
    await secretary.patients
      .open(file.scope)
      .then((open) => open.write([{ kind: 'update', id, resource: { ...resource, telecom } }]));
    expect(await scopesOf(secretary, '06 99 99 99 99')).toEqual([]);
    expect(await scopesOf(secretary, '07 88 88 88 88')).toEqual([file.scope]);
    expect(await scopesOf(secretary, 'vert lise')).toEqual([file.scope]);
  });

  test('must keep the one Patient of the file, and its status', async () => {
    const file = await doctor.patients.create(patient('Rose', 'Lise', '1963-02-02'));
    const { id } = file.patient().resource;
    for (const change of [
      { kind: 'delete', id } as const,
      { kind: 'create', resource: patient('Autre', 'Lise', '1963-02-03') } as const,
      { kind: 'update', id, resource: allergy('x') } as const,
    ]) {
      await expect(file.write([change])).rejects.toMatchObject({ issues: [{ code: 'one_patient' }] });
    }
    await file.changeIdentity({ kind: 'document_checked', document: 'CN', date: '2026-11-22' }, insee('75056'));
    expect(file.patient().traits.reliability.status).toBe('VALI');
    const renamed = { ...file.patient().resource.resource, birthDate: '1963-02-04' };
    await expect(file.write([{ kind: 'update', id, resource: renamed }])).rejects.toMatchObject({
      code: 'identity_refused',
      rule: 'traits_changed',
    });
    const unverified = { ...file.patient().resource.resource, extension: birthPlaceAlone(file) };
    await expect(file.write([{ kind: 'update', id, resource: unverified }])).rejects.toMatchObject({
      rule: 'identity_status',
    });
    const atReception = await secretary.patients.open(file.scope);
    await expect(atReception.changeIdentity({ kind: 'document_withdrawn' })).rejects.toMatchObject({
      rule: 'identity_role',
    });
    await file.changeIdentity({ kind: 'doubt_raised' });
    expect(file.patient().card.flags).toContain('doubtful');
  });

  test('that deletes a resource keeps its history', async () => {
    const file = await doctor.patients.create(patient('Brun', 'Lise', '1964-02-02'), [allergy('a')]);
    const { id } = one(file, 'AllergyIntolerance');
    await file.write([{ kind: 'delete', id }]);
    expect(ofType(file, 'AllergyIntolerance')).toEqual([]);
    const history = await (await colleague.patients.open(file.scope)).history(id);
    expect(history.map(({ version, resource }) => [version, resource === null])).toEqual([
      [2, true],
      [1, false],
    ]);
  });
});

describe('the history of a resource', () => {
  test('has the author and the time of each version, including a deletion', async () => {
    const { clock } = practice.running;
    const spans: { readonly from: number; readonly to: number }[] = [];
    const during = async <T>(step: () => Promise<T>): Promise<T> => {
      const from = clock.now();
      const done = await step();
      spans.push({ from, to: clock.now() });
      clock.advance(60_000);
      return done;
    };
    const file = await during(() => doctor.patients.create(patient('Temps', 'Lise', '1964-03-03'), [allergy('a')]));
    const { id } = one(file, 'AllergyIntolerance');
    const theirs = await colleague.patients.open(file.scope);
    const changed = { ...allergy('b'), meta: { lastUpdated: '2001-02-03T04:05:06Z' } };
    await during(() => theirs.write([{ kind: 'update', id, resource: changed }]));
    await file.refresh();
    await during(() => file.write([{ kind: 'delete', id }]));
    const history = await theirs.history(id);
    const [own, other] = [practice.doctor.member, practice.colleague.member];
    expect(history.map(({ version, author }) => [version, author])).toEqual([
      [3, own],
      [2, other],
      [1, own],
    ]);
    for (const [i, { from, to }] of spans.toReversed().entries()) {
      const time = history[i]?.time ?? 0;
      expect({ i, isDuring: from <= time && time <= to }).toEqual({ i, isDuring: true });
    }
    expect(history[1]?.resource).toMatchObject({ time: history[1]?.time, resource: { meta: changed.meta } });
  });

  test('gets no version from a device with a wrong clock until the clock is corrected', async () => {
    const { clock } = practice.running;
    let off = 0;
    const now = () => clock.now() + off;
    const environment = { ...practice.doctor.options.environment, now, memory: createMemory() };
    const options = { ...practice.doctor.options, environment, idleMs: 3_600_000 };
    const device = dataOf(await signIn(options));
    const file = await device.patients.create(patient('Horloge', 'Lise', '1964-03-04'));
    off = -20 * 60_000;
    const writing = { kind: 'create', resource: allergy('a') } as const;
    await expect(file.write([writing])).rejects.toMatchObject({ code: 'clock_differs' });
    expect(ofType(file, 'AllergyIntolerance')).toEqual([]);
    off = 0;
    await file.write([writing]);
    expect(ofType(file, 'AllergyIntolerance')).toHaveLength(1);
  });
});

describe('two files of one person', () => {
  test('are merged and unmerged, and a search always finds both', async () => {
    const kept = await doctor.patients.create(patient('Petit', 'Nina', '1955-05-05', '06 00 00 00 01'));
    const other = await doctor.patients.create(patient('Petit', 'Nine', '1955-05-05', '06 00 00 00 02'));
    const both = [kept.scope, other.scope].sort();
    await doctor.patients.merge(kept, other);
    expect(await scopesOf(secretary, '05 05 1955 p')).toEqual(both);
    expect(other.patient().card.flags).toContain('replaced');
    expect(linkedFiles(other)).toEqual([{ scope: kept.scope, type: 'replaced-by' }]);
    expect(linkedFiles(kept)).toEqual([{ scope: other.scope, type: 'replaces' }]);
    await expect(doctor.patients.merge(kept, other)).rejects.toMatchObject({ rule: 'merge_inactive' });
    await doctor.patients.unmerge(kept, other);
    expect([...linkedFiles(kept), ...linkedFiles(other), ...other.patient().card.flags]).toEqual([]);
    expect(await scopesOf(secretary, '05 05 1955 p')).toEqual(both);
  });

  test('whose merge was interrupted are merged by the same call', async () => {
    const kept = await doctor.patients.create(patient('Grand', 'Nina', '1955-05-06'));
    const other = await doctor.patients.create(patient('Grand', 'Nine', '1955-05-06'));
    const stale = await colleague.patients.open(kept.scope);
    const { id, resource } = kept.patient().resource;
    await kept.write([{ kind: 'update', id, resource: { ...resource, language: 'fr' } }]);
    const merging = colleague.patients.merge(stale, await colleague.patients.open(other.scope));
    await expect(merging).rejects.toMatchObject({ code: 'conflict' });
    await colleague.patients.merge(stale, await colleague.patients.open(other.scope));
    expect(linkedFiles(stale)).toEqual([{ scope: other.scope, type: 'replaces' }]);
  });
});

function insee(code: string) {
  return { birthPlace: { insee: code, name: 'Paris' } };
}

function birthPlaceAlone(file: PatientFile): JsonObject[] {
  const { extension } = file.patient().resource.resource;
  const all = Array.isArray(extension) ? (extension as JsonObject[]) : [];
  return all.filter(({ url }) => typeof url === 'string' && url.endsWith('birthPlace'));
}
