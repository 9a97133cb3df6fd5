import { describe, expect, test } from 'vitest';
import { buildPatient, readPatient, type RawResource } from '@etanche/records-fhir';
import { readMessageDocument } from '../worker/exchange/read-document.ts';
import { writeMessageDocument, type OutgoingDocument } from '../worker/exchange/write-document.ts';

const traits = {
  ...readPatient({}),
  ...{ birthFamilyName: 'ESSAI', birthGivenNames: ['Camille'], birthDate: '1977-07-12', sex: 'female' as const },
};
const patient = raw(buildPatient('p1', traits));
const facts = { title: 'Compte rendu', kind: 'report', date: '2026-11-27' } as const;
const part = { facts, contentType: 'application/pdf', bytes: new Uint8Array(12) };
let made = 0;
const given: OutgoingDocument = {
  ...{ patient, reference: 'Patient/p1', subject: 'Avis', note: 'Bonjour <b>toi</b> & moi', parts: [part] },
  ...{ resources: [], author: 'Dr Essai', base: 'https://records.example', now: Date.UTC(2026, 10, 27) },
  newId: () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
};

function raw(resource: RawResource['resource']): RawResource {
  return { resource, text: JSON.stringify(resource) };
}

function observation(subject: string): RawResource {
  return raw({
    ...{ resourceType: 'Observation', id: 'o1', status: 'final', subject: { reference: subject } },
    code: { text: 'Potassium' },
    valueQuantity: { value: 5.8, unit: 'mmol/L' },
    referenceRange: [{ low: { value: 3.5 }, high: { value: 5 } }],
  });
}

function vaccination(id: string, status: string): RawResource {
  return raw({
    ...{ resourceType: 'Immunization', id, status, patient: { reference: 'Patient/p1' }, lotNumber: 'A12' },
    ...{ vaccineCode: { text: 'REVAXIS' }, occurrenceDateTime: '2026-10-12' },
  });
}

describe('the document of a message', () => {
  test('is read as it was written: the words, the patient and the description of each attachment', () => {
    const read = readMessageDocument(writeMessageDocument(given));
    expect(read.fault).toBe(null);
    expect(read.texts).toEqual([{ title: '', text: 'Bonjour <b>toi</b> & moi' }]);
    expect(read.patient).toMatchObject({ traits: { birth_family_name: 'ESSAI', birth_date: '1977-07-12' } });
    expect(read.described.get(0)).toEqual(facts);
  });

  test('without words and attachments has neither', () => {
    const read = readMessageDocument(writeMessageDocument({ ...given, note: '  ', parts: [] }));
    expect([read.texts, read.described.size, read.fault]).toEqual([[], 0, null]);
  });

  test('has results with their exact texts, marked as abnormal by their own range', () => {
    const read = readMessageDocument(writeMessageDocument({ ...given, resources: [observation('Patient/p1')] }));
    expect(read.results).toMatchObject([{ name: 'Potassium', values: [{ text: '5,8', abnormal: 'high' }] }]);
    expect(read.measured.map(({ text }) => text)).toEqual([observation('Patient/p1').text]);
  });

  test('has vaccinations with their exact texts, and none of those that were entered in error', () => {
    const completed = vaccination('i1', 'completed');
    const resources = [completed, vaccination('i2', 'entered-in-error')];
    const read = readMessageDocument(writeMessageDocument({ ...given, resources }));
    expect(read.vaccines).toMatchObject([{ name: 'REVAXIS', lot: 'A12', date: '2026-10-12' }]);
    expect(read.vaccinations.get(read.vaccines[0]?.id ?? '')?.text).toBe(completed.text);
  });

  test('shows nothing of itself if a resource is about somebody else', () => {
    const read = readMessageDocument(writeMessageDocument({ ...given, resources: [observation('Patient/p2')] }));
    expect(read).toMatchObject({ fault: 'several_patients', texts: [], results: [], patient: null, identity: null });
  });

  test.each(['', '{}', '[1]', '{"resourceType":"Bundle","type":"document","entry":[]}'])(
    'is unreadable as %j, and throws nothing',
    (text) => {
      expect(readMessageDocument(text)).toMatchObject({ fault: 'unreadable', texts: [], patient: null });
    },
  );
});
