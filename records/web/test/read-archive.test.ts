import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromUtf8, utf8 } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { attachedOf, withAttached } from '../worker/exchange/read-attached.ts';
import { readArchive, type ReadArchive } from '../worker/exchange/read-archive.ts';
import { unknownDocument } from '../worker/exchange/read-document.ts';
import { storedZip } from './stored-zip.ts';

const fixture = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../interop/test/fixtures/${name}`, import.meta.url)));
const letter = await fixture('written/letter.xml');
const vaccinations = await fixture('written/vaccinations.xml');
const time = Date.UTC(2026, 10, 27, 12);
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 30, 12) });
});
afterAll(() => {
  vi.useRealTimers();
});
const pdf = utf8('%PDF-1.4\nscan\n%%EOF\n');
const folder = 'IHE_XDM/SUBSET01/';

type Described = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash?: string | null;
  readonly title?: string;
  readonly type?: string;
  readonly mime?: string;
  readonly created?: string;
  readonly patient?: readonly string[];
  readonly more?: string;
};

const slot = (name: string, ...values: readonly string[]): string =>
  `<Slot name="${name}"><ValueList>${values.map((value) => `<Value>${value}</Value>`).join('')}</ValueList></Slot>`;

function entryOf({ name, bytes, hash, title, type, mime = 'text/xml', created, patient }: Described): string {
  const sha1 = hash === undefined ? createHash('sha1').update(bytes).digest('hex') : hash;
  return `<ExtrinsicObject id="${name}" mimeType="${mime}">${slot('URI', name)}
${sha1 === null ? '' : slot('hash', sha1)}${created === undefined ? '' : slot('creationTime', created)}
${patient === undefined ? '' : slot('sourcePatientInfo', ...patient)}
${title === undefined ? '' : `<Name><LocalizedString value="${title}"/></Name>`}
${type === undefined ? '' : `<Classification classificationScheme="urn:uuid:f0306f51-975f-434e-a61c-c59651d33983" nodeRepresentation="${type}"/>`}
<ExternalIdentifier identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="1.2.3.4^${name}"/></ExtrinsicObject>`;
}

/** An archive of these documents. @param others files beside them, by their path */
function archiveOf(documents: readonly Described[], others: Readonly<Record<string, Uint8Array>> = {}) {
  const metadata = `<SubmitObjectsRequest xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><RegistryObjectList>
${documents.map((one) => `${entryOf(one)}${one.more ?? ''}`).join('')}</RegistryObjectList></SubmitObjectsRequest>`;
  return storedZip({
    'README.TXT': utf8('Documents'),
    [`${folder}METADATA.XML`]: utf8(metadata),
    ...Object.fromEntries(documents.map(({ name, bytes }) => [`${folder}${name}`, bytes])),
    ...others,
  });
}

function read(bytes: Uint8Array): ReadArchive {
  const archive = readArchive(bytes, time);
  if (archive === null) throw new Error('the archive stays one file');
  return archive;
}
const doc = (bytes: Uint8Array, more: Partial<Described> = {}): Described => ({ name: 'DOC1.XML', bytes, ...more });

describe('an archive of documents', () => {
  test('has each verified one with its title, kind, day and statement about its versions', async () => {
    const { documents, left, patient } = read(await fixture('written/IHE_XDM.ZIP'));
    expect(documents.map(({ path, facts }) => [path, facts])).toEqual([
      [`${folder}DOC00001.XML`, { title: 'Lettre au Dr Le Goff <cardiologie>', kind: 'letter', date: '2026-11-22' }],
      [`${folder}DOC00002.XML`, { title: 'Lettre au Dr Le Goff <cardiologie>', kind: 'letter', date: '2026-11-22' }],
    ]);
    expect(documents.map(({ origin }) => [origin?.version, origin?.request])).toEqual([
      [1, 'create'],
      [2, 'replace'],
    ]);
    expect(left).toEqual([]);
    expect(patient).toMatchObject({ birthFamilyName: 'PAT-TROIS', birthDate: '1979-03-28' });
  });

  test('of another program has what its metadata say, where the document says nothing', () => {
    const scan = { name: 'SCAN.PDF', mime: 'application/pdf', title: 'Échographie', type: '18748-4' };
    const { documents, patient } = read(
      archiveOf([
        doc(pdf, { ...scan, created: '20261103', patient: ['PID-5|ESSAI^Camille^^^^^L', 'PID-7|19770712', 'PID-8|F'] }),
      ]),
    );
    expect(documents.map(({ facts, origin }) => [facts, origin?.id])).toEqual([
      [
        { title: 'Échographie', kind: 'imaging', date: '2026-11-03' },
        { system: 'urn:oid:1.2.3.4', value: 'SCAN.PDF' },
      ],
    ]);
    expect(patient).toMatchObject({ birthFamilyName: 'ESSAI', birthDate: '1977-07-12', sex: 'female' });
  });

  test.each([
    ['without a date', undefined, '2026-11-27'],
    ['of a year', '2024', '2026-11-27'],
    ['of a day after today', '20261201', '2026-11-30'],
  ])('gives one %s a day that it may have', (_name, created, day) => {
    const one = { name: 'A.PDF', mime: 'application/pdf', ...(created !== undefined && { created }) };
    const [document] = read(archiveOf([doc(pdf, one)])).documents;
    expect(document?.facts).toEqual({ title: 'A.PDF', kind: 'other', date: day });
  });

  test('names a request to withdraw as one, and brings nothing of what it withdraws', () => {
    const deleted = `<Association associationType="urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus" sourceObject="s" targetObject="DOC1.XML">
${slot('NewStatus', 'urn:asip:ci-sis:2010:StatusType:Deleted')}</Association>`;
    const bytes = archiveOf([doc(vaccinations, { more: deleted })]);
    const [document] = read(bytes).documents;
    expect([document?.origin?.request, document?.facts.title]).toEqual([
      'cancel',
      'Demande de suppression\u00a0: Carnet de vaccination',
    ]);
    expect(attachedOf(bytes, 0, time)).toMatchObject([{ vaccinations: [] }]);
  });

  test('leaves out what nobody verified, each with its reason', () => {
    const other = `${folder}OTHER.XML`;
    const { documents, left } = read(
      archiveOf(
        [
          doc(letter),
          doc(letter, { name: 'DOC2.XML', hash: null }),
          doc(letter, { name: 'DOC3.XML', hash: '0'.repeat(40) }),
          doc(utf8('<x/>'), { name: 'DOC4.XML' }),
        ],
        { [other]: letter, [`${folder}SCAN.PDF`]: pdf, [`${folder}STYLE.XSL`]: utf8('<x/>') },
      ),
    );
    expect(documents.map(({ path }) => path)).toEqual([`${folder}DOC1.XML`]);
    expect(left).toEqual([
      { path: `${folder}DOC3.XML`, code: 'hash_mismatch' },
      { path: `${folder}DOC4.XML`, code: 'cda_invalid' },
      { path: `${folder}DOC2.XML`, code: 'unverified' },
      { path: other, code: 'unverified' },
      { path: `${folder}SCAN.PDF`, code: 'undescribed' },
    ]);
  });

  test('has an archive inside of it as one file', async () => {
    const inner = await fixture('written/IHE_XDM.ZIP');
    const { documents } = read(
      archiveOf([doc(letter), doc(inner, { name: 'INNER.ZIP', mime: 'application/zip', title: 'Archive' })]),
    );
    expect(documents.map(({ facts, bytes }) => [facts.title, bytes.length])).toEqual([
      ['Lettre au Dr Le Goff <cardiologie>', letter.length],
      ['Archive', inner.length],
    ]);
  });

  test('of an untidy sender is read too', async () => {
    const { documents, left } = read(await fixture('direct/samplexdm.zip'));
    expect(documents).toHaveLength(1);
    expect(left).toEqual([]);
  });
});

describe('an archive stays one file', () => {
  const otherPatient = utf8(fromUtf8(letter).replaceAll('19790328', '19800101').replaceAll('279035121518989', ''));
  test.each([
    ['without metadata', storedZip({ 'a.pdf': pdf, 'b.xml': letter })],
    ['without a verified document', archiveOf([doc(letter, { hash: null })])],
    ['of two patients', archiveOf([doc(letter), doc(otherPatient, { name: 'DOC2.XML' })])],
    [
      'with a patient in its metadata whom the document does not name',
      archiveOf([doc(letter, { patient: ['PID-7|19800101'] })]),
    ],
    [
      'with more documents than a filing writes',
      archiveOf(Array.from({ length: 101 }, (_, i) => doc(letter, { name: `D${i}.XML` }))),
    ],
    ['with a path that leaves it', archiveOf([doc(letter)], { '../a.pdf': pdf })],
    ['that is cut', archiveOf([doc(letter)]).slice(0, -10)],
    [
      'that names a document which it lacks',
      storedZip({ [`${folder}METADATA.XML`]: utf8(`<a>${entryOf(doc(letter))}</a>`) }),
    ],
  ])('%s', (_name, bytes) => {
    expect(readArchive(bytes, time)).toBe(null);
    expect(attachedOf(bytes, 0, time)).toEqual([]);
  });

  test('with more entries than an archive may have', () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}.txt`, utf8('x')]));
    expect(readArchive(archiveOf([doc(letter)], many), time)).toBe(null);
  });
});

describe('a message with an archive', () => {
  test('shows its documents, has their vaccinations once, and compares their patient', () => {
    const archive = archiveOf([
      doc(letter),
      doc(vaccinations, { name: 'DOC2.XML' }),
      doc(letter, { name: 'DOC3.XML', hash: null }),
    ]);
    const read = withAttached(unknownDocument, [...attachedOf(archive, 0, time), ...attachedOf(vaccinations, 1, time)]);
    expect(read.archives).toEqual([
      {
        place: 0,
        documents: [
          {
            path: `${folder}DOC1.XML`,
            title: 'Lettre au Dr Le Goff <cardiologie>',
            kind: 'letter',
            date: '2026-11-22',
          },
          { path: `${folder}DOC2.XML`, title: 'Carnet de vaccination', kind: 'report', date: '2026-11-22' },
        ],
        left: [{ path: `${folder}DOC3.XML`, code: 'unverified' }],
      },
    ]);
    expect(Array.from(read.vaccinations.keys())).toEqual([
      ...['attachment/0/0', 'attachment/0/1', 'attachment/1/0', 'attachment/1/1'],
    ]);
    expect(read.attached.map(({ birthDate }) => birthDate)).toEqual(['1979-03-28', '1979-03-28']);
  });
});
