import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Refused } from '../src/report.ts';
import { patientUnits, type PatientUnit } from '../src/units/patient-units.ts';
import { survey } from '../src/units/survey.ts';
import { countUnits } from './support/count-units.ts';
import { bundleText, documentText, observationText, patientText } from './support/patients.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-import-units-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function read(files: Readonly<Record<string, string>>, memoryBytes = 1_000_000) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  const found = await survey([directory], () => undefined);
  const units: PatientUnit[] = [];
  const refused: Refused[] = [...found.refused];
  for await (const unit of patientUnits([directory], found, memoryBytes)) {
    if (unit.kind === 'patient') units.push(unit.unit);
    else refused.push(...unit.refused);
  }
  return { found, units, refused };
}

/** Ids by patient, those of shared resources behind a bar. */
function shape(units: readonly PatientUnit[]): string[] {
  const id = (item: { readonly resource: Readonly<Record<string, unknown>> }): string => String(item.resource['id']);
  return units
    .map(({ patient, resources, shared }) =>
      [id(patient), ...resources.map(id), '|', ...shared.map(id)].join(' ').trimEnd(),
    )
    .sort();
}

const practitioner = '{"resourceType":"Practitioner","id":"dr","identifier":[{"system":"urn:s","value":"8"}]}';

describe('a bundle of one patient', () => {
  test('is that patient’s, shared resources and all, in the exact text', async () => {
    const text = observationText('o', 'urn:uuid:p');
    const { units, refused, found } = await read({
      'a.json': bundleText('transaction', [
        ['urn:uuid:p', patientText('p')],
        ['urn:uuid:o', text],
        ['urn:uuid:dr', practitioner],
      ]),
    });
    expect(shape(units)).toEqual(['p o | dr']);
    expect(units[0]?.resources[0]?.text).toBe(text);
    expect(units[0]?.resources[0]?.place).toEqual({ file: 0, item: 2 });
    expect(refused).toEqual([]);
    expect(found).toMatchObject({ files: 1, patients: 1, resources: 3 });
  });
});

describe('patients who are scattered', () => {
  const files = {
    'Observation.ndjson': [
      observationText('o1', 'Patient/p1', ',"performer":[{"reference":"Practitioner/dr"}]'),
      observationText('o2', 'Patient/p2', ',"performer":[{"reference":"Practitioner?identifier=urn:s|8"}]'),
      observationText('o3', 'Patient/p1/_history/4'),
      observationText('away', 'https://x.example/fhir/Patient/p1'),
      observationText('lost', 'Patient/nobody'),
    ].join('\n'),
    'Patient.ndjson': `${patientText('p1')}\n\n${patientText('p2')}\r\n`,
    'Practitioner.ndjson': `${practitioner}\n{"resourceType":"Practitioner","id":"unused"}\n`,
  };

  test.each([1_000_000, 300])('are brought together with %i bytes of memory', async (memoryBytes) => {
    const { units, refused } = await read(files, memoryBytes);
    expect(shape(units)).toEqual(['p1 o1 o3 | dr', 'p2 o2 | dr']);
    expect(units.reduce((sum, { copies }) => sum + copies, 0)).toBe(1);
    expect(refused.map(({ file, item, code }) => [file, item, code]).sort()).toEqual([
      [0, 4, 'patient_missing'],
      [0, 5, 'patient_missing'],
      [2, 2, 'of_no_patient'],
    ]);
  });

  test('stand in one bundle for each visit', async () => {
    const visit = (id: string): string =>
      bundleText('collection', [
        ['urn:uuid:p', patientText('p')],
        [null, observationText(id, 'urn:uuid:p')],
      ]);
    const { units, refused } = await read({ 'a.json': visit('o1'), 'b.json': visit('o2') });
    expect(shape(units)).toEqual(['p o1 o2 |']);
    expect(units[0]?.repeated).toBe(1);
    expect(refused).toEqual([]);
  });

  test.each([1_000_000, 100])(
    'whose bundles each call them otherwise are one by their id (%i bytes of memory)',
    async (memory) => {
      const visit = (urn: string, id: string, binary: string): string =>
        bundleText('collection', [
          [`urn:uuid:${urn}`, patientText('p')],
          ['urn:uuid:o', observationText(id, `urn:uuid:${urn}`, `,"performer":[{"reference":"urn:uuid:dr-${urn}"}]`)],
          [`urn:uuid:d`, documentText(`d-${id}`, `urn:uuid:${urn}`, 'urn:uuid:b')],
          ['urn:uuid:b', `{"resourceType":"Binary","id":"${binary}","contentType":"text/plain"}`],
          [`urn:uuid:dr-${urn}`, practitioner],
        ]);
      const { units, refused, found } = await read(
        { 'a.json': visit('1', 'o1', 'b1'), 'b.json': visit('2', 'o2', 'b2') },
        memory,
      );
      expect(shape(units)).toEqual(['p o1 d-o1 b1 o2 d-o2 b2 | dr']);
      expect(found.repeated).toBe(1);
      expect(refused).toEqual([]);
    },
  );

  test.each([1_000_000, 100])('leave out what is of two of them (%i bytes of memory)', async (memory) => {
    const lines = [
      patientText('p1'),
      patientText('p2'),
      observationText('o1', 'Patient/p1'),
      '{"resourceType":"Appointment","id":"a","status":"booked","participant":[{"actor":{"reference":"Patient/p1"},"status":"accepted"},{"actor":{"reference":"Patient/p2"},"status":"accepted"}]}',
    ];
    const { units, refused } = await read({ 'a.ndjson': lines.join('\n') }, memory);
    expect(shape(units)).toEqual(['p1 o1 |', 'p2 |']);
    expect(refused).toEqual([{ file: 0, item: 4, path: '', code: 'several_patients' }]);
  });

  const born = (day: string): string => patientText('p', 'Durand', day);
  const visitOf = (patient: string, observation: string): string =>
    bundleText('collection', [
      ['urn:uuid:1', patient],
      [null, observationText(observation, 'urn:uuid:1')],
    ]);
  const withoutId = (day: string): string => born(day).replace('"id":"p",', '');
  test.each<[string, Record<string, string>]>([
    [
      'of NDJSON',
      {
        'a.ndjson': [
          born('1980-02-03'),
          observationText('o1', 'Patient/p'),
          born('1999-02-03'),
          born('1980-02-03'),
        ].join('\n'),
        'b.ndjson': observationText('o2', 'Patient/p'),
      },
    ],
    ['of two bundles', { 'a.json': visitOf(born('1980-02-03'), 'o1'), 'b.json': visitOf(born('1999-02-03'), 'o2') }],
    [
      'of two bundles that call them by one urn',
      { 'a.json': visitOf(withoutId('1980-02-03'), 'o1'), 'b.json': visitOf(withoutId('1999-02-03'), 'o2') },
    ],
    [
      'of one bundle',
      {
        'a.json': bundleText('collection', [
          ['urn:uuid:1', born('1980-02-03')],
          ['urn:uuid:2', born('1999-02-03')],
          [null, observationText('o1', 'urn:uuid:1')],
        ]),
      },
    ],
  ])('with two Patients of one id who cannot be one person bring in neither: %s', async (_what, files) => {
    const { units, refused, found } = await read({ ...files, 'z.ndjson': `${patientText('q')}\n` });
    expect(shape(units)).toEqual(['q |']);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['patient_twice', 'several_patients']));
    expect(refused).toHaveLength(found.resources - 1);
  });

  test('may be more than memory holds', { timeout: 60_000 }, async () => {
    const patients = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const filler = `,"note":[{"text":"${'é'.repeat(1000)}"}]`;
    const path = join(directory, 'all.ndjson');
    const file = await open(path, 'w');
    // Visit after visit, each patient once in each.
    for (let visit = 0; visit < 40; visit++) {
      await file.write(patients.map((id) => `${observationText(`o${visit}`, `Patient/${id}`, filler)}\n`).join(''));
    }
    await file.write(patients.map((id) => patientText(id)).join('\n'));
    await file.close();
    const counted = await countUnits(directory, { heapMegabytes: 40, memoryBytes: 5 << 20 });
    expect(counted).toEqual({ patients: 200, resources: 8000 });
    expect((await stat(path)).size).toBeGreaterThan(16e6);
  });

  test('without an id are each their own', async () => {
    const born = (day: string): string => patientText('p', 'Durand', day).replace('"id":"p",', '');
    const days = ['1980-02-03', '1999-02-03', '1980-02-03'];
    const { units, refused, found } = await read({ 'a.ndjson': days.map(born).join('\n') });
    expect(units.map(({ repeated }) => repeated)).toEqual([1, 0]);
    expect([refused, found.patients]).toEqual([[], 2]);
  });

  test('with two Patients of one id keep the first, and the other is told', async () => {
    const { units, refused } = await read({ 'a.ndjson': `${patientText('p')}\n${patientText('p', 'Autre')}\n` });
    expect(shape(units)).toEqual(['p |']);
    expect(refused).toEqual([{ file: 0, item: 2, path: '', code: 'patient_twice' }]);
  });
});

describe('what cannot be read', () => {
  test('is told with its place, and the rest goes on', async () => {
    const { units, refused, found } = await read({
      'a.json': bundleText('collection', [[null, patientText('p')]]),
      'b.json': '{"resourceType":"Bundle","type":"searchset","entry":[]}',
      'c.json': '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{',
      'd.ndjson': `${patientText('q')}\n{"resourceType":"Nothing"}\n{"a":1,"a":2}\n\u0000\n`,
      'e.json': '{"resourceType":"Bundle","type":"collection"}',
    });
    expect(shape(units)).toEqual(['p |', 'q |']);
    expect(refused.map(({ file, item, code }) => [file, item, code])).toEqual([
      [1, 1, 'bundle_invalid'],
      [2, 1, 'json_invalid'],
      [3, 2, 'resource_type'],
      [3, 3, 'json_invalid'],
      [3, 4, 'json_invalid'],
      [4, 1, 'bundle_empty'],
    ]);
    expect(found.resources).toBe(units.length + refused.length);
  });
});
