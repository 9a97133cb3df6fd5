import { mkdir, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { fhirXmlToJson } from '@etanche/records-validator';
import type { Refusal } from '../src/report.ts';
import { patientUnits, type PatientUnit } from '../src/units/patient-units.ts';
import { surveySource } from '../src/units/survey.ts';
import { countUnits } from './support/count-units.ts';
import { bundleText, documentText, observationText, patientText } from './support/patients.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-import-units-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function read(files: Readonly<Record<string, string | Uint8Array>>, memoryBytes = 1_000_000) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  const survey = await surveySource([directory], memoryBytes, fhirXmlToJson, () => undefined);
  const units: PatientUnit[] = [];
  const refused: Refusal[] = [...survey.refused];
  for await (const unit of patientUnits([directory], survey, memoryBytes, fhirXmlToJson)) {
    if (unit.kind === 'patient') units.push(unit.unit);
    else refused.push(...unit.refused);
  }
  return { survey, units, refused };
}

/** Lists ids by patient; those of shared resources follow a bar. */
function shape(units: readonly PatientUnit[]): string[] {
  const id = (item: { readonly resource: Readonly<Record<string, unknown>> }): string => String(item.resource['id']);
  return units
    .map(({ patient, resources, shared }) =>
      [id(patient), ...resources.map(id), '|', ...shared.map(id)].join(' ').trimEnd(),
    )
    .sort();
}

/** Counts repetitions of the exact text of a state. */
function repeats(unit: PatientUnit | undefined): number {
  const texts = unit?.states.map(({ text }) => text) ?? [];
  return texts.length - new Set(texts).size;
}

const practitioner = '{"resourceType":"Practitioner","id":"dr","identifier":[{"system":"urn:s","value":"8"}]}';

describe('a bundle of one patient', () => {
  test('belongs to that patient completely, with the exact texts', async () => {
    const text = observationText('o', 'urn:uuid:p');
    const { units, refused, survey } = await read({
      'a.json': bundleText('transaction', [
        ['urn:uuid:p', patientText('p')],
        ['urn:uuid:o', text],
        ['urn:uuid:dr', practitioner],
      ]),
    });
    expect(shape(units)).toEqual(['p o | dr']);
    expect(units[0]?.resources[0]?.text).toBe(text);
    expect(units[0]?.resources[0]?.position).toEqual({ file: 0, item: 2, entry: 0 });
    expect(refused).toEqual([]);
    expect(survey).toMatchObject({ files: ['a.json'], patients: 1, resources: 3 });
  });
});

describe('patients whose resources are in several files', () => {
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

  test.each([1_000_000, 300])('are joined with %i bytes of memory', async (memoryBytes) => {
    const { units, refused } = await read(files, memoryBytes);
    expect(shape(units)).toEqual(['p1 o1 o3 | dr', 'p2 o2 | dr']);
    expect(units.reduce((sum, { copied }) => sum + copied.length, 0)).toBe(1);
    expect(refused.map(({ file, item, code }) => [file, item, code]).sort()).toEqual([
      [0, 4, 'patient_missing'],
      [0, 5, 'patient_missing'],
      [2, 2, 'of_no_patient'],
    ]);
  });

  test('are joined if there is one bundle for each visit', async () => {
    const visit = (id: string): string =>
      bundleText('collection', [
        ['urn:uuid:p', patientText('p')],
        [null, observationText(id, 'urn:uuid:p')],
      ]);
    const { units, refused } = await read({ 'a.json': visit('o1'), 'b.json': visit('o2') });
    expect(shape(units)).toEqual(['p o1 o2 |']);
    expect(repeats(units[0])).toBe(1);
    expect(refused).toEqual([]);
  });

  test.each([1_000_000, 100])(
    'are joined by their id if each bundle uses another full URL (%i bytes of memory)',
    async (memory) => {
      const visit = (urn: string, id: string, binary: string): string =>
        bundleText('collection', [
          [`urn:uuid:${urn}`, patientText('p')],
          ['urn:uuid:o', observationText(id, `urn:uuid:${urn}`, `,"performer":[{"reference":"urn:uuid:dr-${urn}"}]`)],
          [`urn:uuid:d`, documentText(`d-${id}`, `urn:uuid:${urn}`, 'urn:uuid:b')],
          ['urn:uuid:b', `{"resourceType":"Binary","id":"${binary}","contentType":"text/plain"}`],
          [`urn:uuid:dr-${urn}`, practitioner],
        ]);
      const { units, refused, survey } = await read(
        { 'a.json': visit('1', 'o1', 'b1'), 'b.json': visit('2', 'o2', 'b2') },
        memory,
      );
      expect(shape(units)).toEqual(['p o1 d-o1 b1 o2 d-o2 b2 | dr']);
      expect(survey.repeated).toBe(1);
      expect(refused).toEqual([]);
    },
  );

  test.each([1_000_000, 100])('do not get a resource of two patients (%i bytes of memory)', async (memory) => {
    const lines = [
      patientText('p1'),
      patientText('p2'),
      observationText('o1', 'Patient/p1'),
      '{"resourceType":"Appointment","id":"a","status":"booked","participant":[{"actor":{"reference":"Patient/p1"},"status":"accepted"},{"actor":{"reference":"Patient/p2"},"status":"accepted"}]}',
    ];
    const { units, refused } = await read({ 'a.ndjson': lines.join('\n') }, memory);
    expect(shape(units)).toEqual(['p1 o1 |', 'p2 |']);
    expect(refused).toEqual([{ file: 0, item: 4, entry: 0, path: '', code: 'several_patients' }]);
  });

  const born = (day: string): string => patientText('p', 'Durand', day);
  const visitOf = (patient: string, observation: string): string =>
    bundleText('collection', [
      ['urn:uuid:1', patient],
      [null, observationText(observation, 'urn:uuid:1')],
    ]);
  const withoutId = (day: string): string => born(day).replace('"id":"p",', '');

  describe('two people of one id', () => {
    test('are two files when each bundle resolves its own references', async () => {
      const { units, refused } = await read({
        'a.json': visitOf(born('1980-02-03'), 'o1'),
        'b.json': visitOf(born('1999-02-03'), 'o2'),
      });
      expect(shape(units)).toEqual(['p o1 |', 'p o2 |']);
      expect(refused).toEqual([]);
    });

    test('are two files when only their names differ', async () => {
      const named = (family: string, given: string): string => patientText('p', family).replace('Zoé', given);
      const { units } = await read({
        'a.json': visitOf(named('Weiss', 'Wilma'), 'o1'),
        'b.json': visitOf(named('Zola', 'Zita'), 'o2'),
        'c.json': visitOf(named('Weiss-Meier', 'Wilma'), 'o3'),
      });
      expect(shape(units)).toEqual(['p o1 o3 |', 'p o2 |']);
    });

    test('are two files when they come from two servers, even if they are identical', async () => {
      const fromServer = (server: string, observation: string): string =>
        bundleText('searchset', [
          [`https://${server}.example/fhir/Patient/p`, born('1980-02-03')],
          [`https://${server}.example/fhir/Observation/1`, observationText(observation, 'Patient/p')],
        ]);
      const { units, refused } = await read({ 'a.json': fromServer('one', 'o1'), 'b.json': fromServer('two', 'o2') });
      expect(shape(units)).toEqual(['p o1 |', 'p o2 |']);
      expect(refused).toEqual([]);
    });

    test('are two files when their bundles use the same urn', async () => {
      const { units } = await read({
        'a.json': visitOf(withoutId('1980-02-03'), 'o1'),
        'b.json': visitOf(withoutId('1999-02-03'), 'o2'),
      });
      expect(shape(units)).toEqual(['undefined o1 |', 'undefined o2 |']);
    });

    test('do not get a resource of NDJSON that may belong to either of them', async () => {
      const lines = [born('1980-02-03'), observationText('o1', 'Patient/p'), born('1999-02-03'), born('1980-02-03')];
      const { units, refused, survey } = await read({
        'a.ndjson': lines.join('\n'),
        'b.ndjson': observationText('o2', 'Patient/p'),
      });
      expect(shape(units)).toEqual(['p |', 'p |']);
      expect(refused.map(({ file, item, code }) => [file, item, code]).sort()).toEqual([
        [0, 2, 'several_patients'],
        [1, 1, 'several_patients'],
      ]);
      expect([survey.patients, repeats(units[0])]).toEqual([2, 1]);
    });
  });

  test('are found by an identifier that only one of them has', async () => {
    const withIdentifier = (id: string, value: string): string =>
      patientText(id, id).replace('{', `{"identifier":[{"system":"urn:ipp","value":"${value}"}],`);
    const observationOf = (id: string, value: string): string =>
      observationText(id, 'x').replace(
        /"subject":{[^}]*}/,
        `"subject":{"identifier":{"system":"urn:ipp","value":"${value}"}}`,
      );
    const { units, refused } = await read({
      'a.ndjson': [
        observationOf('o1', '1'),
        observationOf('o2', '2'),
        observationOf('o3', '3'),
        withIdentifier('p1', '1'),
        withIdentifier('p2', '2'),
        withIdentifier('p3', '2'),
      ].join('\n'),
    });
    expect(shape(units)).toEqual(['p1 o1 |', 'p2 |', 'p3 |']);
    expect(refused.map(({ item, code }) => [item, code])).toEqual([
      [2, 'several_patients'],
      [3, 'patient_missing'],
    ]);
  });

  test('get resources that name no patient but are connected with theirs, across files and along chains', async () => {
    const resource = (type: string, id: string, rest: string): string =>
      `{"resourceType":"${type}","id":"${id}",${rest}}`;
    const { units, refused } = await read({
      'Patient.ndjson': `${patientText('p1')}\n${patientText('p2', 'Autre')}`,
      'Observation.ndjson': `${observationText('o1', 'Patient/p1')}\n${observationText('o2', 'Patient/p2')}`,
      'DocumentReference.ndjson': documentText('d', 'Patient/p2', 'Binary/b'),
      'Binary.ndjson': resource('Binary', 'b', '"contentType":"text/plain"'),
      'Provenance.ndjson': [
        resource('Provenance', 'v1', '"target":[{"reference":"Observation/o1"}]'),
        resource('Provenance', 'v2', '"target":[{"reference":"Observation/o1"},{"reference":"Observation/o2"}]'),
        resource('Provenance', 'v3', '"target":[{"reference":"List/l"}]'),
        resource('Provenance', 'v4', '"target":[{"reference":"Observation/elsewhere"}]'),
      ].join('\n'),
      'List.ndjson': resource('List', 'l', '"entry":[{"item":{"reference":"Observation/o2"}}]'),
    });
    expect(shape(units)).toEqual(['p1 o1 v1 |', 'p2 b d l o2 v3 |']);
    expect(refused.map(({ item, code }) => [item, code])).toEqual([
      [2, 'several_patients'],
      [4, 'of_no_patient'],
    ]);
  });

  test('get the results of a Patient that another file replaces by theirs', async () => {
    const link = (type: string, id: string): string =>
      `"link":[{"type":"${type}","other":{"reference":"Patient/${id}"}}],`;
    const { units, refused } = await read({
      'a.ndjson': `${observationText('o1', 'Patient/old')}\n${patientText('new').replace('{', `{${link('replaces', 'old')}`)}`,
      'b.ndjson': `{${link('replaced-by', 'new')}"resourceType":"Patient","id":"old","active":false}`,
    });
    expect(shape(units)).toEqual(['new o1 |']);
    expect(refused.map(({ file, item, code }) => [file, item, code])).toEqual([[1, 1, 'patient_replaced']]);
  });

  test('may exceed the memory', async () => {
    const patients = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const filler = `,"note":[{"text":"${'é'.repeat(1000)}"}]`;
    const path = join(directory, 'all.ndjson');
    const file = await open(path, 'w');
    // Each visit has one line for each patient.
    for (let visit = 0; visit < 40; visit++) {
      await file.write(patients.map((id) => `${observationText(`o${visit}`, `Patient/${id}`, filler)}\n`).join(''));
    }
    await file.write(patients.map((id) => patientText(id)).join('\n'));
    await file.close();
    const { size } = await stat(path);
    const [divided, whole] = [await countUnits(directory, 3 << 20), await countUnits(directory, 100 << 20)];
    for (const { patients: read, resources } of [divided, whole]) expect([read, resources]).toEqual([200, 8000]);
    expect(divided.peakBytes).toBeLessThan(size / 2);
    expect(whole.peakBytes).toBeGreaterThan(size);
  });

  test('are read once if their texts fit in memory, and again otherwise', async () => {
    const lines = [patientText('p'), observationText('o', 'Patient/p'), practitioner];
    const path = join(directory, 'a.ndjson');
    for (const [memoryBytes, expected] of [
      [1_000_000, ['p o |']],
      [10, []],
    ] as const) {
      await writeFile(path, lines.join('\n'));
      const survey = await surveySource([directory], memoryBytes, null, () => undefined);
      await writeFile(path, '');
      const units: PatientUnit[] = [];
      for await (const unit of patientUnits([directory], survey, memoryBytes, null)) {
        if (unit.kind === 'patient') units.push(unit.unit);
      }
      expect(shape(units)).toEqual(expected);
    }
  });

  test('are read again if one of them is in a bundle of whole patients too', async () => {
    const { units, survey } = await read({
      'a.json': bundleText('collection', [
        ['urn:uuid:p', patientText('p')],
        [null, observationText('o1', 'urn:uuid:p')],
      ]),
      'b.ndjson': `${patientText('p')}\n${observationText('o2', 'Patient/p')}`,
    });
    expect(survey.kept).toBeNull();
    expect(shape(units)).toEqual(['p o1 o2 |']);
  });

  test('without an id are distinguished by their text', async () => {
    const born = (day: string): string => patientText('p', 'Durand', day).replace('"id":"p",', '');
    const days = ['1980-02-03', '1999-02-03', '1980-02-03'];
    const { units, refused, survey } = await read({ 'a.ndjson': days.map(born).join('\n') });
    expect(units.map(repeats)).toEqual([1, 0]);
    expect([refused, survey.patients]).toEqual([[], 2]);
  });

  test('with two states have them as versions, in the order of their writing', async () => {
    const state = (updated: string, phone: string): string =>
      patientText('p').replace(
        '{',
        `{"meta":{"lastUpdated":"${updated}"},"telecom":[{"system":"phone","value":"${phone}"}],`,
      );
    const [early, late] = [state('2024-01-01T00:00:00Z', '0102030405'), state('2025-01-01T00:00:00Z', '0607080910')];
    const { units, refused } = await read({ 'a.ndjson': `${late}\n${early}\n` });
    expect(units.map(({ states }) => states.map(({ text }) => text))).toEqual([[early, late]]);
    expect(units[0]?.patient.text).toBe(late);
    expect(refused).toEqual([]);
  });
});

describe('the content of a file determines its format', () => {
  const bundleOf = (id: string): string =>
    bundleText('collection', [
      [null, patientText(id, id)],
      [null, observationText(`o-${id}`, `Patient/${id}`)],
    ]);

  test.each<[string, string, string]>([
    ['a bundle on each line', 'a.ndjson', `${bundleOf('p')}\n${bundleOf('q')}\n`],
    ['a bundle on each line of a .json file', 'a.json', `${bundleOf('p')}\n${bundleOf('q')}\n`],
    [
      'NDJSON in a .json file',
      'a.json',
      ['p', 'q'].map((id) => `${patientText(id, id)}\n${observationText(`o-${id}`, `Patient/${id}`)}`).join('\n'),
    ],
    [
      'NDJSON under an unknown ending',
      'a.txt',
      ['p', 'q'].map((id) => `${patientText(id, id)}\n${observationText(`o-${id}`, `Patient/${id}`)}`).join('\n'),
    ],
    [
      'an array of resources',
      'a.json',
      `[${['p', 'q'].map((id) => `${patientText(id, id)},${observationText(`o-${id}`, `Patient/${id}`)}`).join(',\n')}]`,
    ],
    ['an array of bundles', 'a.json', `\ufeff [${bundleOf('p')} , ${bundleOf('q')}]`],
    [
      'a bundle of bundles',
      'a.json',
      bundleText('searchset', [
        [null, bundleOf('p')],
        [null, bundleOf('q')],
      ]),
    ],
    [
      'the history of a server',
      'a.json',
      bundleText(
        'history',
        ['p', 'q'].flatMap((id) => [
          [null, patientText(id, id)] as const,
          [null, observationText(`o-${id}`, `Patient/${id}`)] as const,
        ]),
      ),
    ],
  ])('%s', async (_format, name, content) => {
    const { units, refused } = await read({ [name]: content });
    expect(shape(units)).toEqual(['p o-p |', 'q o-q |']);
    expect(refused).toEqual([]);
  });

  test('FHIR XML', async () => {
    const xml = `<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>
      <entry><resource><Patient><id value="p"/><name><family value="Durand"/></name></Patient></resource></entry>
      <entry><resource><Observation><id value="o"/><status value="final"/><subject><reference value="Patient/p"/></subject>
      <valueQuantity><value value="70.10"/></valueQuantity></Observation></resource></entry></Bundle>`;
    const { units, refused } = await read({ 'a.xml': xml, 'b.xml': '<html><body/></html>', 'c.xml': '<Patient' });
    expect(shape(units)).toEqual(['p o |']);
    expect(units[0]?.resources[0]?.text).toContain('"valueQuantity":{"value":70.10}');
    expect(refused.map(({ file, code }) => [file, code])).toEqual([
      [1, 'resource_type'],
      [2, 'xml_invalid'],
    ]);
  });

  test('issues are reported with their position, also in lines of bundles', async () => {
    const faulty = bundleText('collection', [
      [null, patientText('p')],
      [null, '{"resourceType":"Nothing"}'],
    ]);
    const { units, refused } = await read({ 'a.ndjson': `${bundleOf('q')}\n${faulty}` });
    expect(shape(units)).toEqual(['p |', 'q o-q |']);
    expect(refused).toEqual([{ file: 0, item: 2, entry: 2, path: '', code: 'resource_type' }]);
  });
});

/** Reads a folder, and expects that each resource is in a file or refused, once. @returns all texts and positions */
async function countAll(folder: string, memoryBytes: number): Promise<string[]> {
  const survey = await surveySource([folder], memoryBytes, null, () => undefined);
  const [positions, texts]: [string[], string[]] = [[], []];
  let copies = 0;
  const refuse = (refused: readonly Refusal[]): void => {
    positions.push(...refused.map(({ file, item, entry, code }) => `${file}/${item}/${entry} ${code}`));
  };
  refuse(survey.refused);
  for await (const one of patientUnits([folder], survey, memoryBytes, null)) {
    if (one.kind === 'refused') refuse(one.refused);
    else {
      const { patient, states, resources, shared, copied } = one.unit;
      texts.push(...[...states, ...resources, ...shared].map(({ text }) => `${patient.text} ${text}`));
      copies += copied.length;
    }
  }
  expect(new Set(positions.map((position) => position.split(' ')[0])).size).toBe(positions.length);
  expect(texts.length - copies + survey.repeated + positions.length).toBe(survey.resources);
  return [...texts, ...positions].sort();
}

test('every resource of random files is counted once, whether the texts fit in memory or not', async () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const text = fc.oneof(
    fc
      .tuple(id, fc.constantFrom('1980-02-03', '1999-02-03'), fc.constantFrom('Durand', 'Autre'))
      .map(([p, day, name]) => patientText(p, name, day)),
    fc.tuple(id, id).map(([o, p]) => observationText(o, `Patient/${p}`)),
    fc.tuple(id, id).map(([d, p]) => documentText(d, `Patient/${p}`, `Binary/${p}`)),
    id.map((b) => `{"resourceType":"Binary","id":"${b}","contentType":"text/plain"}`),
    id.map((v) => `{"resourceType":"Provenance","id":"${v}","target":[{"reference":"Observation/${v}"}]}`),
    fc.constant(practitioner),
    fc.constant('{"resourceType":"Nothing"}'),
    fc.constant('{"resourceType":"Observation","status":"final","subject":{"display":"x"}}'),
  );
  const file = fc.oneof(
    fc.array(text, { minLength: 1, maxLength: 6 }).map((all) => ['ndjson', all.join('\n')] as const),
    fc.array(text, { minLength: 1, maxLength: 6 }).map(
      (all) =>
        [
          'json',
          bundleText(
            'collection',
            all.map((one) => [null, one]),
          ),
        ] as const,
    ),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      const folder = join(directory, String(run++));
      await mkdir(folder);
      const named = files.map(([ending, content], i) => [`${i}.${ending}`, content] as const);
      for (const [name, content] of named) await writeFile(join(folder, name), content);
      const inMemory = await countAll(folder, 1_000_000);
      const readAgain = await countAll(folder, 300);
      expect(inMemory).toEqual(readAgain);
    }),
    { numRuns: inject('isNightly') ? 150 : 50 },
  );
});

describe('an unreadable part of a source', () => {
  test('in another encoding than UTF-8 is reported as not_utf8, and other binary data as not_fhir', async () => {
    const latin = Buffer.from(patientText('p', 'Hélène'), 'latin1');
    const utf16 = Buffer.from(`\uFEFF${patientText('p')}`, 'utf16le');
    const lines = Buffer.concat([Buffer.from(`${patientText('q')}\n`), latin, Buffer.from('\n')]);
    const { units, refused, survey } = await read({
      'a.json': latin,
      'b.json': utf16,
      'c.xml': Buffer.from('<Patient xmlns="http://hl7.org/fhir"><id value="é"/></Patient>', 'latin1'),
      'd.ndjson': lines,
      'e.json': Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe]),
    });
    expect(shape(units)).toEqual(['q |']);
    expect(refused.map(({ file, item, code }) => [file, item, code])).toEqual([
      [0, 1, 'not_utf8'],
      [1, 1, 'not_utf8'],
      [2, 1, 'not_utf8'],
      [3, 2, 'not_utf8'],
      [4, 1, 'not_fhir'],
    ]);
    expect(survey.resources).toBe(units.length + refused.length);
  });

  test('that is a truncated gzip is reported once, and everything else is imported', async () => {
    const truncated = gzipSync(
      `${patientText('p')}\n${observationText('o', 'Patient/p')}\n${'x'.repeat(5000)}`,
    ).subarray(0, 120);
    const { units, refused, survey } = await read({
      'a.json.gz': truncated,
      'b.json': bundleText('collection', [[null, patientText('q')]]),
      'c.ndjson': `${patientText('r')}\n${observationText('o', 'Patient/elsewhere')}`,
    });
    expect(shape(units)).toEqual(['q |', 'r |']);
    expect(refused.map(({ file, code }) => [file, code])).toEqual([
      [0, 'source_unreadable'],
      [2, 'patient_missing'],
    ]);
    expect(survey.resources).toBe(units.length + refused.length);
  });

  test('is reported with its position, and the rest is imported', async () => {
    const { units, refused, survey } = await read({
      'a.json': bundleText('collection', [[null, patientText('p')]]),
      'b.json': '{"resourceType":"Bundle","type":"searchset","entry":[]}',
      'c.json': '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{',
      'd.ndjson': `${patientText('q')}\n{"resourceType":"Nothing"}\n{"a":1,"a":2}\n\u0000\n`,
      'e.json': '{"resourceType":"Bundle","type":"collection"}',
    });
    expect(shape(units)).toEqual(['p |', 'q |']);
    expect(refused.map(({ file, item, code }) => [file, item, code])).toEqual([
      [1, 1, 'bundle_empty'],
      [2, 1, 'json_invalid'],
      [3, 2, 'resource_type'],
      [3, 3, 'json_invalid'],
      [3, 4, 'json_invalid'],
      [4, 1, 'bundle_empty'],
    ]);
    expect(survey.resources).toBe(units.length + refused.length);
  });
});
