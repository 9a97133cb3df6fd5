import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkResource,
  groupByPatient,
  patientDocument,
  readPatient,
  resourceFromText,
  resourceLimits,
  splitBundle,
  subjectsOf,
  termsOf,
  type BundleEntry,
  type JsonObject,
  type Resource,
} from '../src/index.ts';

const folder = new URL('./fixtures/synthea/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const bundle = (entries: string, type = 'collection'): string =>
  `{"resourceType":"Bundle","type":"${type}","entry":[${entries}]}`;
const entry = (resource: JsonObject, fullUrl: string | null = null): BundleEntry => ({
  fullUrl,
  ...resourceFromText(JSON.stringify(resource), resourceLimits),
});

describe.each(files)('%s', (name) => {
  const text = read(name);
  const { entries, type } = splitBundle(text, resourceLimits);

  test('keeps every byte of each resource', () => {
    expect(type).toBe('transaction');
    const parsed = JSON.parse(text) as { entry: { resource: JsonObject; fullUrl: string }[] };
    expect(entries.map(({ resource }) => resource)).toEqual(parsed.entry.map(({ resource }) => resource));
    expect(entries.map(({ fullUrl }) => fullUrl)).toEqual(parsed.entry.map(({ fullUrl }) => fullUrl));
    // The texts of the resources with the text between them are the whole file.
    let rest = text;
    let whole = '';
    for (const { text: resource } of entries) {
      const at = rest.indexOf(resource);
      expect(at).toBeGreaterThan(0);
      whole += rest.slice(0, at) + resource;
      rest = rest.slice(at + resource.length);
    }
    const hash = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex');
    expect(hash(whole + rest)).toBe(hash(readFileSync(new URL(name, folder))));
    expect(rest).not.toContain('resourceType');
  });

  test('has one patient and shared practitioners and organisations, without a fault', () => {
    const { patients, shared, loose } = groupByPatient(entries);
    expect(patients).toHaveLength(1);
    expect(loose).toEqual([]);
    expect(new Set(shared.map(({ resource }) => resource.resourceType))).toEqual(
      new Set(['Organization', 'Practitioner']),
    );
    expect(entries.flatMap(({ resource }) => checkResource(resource))).toEqual([]);
    const [group] = patients;
    expect(termsOf(readPatient(group?.patient.resource ?? {})).map(({ kind }) => kind)).toEqual([
      'birth',
      'birth-letter',
      'name',
      'sound',
    ]);
  });

  test('becomes a document with the same bytes of each resource', () => {
    const options = {
      documentId: '7f3c9a52-0000-4000-8000-000000000001',
      compositionId: '7f3c9a52-0000-4000-8000-000000000002',
      now: 0,
      base: 'https://cabinet.example/fhir',
      author: { display: 'Cabinet' },
    };
    const document = patientDocument(entries, options);
    const again = splitBundle(document, resourceLimits);
    expect(again.type).toBe('document');
    expect(again.entries[0]?.resource.resourceType).toBe('Composition');
    expect(again.entries.slice(1).map((one) => one.text)).toEqual(entries.map((one) => one.text));
    const urls = new Set(again.entries.map(({ fullUrl }) => fullUrl));
    const sections = (again.entries[0]?.resource['section'] ?? []) as { entry: { reference: string }[] }[];
    const listed = sections.flatMap((section) => section.entry.map(({ reference }) => reference));
    expect(listed.filter((reference) => !urls.has(reference))).toEqual([]);
    expect(new Set(listed).size).toBe(entries.length - 1);
  });
});

describe('splitBundle', () => {
  test('keeps white space, escapes and decimals inside a resource', () => {
    const inner = '{ "resourceType" : "Basic",\n "extension":[{"url":"\\u0061","valueDecimal":1.00}] }';
    const text = `\ufeff ${bundle(`{"resource":${inner}}, {"request":{"method":"DELETE","url":"Basic/1"}}`, 'batch')}\n`;
    expect(splitBundle(text, resourceLimits).entries.map((one) => one.text)).toEqual([inner]);
  });

  test.each([
    ['a message', bundle('', 'message'), 'bundle_invalid'],
    ['a Bundle without a type', '{"resourceType":"Bundle"}', 'bundle_invalid'],
    ['another resource', '{"resourceType":"Patient"}', 'bundle_invalid'],
    ['two Bundles', `${bundle('')}${bundle('')}`, 'json_invalid'],
    ['a repeated entry field', '{"resourceType":"Bundle","type":"batch","entry":[],"entry":[]}', 'json_invalid'],
    ['a missing value', '{"resourceType":"Bundle","type":,"entry":[]}', 'json_invalid'],
  ])('rejects %s as a whole', (_what, text, code) => {
    expect(() => splitBundle(text, resourceLimits)).toThrow(expect.objectContaining({ code }));
  });

  const sound = '{"resource":{"resourceType":"Basic"}}';
  test.each([
    ['an unknown resource', '{"resource":{"resourceType":"X"}}', 'resource_type'],
    [
      'a repeated resource field',
      '{"resource":{"resourceType":"Basic"},"resource":{"resourceType":"Basic"}}',
      'json_invalid',
    ],
    ['a broken resource', '{"resource":{"resourceType":"Basic","a":[}]}}', 'json_invalid'],
    ['a broken request', '{"resource":{"resourceType":"Basic"},"request":{"a" 1}}', 'json_invalid'],
    ['an entry that is a list', '[]', 'json_invalid'],
    [
      'a resource that is nested too deeply',
      `{"resource":{"resourceType":"Basic","a":${'['.repeat(70)}${']'.repeat(70)}}}`,
      'json_limits',
    ],
    ['an entry without a resource', '{"fullUrl":"urn:uuid:1"}', 'entry_empty'],
    ['a deletion', '{"request":{"method":"DELETE","url":"Basic/1"}}', 'request_delete'],
    [
      'a deletion that has a resource',
      '{"resource":{"resourceType":"Basic"},"request":{"method":"DELETE","url":"Basic/1"}}',
      'request_delete',
    ],
    ['a read', '{"request":{"method":"GET","url":"Basic/1"}}', 'request_get'],
    [
      'a patch',
      '{"resource":{"resourceType":"Parameters"},"request":{"method":"PATCH","url":"Basic/1"}}',
      'request_patch',
    ],
    [
      'a message about a search',
      '{"resource":{"resourceType":"OperationOutcome","issue":[]},"search":{"mode":"outcome"}}',
      'search_outcome',
    ],
  ])('rejects only %s, with its number', (_what, entry, code) => {
    const { entries, rejected } = splitBundle(bundle(`${sound},${entry},${sound}`, 'batch'), resourceLimits);
    expect(rejected).toEqual([{ number: 2, code }]);
    expect(entries.map(({ number }) => number)).toEqual([1, 3]);
  });

  test('returns the entries before a truncation', () => {
    const { entries, rejected } = splitBundle(bundle(`${sound},${sound}`).slice(0, -7), resourceLimits);
    expect(entries.map(({ number }) => number)).toEqual([1]);
    expect(rejected).toEqual([{ number: 2, code: 'json_invalid' }]);
  });

  test('rejects a Bundle whose entry field is not a list', () => {
    const { entries, rejected } = splitBundle('{"resourceType":"Bundle","type":"batch","entry":{}}', resourceLimits);
    expect([entries, rejected]).toEqual([[], [{ number: 1, code: 'json_invalid' }]]);
  });

  test('returns a nested Bundle separately with its own entries', () => {
    const text = bundle(`${sound},{"resource":${bundle(sound)}}`, 'searchset');
    const { entries, nested } = splitBundle(text, resourceLimits);
    expect(entries.map(({ number }) => number)).toEqual([1]);
    expect(nested.map(({ number, bundle: inner }) => [number, inner.entries.length])).toEqual([[2, 1]]);
  });
});

describe('groupByPatient', () => {
  const one = entry({ resourceType: 'Patient', id: '1' }, 'urn:uuid:aaa');
  const two = entry({ resourceType: 'Patient', id: '2' }, 'https://example.org/fhir/Patient/2');

  test.each<[string, string]>([
    ['by type and id', 'Patient/2'],
    ['by absolute URL', 'https://example.org/fhir/Patient/2'],
    ['with a version', 'Patient/2/_history/3'],
    ['by urn', 'urn:uuid:2'],
  ])('resolves references %s', (_what, reference) => {
    const condition = entry({ resourceType: 'Condition', subject: { reference } });
    expect(groupByPatient([condition, one, two]).patients[1]?.resources).toEqual([condition]);
  });

  test('distinguishes patients of two servers with the same id', () => {
    const about = (reference: string, fullUrl: string | null = null) =>
      entry({ resourceType: 'Condition', subject: { reference } }, fullUrl);
    const elsewhere = about('https://elsewhere.example/Patient/2');
    const relative = about('Patient/2', 'https://elsewhere.example/fhir/Condition/1');
    expect(groupByPatient([one, two, elsewhere, relative]).loose).toEqual([
      { entry: elsewhere, reason: 'patient_missing' },
      { entry: relative, reason: 'patient_missing' },
    ]);
    const twin = entry({ resourceType: 'Patient', id: '1', gender: 'male' });
    const which = about('Patient/1');
    expect(groupByPatient([one, twin, which]).loose).toEqual([{ entry: which, reason: 'several_patients' }]);
  });

  test('groups a Binary with its document, also for a missing patient and over chains of any length', () => {
    const binary = entry({ resourceType: 'Binary', id: 'b', contentType: 'text/plain' });
    const absent = entry({
      resourceType: 'DocumentReference',
      subject: { reference: 'Patient/9' },
      content: [{ attachment: { url: 'Binary/b' } }],
    });
    expect(groupByPatient([one, binary, absent]).loose.map(({ reason }) => reason)).toEqual([
      'patient_missing',
      'patient_missing',
    ]);
    const chain = Array.from({ length: 3000 }, (_, i) =>
      entry({
        resourceType: 'Basic',
        id: `c${i}`,
        subject: { reference: `Basic/c${i + 1}` },
        author: { reference: i === 2999 ? 'Patient/1' : `Basic/c${i + 1}` },
      }),
    );
    expect(groupByPatient([...chain, one]).patients[0]?.resources).toHaveLength(3000);
  });

  test('resolves URNs that are not ids by fullUrl', () => {
    const condition = entry({ resourceType: 'Condition', subject: { reference: 'urn:uuid:aaa' } });
    expect(groupByPatient([one, two, condition]).patients[0]?.resources).toEqual([condition]);
  });

  test('assigns a Binary to the patient of its document, and a Provenance to the patient of its target', () => {
    const binary = entry({ resourceType: 'Binary', id: 'b', contentType: 'text/plain' });
    const document = entry({
      resourceType: 'DocumentReference',
      id: 'd',
      subject: { reference: 'Patient/1' },
      content: [{ attachment: { url: 'Binary/b' } }],
    });
    const provenance = entry({ resourceType: 'Provenance', target: [{ reference: 'Binary/b' }] });
    const { patients, shared } = groupByPatient([provenance, binary, document, one, two]);
    expect(patients[0]?.resources).toEqual([provenance, binary, document]);
    expect(shared).toEqual([]);
  });

  test('separates resources of no patient, of two patients, of a missing and of a contained patient', () => {
    const medication = entry({ resourceType: 'Medication', id: 'm' });
    const both = entry({
      resourceType: 'Appointment',
      participant: [{ actor: { reference: 'Patient/1' } }, { actor: { reference: 'Patient/2' } }],
    });
    const absent = entry({ resourceType: 'Condition', subject: { reference: 'Patient/3' } });
    const inside = entry({
      resourceType: 'Condition',
      contained: [{ resourceType: 'Patient', id: 'p' }],
      subject: { reference: '#p' },
    });
    const group = entry({ resourceType: 'Observation', subject: { reference: 'Group/1' } });
    const { patients, shared, loose } = groupByPatient([one, two, medication, both, absent, inside, group]);
    expect(patients.flatMap(({ resources }) => resources)).toEqual([]);
    expect(shared).toEqual([medication]);
    expect(loose).toEqual([
      { entry: both, reason: 'several_patients' },
      { entry: absent, reason: 'patient_missing' },
      { entry: inside, reason: 'patient_contained' },
      { entry: group, reason: 'subject_unclear' },
    ]);
  });

  describe('in a bundle of one patient', () => {
    const bearer = entry({ resourceType: 'Patient', id: '1', identifier: [{ system: 'urn:ipp', value: '7' }] });
    const about = (subject: JsonObject, resourceType = 'Observation') => entry({ resourceType, subject });

    test.each<[string, JsonObject, string]>([
      ['the identifier of another patient', { identifier: { system: 'urn:ipp', value: '8' } }, 'patient_missing'],
      ['the same number in another system', { identifier: { system: 'urn:nir', value: '7' } }, 'patient_missing'],
      ['a number without its system', { identifier: { value: '7' } }, 'patient_missing'],
      ['a conditional reference to another patient', { reference: 'Patient?identifier=urn:ipp|8' }, 'patient_missing'],
      ['a display text', { display: 'Madame Dupont' }, 'subject_unclear'],
      ['a group', { reference: 'Group/1' }, 'subject_unclear'],
      ['a device', { reference: 'Device/1' }, 'subject_unclear'],
    ])('rejects a resource whose subject is %s', (_what, subject, reason) => {
      const resource = about(subject);
      const provenance = entry({ resourceType: 'Provenance', target: [{ reference: 'Observation/x' }] });
      const { patients, loose } = groupByPatient([bearer, resource, provenance]);
      expect(loose).toEqual([{ entry: resource, reason }]);
      expect(patients[0]?.resources).toEqual([]);
    });

    test.each<[string, JsonObject]>([
      ['an identifier', { identifier: { system: 'urn:ipp', value: '7' } }],
      ['a conditional reference', { reference: 'Patient?identifier=urn:ipp|7' }],
      ['an encoded conditional reference', { reference: 'Patient?identifier=urn%3Aipp%7C7' }],
    ])('assigns a resource that refers to the patient by %s', (_what, subject) => {
      const resource = about(subject);
      expect(groupByPatient([bearer, two, resource]).patients[0]?.resources).toEqual([resource]);
    });

    test('rejects a resource whose identifier two patients have', () => {
      const twin = entry({ resourceType: 'Patient', id: '9', identifier: [{ system: 'urn:ipp', value: '7' }] });
      const resource = about({ identifier: { system: 'urn:ipp', value: '7' } });
      expect(groupByPatient([bearer, twin, resource]).loose).toEqual([{ entry: resource, reason: 'several_patients' }]);
    });
  });

  test('assigns resources of a replaced patient to the replacement, and reports the replaced one', () => {
    const link = (type: string, reference: string): JsonObject => ({ link: [{ other: { reference }, type }] });
    const current = entry({ resourceType: 'Patient', id: 'new', ...link('replaces', 'Patient/old') });
    const old = entry({ resourceType: 'Patient', id: 'old', active: false, ...link('replaced-by', 'Patient/new') });
    const oldest = entry({ resourceType: 'Patient', id: 'oldest', ...link('replaced-by', 'Patient/old') });
    const results = ['new', 'old', 'oldest'].map((id) =>
      entry({ resourceType: 'Observation', subject: { reference: `Patient/${id}` } }),
    );
    const { patients, loose } = groupByPatient([oldest, old, current, ...results]);
    expect(patients).toEqual([{ patient: current, resources: results }]);
    expect(loose.map(({ reason }) => reason)).toEqual(['patient_replaced', 'patient_replaced']);
    const circle = entry({ resourceType: 'Patient', id: 'a', ...link('replaced-by', 'Patient/b') });
    const other = entry({ resourceType: 'Patient', id: 'b', ...link('replaced-by', 'Patient/a') });
    expect(groupByPatient([circle, other]).patients.map(({ patient }) => patient)).toEqual([circle, other]);
  });

  test('assigns no patient a resource to which resources of two patients refer', () => {
    const binary = entry({ resourceType: 'Binary', id: 'b', contentType: 'text/plain' });
    const document = (patient: string) =>
      entry({
        resourceType: 'DocumentReference',
        subject: { reference: patient },
        content: [{ attachment: { url: 'Binary/b' } }],
      });
    const { loose } = groupByPatient([one, two, binary, document('Patient/1'), document('Patient/2')]);
    expect(loose).toEqual([{ entry: binary, reason: 'several_patients' }]);
  });
});

describe('patientDocument', () => {
  test('gives a separate full URL to each resource without an id and to each older state of an id', () => {
    const at = (lastUpdated: string) => ({ meta: { lastUpdated } });
    const resources = [
      entry({ resourceType: 'Patient', id: '1' }),
      entry({ resourceType: 'Basic' }),
      entry({ resourceType: 'Basic', id: '2', ...at('2026-02-01T00:00:00Z') }),
      entry({ resourceType: 'Basic', id: '2', ...at('2026-01-01T00:00:00Z') }),
    ];
    const document = JSON.parse(
      patientDocument(resources, {
        documentId: '7f3c9a52-0000-4000-8000-000000000001',
        compositionId: '8f3c9a52-0000-4000-8000-000000000002',
        ...{ now: 0, base: 'https://cabinet.example/fhir', author: { display: 'Cabinet' } },
      }),
    ) as { entry: { fullUrl: string }[] };
    expect(document.entry.slice(1).map(({ fullUrl }) => fullUrl)).toEqual([
      'https://cabinet.example/fhir/Patient/1',
      'urn:uuid:7f3c9a52-0000-4000-8000-000000000002',
      'https://cabinet.example/fhir/Basic/2',
      'urn:uuid:7f3c9a52-0000-4000-8000-000000000004',
    ]);
  });
});

describe('patientDocument refuses', () => {
  const options = {
    documentId: '7f3c9a52-0000-4000-8000-000000000001',
    compositionId: '7f3c9a52-0000-4000-8000-000000000002',
    now: 0,
    base: 'https://cabinet.example/fhir',
    author: { display: 'Cabinet' },
  };
  const patient = entry({ resourceType: 'Patient', id: '1' });
  test.each([
    ['no patient', [], options],
    ['two patients', [patient, entry({ resourceType: 'Patient', id: '2' })], options],
    ['an id that is not a UUID', [patient], { ...options, documentId: '1' }],
  ])('%s', (_what, resources, given) => {
    expect(() => patientDocument(resources, given)).toThrow(expect.objectContaining({ code: 'document_invalid' }));
  });
});

test.each(['Patient?name=Cond', 'Patient?birthdate=1980-01-01&name=A', 'patient/1', 'Patient/', '12', 'Madame X'])(
  'the subject %s, which is not a patient of the input, is unclear',
  (reference) => {
    const observation = { resourceType: 'Observation', status: 'final', code: {}, subject: { reference } } as Resource;
    expect(subjectsOf(observation)).toEqual([{ kind: 'unclear' }]);
  },
);
