import { utf8 } from '@etanche/core-wire';
import { buildPatient, buildVaccine, matchVaccines, readPatient, type VaccineFacts } from '@etanche/records-fhir';
import { unknownIdentity, writeVaccinationRecord, type CdaDraft, type CdaProfessional } from '@etanche/records-interop';
import { describe, expect, test } from 'vitest';
import { attachedDifferences } from '../worker/exchange/attached-differences.ts';
import { attachedOf, readAttached, withAttached } from '../worker/exchange/read-attached.ts';
import { readMessageDocument, unknownDocument } from '../worker/exchange/read-document.ts';
import { readReportDocument } from '../worker/exchange/read-report-document.ts';
import { writeMessageDocument } from '../worker/exchange/write-document.ts';

const traits = {
  ...readPatient({}),
  ...{ birthFamilyName: 'ESSAI', birthGivenNames: ['Camille'], birthDate: '1977-07-12', sex: 'female' as const },
  localId: { system: 'urn:oid:1.2.3.4', value: '7' },
};
const context = { patient: 'Patient/p1', author: 'Dr Essai', recorded: '2026-11-27T10:00:00+01:00' };
const repevax: VaccineFacts = {
  ...{ cis: '67619892', name: 'REPEVAX', date: '2019-05-02', lot: 'R2001', expiry: null, site: null, route: 'IM' },
  ...{ dose: null, isGivenHere: true, refusal: null, note: null },
};
const revaxis: VaccineFacts = { ...repevax, cis: null, name: 'REVAXIS', date: '2024-03-11', lot: 'V3310' };
let made = 0;
const newId = (): string => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;

function record(facts: readonly VaccineFacts[], of: Partial<typeof traits> = {}): Uint8Array<ArrayBuffer> {
  const time = '2026-11-27T10:00:00+01:00';
  const organization = { id: null, name: 'Cabinet', phone: null, address: null, setting: null };
  const professional: CdaProfessional = {
    ...{ id: { root: '1.2.250.1.71.4.2.1', extension: '801234567897' }, profession: null, family: 'ESSAI' },
    ...{ given: 'A', title: 'DR', phone: null, address: null, organization },
  };
  const draft: CdaDraft = {
    ...{
      id: { root: '1.2.3', extension: '1.1' },
      setId: { root: '1.2.3', extension: '1' },
      version: 1,
      replaces: null,
    },
    type: { code: '11369-6', system: '2.16.840.1.113883.6.1', name: 'Historique des vaccinations' },
    ...{ title: 'Carnet', time, confidentiality: 'N' },
    patient: { ...buildPatient('p1', { ...traits, ...of }), resourceType: 'Patient' },
    ...{ author: { time, professional }, custodian: { ...organization, id: { root: '1.2.3', extension: '9' } } },
    ...{ authenticator: { time, professional }, recipients: [], event: { code: null, start: time, end: null } },
    facility: { code: 'SA07', system: '1.2.250.1.71.4.2.4', name: 'Cabinet individuel' },
  };
  return Uint8Array.from(
    writeVaccinationRecord(
      draft,
      facts.map((one) => buildVaccine(one, context)),
      newId,
    ),
  );
}

function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  onPart: ((at: number) => void) | null = null,
): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) {
          controller.close();
          return;
        }
        onPart?.(at);
        controller.enqueue(bytes.subarray(at, at + size));
        at += size;
      },
    },
    { highWaterMark: 0 },
  );
}
const readAll = (files: readonly ReadableStream<Uint8Array>[]) =>
  readAttached({
    body: { attachments: files },
    attachment: (place) => Promise.resolve(files[place] ?? new ReadableStream()),
    time: 0,
  });
const documentOf = (facts: readonly VaccineFacts[]) =>
  readMessageDocument(
    writeMessageDocument({
      patient: { resource: buildPatient('p1', traits), text: JSON.stringify(buildPatient('p1', traits)) },
      ...{ reference: 'Patient/p1', subject: 'Carnet', note: '', parts: [], author: 'Dr Essai', newId },
      resources: facts.map((one, i) => {
        const resource = { ...buildVaccine(one, context), id: `i${i}` };
        return { resource, text: JSON.stringify(resource) };
      }),
      ...{ base: 'https://records.example', now: Date.UTC(2026, 10, 27) },
    }),
  );

describe('an attached vaccination record', () => {
  test.each([1, 100, 1_000_000])('is read from parts of %i bytes', async (size) => {
    const [found, ...others] = await readAll([streamOf(record([repevax, revaxis]), size)]);
    expect(others).toEqual([]);
    expect(found?.identity).toMatchObject({ birthFamilyName: 'ESSAI', birthDate: '1977-07-12' });
    expect(found?.vaccinations.map(({ resource }) => resource['lotNumber'])).toEqual(['V3310', 'R2001']);
  });

  test('beside another file is found, and the other file is read no further than its first bytes', async () => {
    const parts: number[] = [];
    const scan = new Uint8Array(100_000).fill(0x20);
    scan.set(utf8('%PDF-1.4\n'));
    const found = await readAll([streamOf(scan, 5_000, (at) => parts.push(at)), streamOf(record([repevax]), 4_000)]);
    expect(found.map(({ place }) => place)).toEqual([1]);
    expect(parts).toEqual([0, 5_000]);
  });

  test('that cannot be fetched is no record without vaccinations', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.error(new RangeError('cut'));
      },
    });
    await expect(readAll([streamOf(record([repevax]), 4_000), broken])).rejects.toThrow('cut');
  });

  test.each([
    ['that is cut', record([repevax]).slice(0, -20)],
    ['of two patients', two()],
    ['with a document type', utf8('<!DOCTYPE x><ClinicalDocument xmlns="urn:hl7-org:v3"/>')],
  ])('%s brings nothing', (_name, bytes) => {
    expect(attachedOf(bytes, 0, 0)).toEqual([]);
  });

  test('without a vaccination has its patient to compare', () => {
    expect(attachedOf(record([]), 2, 0)).toMatchObject([
      { place: 2, vaccinations: [], identity: { birthDate: '1977-07-12' }, archive: null },
    ]);
  });

  function two(): Uint8Array {
    const text = new TextDecoder().decode(record([repevax]));
    const target = /<recordTarget>.*<\/recordTarget>/su.exec(text)?.[0] ?? '';
    return utf8(text.replace(target, target + target.replaceAll('19770712', '19770713')));
  }
});

describe('a message with an attached vaccination record', () => {
  test('has the vaccinations of both, and one that both have is added once', () => {
    const read = withAttached(documentOf([repevax]), attachedOf(record([repevax, revaxis]), 1, 0));
    expect(read.vaccines.map(({ id, name }) => [id, name])).toEqual([
      ['attachment/1/0', 'REVAXIS'],
      [expect.stringMatching(/^\d+$/), 'REPEVAX'],
      ['attachment/1/1', 'REPEVAX'],
    ]);
    const sources = Array.from(read.vaccinations, ([id, { resource }]) => ({ id, resource }));
    const matches = matchVaccines(sources, []);
    expect(read.vaccines.map(({ id }) => matches.get(id))).toEqual(['new', 'new', 'known']);
    expect(read.attached).toMatchObject([{ birthDate: '1977-07-12' }]);
  });

  test('has no more of them than one filing adds, and says how many it leaves', () => {
    const many = (from: number, count: number): VaccineFacts[] =>
      Array.from({ length: count }, (_, i) => ({ ...repevax, lot: `L${from + i}` }));
    const half = attachedOf(record(many(0, 100)), 1, 0);
    expect(withAttached(documentOf(many(100, 100)), half)).toMatchObject({
      vaccinesLeft: 0,
      vaccinations: { size: 200 },
    });
    const read = withAttached(documentOf(many(100, 101)), half);
    expect([read.vaccines, read.vaccinations.size, read.vaccinesLeft]).toEqual([[], 0, 201]);
    expect(read.attached).toMatchObject([{ birthDate: '1977-07-12' }]);
    const again = withAttached(documentOf(many(0, 201)), attachedOf(record([revaxis]), 1, 0));
    expect([again.vaccines, again.vaccinations.size, again.vaccinesLeft]).toEqual([[], 0, 202]);
  });

  test('that is about several people has none of them', () => {
    const several = { ...unknownDocument, fault: 'several_patients' as const };
    expect(withAttached(several, attachedOf(record([repevax]), 0, 0))).toBe(several);
  });

  test('that cannot be read itself has those of the record, with its patient to compare', () => {
    const read = withAttached({ ...unknownDocument, fault: 'unreadable' }, attachedOf(record([repevax]), 0, 0));
    expect([read.vaccines.length, read.identity, read.attached.length]).toEqual([1, null, 1]);
  });

  test('differs from the patient of a file where the record does', () => {
    const attached = attachedOf(record([repevax], { birthDate: '1977-07-21', birthFamilyName: 'AUTRE' }), 0, 0);
    const identities = attached.map(({ identity }) => identity);
    expect(attachedDifferences(identities, traits)).toEqual({
      differing: ['family_name', 'birth_family_name', 'birth_date'],
      texts: { family_name: 'AUTRE', birth_family_name: 'AUTRE', birth_date: '1977-07-21' },
    });
    expect(attachedDifferences([unknownIdentity], traits).differing).toEqual([]);
    expect(
      attachedDifferences(
        attachedOf(record([repevax]), 0, 0).map(({ identity }) => identity),
        traits,
      ).differing,
    ).toEqual([]);
  });
});

describe('a vaccination record that waits for its patient', () => {
  test('has its vaccinations, as CDA and as FHIR', () => {
    const cda = readReportDocument(record([repevax, revaxis]));
    expect(cda.vaccines.map(({ name }) => name)).toEqual(['REVAXIS', 'REPEVAX']);
    expect(cda.vaccinations.get(cda.vaccines[0]?.id ?? '')?.resource['lotNumber']).toBe('V3310');
    expect(cda.results).toEqual([]);
  });

  test('has no more than one filing adds', () => {
    const many = Array.from({ length: 201 }, (_, i) => ({ ...repevax, lot: `L${i}` }));
    const { vaccines, vaccinations, vaccinesLeft } = readReportDocument(record(many));
    expect([vaccines, vaccinations.size, vaccinesLeft]).toEqual([[], 0, 201]);
  });

  test('has none if it is damaged', () => {
    const cut = readReportDocument(record([repevax]).slice(0, -9));
    expect([cut.vaccines, cut.vaccinations.size, cut.identity]).toEqual([[], 0, null]);
  });
});
