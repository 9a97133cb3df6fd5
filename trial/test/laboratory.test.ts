import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticPractice } from '@etanche/demo';
import { cdaOids, readCda, readReport, reportLimits, xmlLimits } from '@etanche/records-interop';
import { dropResult, runLaboratory, type Laboratory } from '../src/gateway/laboratory.ts';
import { laboratoryResult } from '../src/gateway/laboratory-results.ts';

const today = '2026-11-30';
const at = Date.parse(`${today}T09:00:00Z`);
const practice = syntheticPractice({ seed: 'practice', patients: 24, resourcesPerPatient: 1, today });
const patients = Array.from(practice, ({ traits }) => traits);
const place = { seed: 'laboratory', patients };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etanche-laboratory-'));
});
afterAll(() => rm(folder, { recursive: true }));

const laboratory = (now: () => number): Laboratory => ({ ...place, folder, everySeconds: 300, now });
const named = (family: string | null) => patients.filter(({ birthFamilyName }) => birthFamilyName === family);

test('the same seed, number and time give the same bytes, and another number other ones', async () => {
  for (const number of [0, 1, 2]) {
    const file = await laboratoryResult(place, number, at);
    expect(await laboratoryResult(place, number, at)).toEqual(file);
    const other = await laboratoryResult(place, number + 3, at);
    expect([other.name === file.name, Buffer.from(other.content).equals(file.content)]).toEqual([false, false]);
    const ofOtherSeed = await laboratoryResult({ ...place, seed: 'other' }, number, at);
    expect(Buffer.from(ofOtherSeed.content).equals(file.content)).toBe(false);
  }
});

test('HL7 and CDA name a patient by the INS of demonstrations, and HPRIM by name and birth date', async () => {
  const [hl7, hprim, cda] = await Promise.all([0, 1, 2].map((number) => laboratoryResult(place, number, at)));
  if (hl7 === undefined || hprim === undefined || cda === undefined) throw new RangeError('three results were made');
  const options = { ...reportLimits, today };
  const [first, second] = [hl7, hprim].map(({ content }) => readReport(Uint8Array.from(content), options));
  const document = readCda(Uint8Array.from(cda.content), xmlLimits);
  expect([first?.format, second?.format, document.type?.code]).toEqual(['hl7v2', 'hprim-medecin', '11502-2']);
  for (const identity of [first?.patient, document.patient.identity]) {
    expect(identity?.ins?.nature).toBe('demo');
    expect(patients.map(({ ins }) => ins?.matricule)).toContain(identity?.ins?.matricule);
  }
  const { familyName, birthFamilyName, birthDate } = second?.patient ?? {};
  expect(named(familyName ?? birthFamilyName ?? null).map((one) => one.birthDate)).toContain(birthDate);
  for (const report of [first, second]) {
    expect(report?.faults).toEqual([]);
    const items = report?.requests.flatMap((request) => request.items) ?? [];
    expect(items.filter(({ kind }) => kind === 'result')).toHaveLength(4);
  }
  expect(document.body).toMatchObject({ kind: 'file', mediaType: 'application/pdf' });
});

test('no document has the OID of a real INS', async () => {
  const [nir, nia] = cdaOids.ins;
  for (let number = 0; number < 12; number += 1) {
    const text = Buffer.from((await laboratoryResult(place, number, at)).content).toString('utf8');
    for (const oid of [nir, nia]) expect(text.includes(`${oid}&`) || text.includes(`"${oid}"`)).toBe(false);
  }
});

test('the clock numbers the results: one file for a period, and none while three wait', async () => {
  let now = at;
  const waiting = laboratory(() => now);
  const first = await dropResult(waiting);
  now += 299_000;
  expect(await dropResult(waiting)).toBe(first);
  expect(await readdir(folder)).toEqual([first]);
  now += 1000;
  const second = await dropResult(waiting);
  now += 300_000;
  const third = await dropResult(waiting);
  now += 300_000;
  expect(await dropResult(waiting)).toBeNull();
  expect(await readdir(folder)).toEqual([first, second, third]);
  expect((await readFile(join(folder, first ?? ''))).length).toBeGreaterThan(100);
});

test('the laboratory ends at the signal', async () => {
  const stop = new AbortController();
  const running = runLaboratory(
    laboratory(() => at),
    stop.signal,
  );
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});
