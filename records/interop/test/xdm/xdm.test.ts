import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromUtf8, utf8 } from '@etanche/core-wire';
import {
  readXdm,
  typeCodes,
  writeLevelOne,
  writeXdm,
  xmlLimits,
  zipLimits,
  type CdaDraft,
  type XdmArchive,
  type XdmDraft,
} from '../../src/index.ts';
import { openZip } from '../../src/zip/read-zip.ts';
import { writeZip } from '../../src/zip/write-zip.ts';
import { onMutations } from '../support/mutated.ts';
import { messageOf, refusal } from '../support/refusal.ts';
import { sampleArchive, sampleXdm } from '../support/sample-archive.ts';
import { sampleDraft, samplePatient, samplePdf } from '../support/sample-draft.ts';

const limits = { zip: zipLimits, xml: xmlLimits };
const read = (bytes: Uint8Array): XdmArchive => readXdm(bytes, limits);
const letter = (changes: Partial<CdaDraft> = {}): Uint8Array => writeLevelOne(sampleDraft(changes), samplePdf);
const direct = new Uint8Array(readFileSync(join(import.meta.dirname, '../fixtures/direct/samplexdm.zip')));
const folder = 'IHE_XDM/SUBSET01/';

/** The files of an archive, as texts that a test changes. */
function filesOf(bytes: Uint8Array): Map<string, string> {
  const { paths, read: readFile } = openZip(bytes, zipLimits);
  return new Map(paths.map((path) => [path, fromUtf8(readFile(path))]));
}

function zipOf(files: ReadonlyMap<string, string>): Uint8Array {
  return writeZip(
    Array.from(files, ([path, text]) => ({ path, bytes: utf8(text) })),
    '20261122090000',
  );
}

function changed(change: (files: Map<string, string>) => void): Uint8Array {
  const files = filesOf(sampleArchive());
  change(files);
  return zipOf(files);
}

/** Changes the text of one file. */
function edited(path: string, from: string | RegExp, to: string | ((all: string) => string)): Uint8Array {
  return changed((files) => {
    const before = files.get(path) ?? '';
    const after = typeof to === 'string' ? before.replace(from, to) : before.replace(from, to);
    expect(after).not.toBe(before);
    files.set(path, after);
  });
}

describe('a written archive', () => {
  test('has the bytes of its fixture, and the same bytes each time', () => {
    expect(sampleArchive()).toEqual(sampleArchive());
    const fixture = readFileSync(join(import.meta.dirname, '../fixtures/written/IHE_XDM.ZIP'));
    expect(Buffer.from(sampleArchive()).equals(fixture)).toBe(true);
  });

  test('has names in capitals with eight and three letters, and no patient in its cover pages', () => {
    const files = filesOf(sampleArchive());
    expect([...files.keys()]).toEqual([
      'README.TXT',
      'INDEX.HTM',
      `${folder}METADATA.XML`,
      `${folder}DOC00001.XML`,
      `${folder}DOC00002.XML`,
    ]);
    for (const path of files.keys())
      for (const name of path.split('/')) expect(name).toMatch(/^[A-Z0-9_]{1,8}(?:\.[A-Z]{1,3})?$/);
    const covers = `${files.get('README.TXT') ?? ''}${files.get('INDEX.HTM') ?? ''}`;
    expect(covers).toContain('Cabinet du Port &amp; Associés');
    expect(covers).not.toMatch(/PAT-TROIS|DOMINIQUE|279035121518989|1979/);
  });

  test('describes each document by hash, size, patient, author and type', () => {
    const files = filesOf(sampleArchive());
    const metadata = files.get(`${folder}METADATA.XML`) ?? '';
    const document = utf8(files.get(`${folder}DOC00001.XML`) ?? '');
    const values = [
      createHash('sha1').update(document).digest('hex'),
      String(document.length),
      '20261122090000',
      'PID-3|279035121518989^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH',
      'PID-3|4711^^^&amp;1.2.3.4.567&amp;ISO^PI',
      'PID-5|PAT-TROIS^DOMINIQUE^^^^^L',
      'PID-5|O’CONNOR^DOMINIQUE^^^^^D',
      'PID-7|19790328',
      'PID-8|F',
      '801234567897^ARNAUD^Hélène^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS',
      'Cabinet du Port \\T\\ Associés^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^1750803447',
    ];
    for (const value of values) expect(metadata).toContain(`<Value>${value}</Value>`);
    expect(metadata).toContain('nodeRepresentation="urn:ihe:iti:xds-sd:pdf:2008"');
    expect(metadata).toContain('value="1.2.3.4.567.10^1.1"');
  });

  test('is read back, verified', () => {
    const { documents, rejected, ignored } = read(sampleArchive());
    expect(documents.map(({ path, isVerified, request, masking }) => ({ path, isVerified, request, masking }))).toEqual(
      [
        { path: `${folder}DOC00001.XML`, isVerified: true, request: 'add', masking: 'everyone' },
        { path: `${folder}DOC00002.XML`, isVerified: true, request: 'replace', masking: 'professionals_only' },
      ],
    );
    expect([rejected, ignored]).toEqual([[], ['README.TXT', 'INDEX.HTM']]);
    expect(documents[1]?.entry?.replaces).toEqual(['1.2.3.4.567.10^2.1']);
    expect(documents[0]?.entry).toMatchObject({
      title: 'Lettre au Dr Le Goff <cardiologie>',
      created: '2026-11-22T09:00:00Z',
    });
  });

  test('can have a document of every type', () => {
    for (const type of typeCodes) {
      const [document] = read(writeXdm(sampleXdm([letter({ type })]))).documents;
      expect(document?.entry?.type).toEqual(type);
      expect(document?.cda?.type).toEqual(type);
    }
  });

  test.each(['everyone', 'professionals_only', 'patient_only'] as const)('keeps the masking %s', (masking) => {
    const draft = sampleXdm([letter()]);
    const bytes = writeXdm({ ...draft, documents: [{ bytes: letter(), masking, isDeletion: false }] });
    expect(read(bytes).documents[0]?.masking).toBe(masking);
  });

  test('asks for the deletion of a version', () => {
    const draft = sampleXdm([letter()]);
    const bytes = writeXdm({ ...draft, documents: [{ bytes: letter(), masking: 'everyone', isDeletion: true }] });
    expect(read(bytes).documents[0]?.request).toBe('delete');
  });

  test('is read by Python, where it is installed', ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip();
    const place = mkdtempSync(join(tmpdir(), 'etanche-xdm-'));
    try {
      writeFileSync(join(place, 'a.zip'), sampleArchive());
      const program = readFileSync(join(import.meta.dirname, 'read-xdm.py'), 'utf8');
      const output = execFileSync('python3', ['-c', program, join(place, 'a.zip')]).toString();
      expect(JSON.parse(output)).toEqual([
        ['DOC00001.XML', 'Lettre au Dr Le Goff <cardiologie>', '1979-03-28', 'PAT-TROIS'],
        ['DOC00002.XML', 'Lettre au Dr Le Goff <cardiologie>', '1979-03-28', 'PAT-TROIS'],
      ]);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  test.each<[string, Partial<XdmDraft>, string]>([
    ['no document', { documents: [] }, 'xdm_incomplete'],
    ['an id that is no OID', { uniqueId: 'urn:uuid:1' }, 'xdm_incomplete'],
    ['a time without a zone', { time: '2026-11-22T10:00:00' }, 'xdm_incomplete'],
    ['a time that is none', { time: '2026-13-22T10:00:00Z' }, 'xdm_incomplete'],
    ['a document that is no CDA', sampleXdm([utf8('<a/>')]), 'cda_invalid'],
    [
      'documents of two patients',
      sampleXdm([
        letter(),
        letter({ patient: samplePatient({ birthFamilyName: 'AUTRE', birthDate: '1980-01-01', ins: null }) }),
      ]),
      'several_patients',
    ],
  ])('with %s is refused', (_name, changes, code) => {
    expect(() => writeXdm({ ...sampleXdm([letter()]), ...changes })).toThrow(refusal(code));
  });
});

describe('an archive from outside', () => {
  test('of the Direct project is read: a folder around it, small letters, no name and no size', () => {
    const { documents, rejected, ignored } = read(direct);
    expect(rejected).toEqual([]);
    expect(documents.length).toBe(1);
    expect(documents[0]).toMatchObject({
      path: 'samplexdm/IHE_XDM/SUBSET01/Document01.xml',
      isVerified: true,
      request: 'add',
      entry: { uri: null, size: null, title: 'Physical' },
      cda: { patient: { identity: { familyName: 'Doe', givenNames: ['John'], birthDate: '1956-05-27', sex: 'male' } } },
    });
    expect(ignored).toContain('samplexdm/IHE_XDM/SUBSET01/CCD.xsl');
  });

  test('may have several subsets, small letters and a folder around it', () => {
    const files = filesOf(sampleArchive());
    const untidy = new Map<string, string>();
    for (const [path, text] of files) untidy.set(`export/${path.toLowerCase()}`, text);
    const other = filesOf(writeXdm(sampleXdm([letter({ id: { root: '1.2.9', extension: null } })])));
    for (const [path, text] of other)
      if (path.includes('SUBSET')) untidy.set(`export/${path.replace('SUBSET01', 'SUBSET02')}`, text);
    const { documents } = read(zipOf(untidy));
    expect(documents.map(({ path, isVerified }) => [path, isVerified])).toEqual([
      ['export/ihe_xdm/subset01/doc00001.xml', true],
      ['export/ihe_xdm/subset01/doc00002.xml', true],
      ['export/IHE_XDM/SUBSET02/DOC00001.XML', true],
    ]);
  });

  test('without hashes is read as not verified', () => {
    const { documents, rejected } = read(edited(`${folder}METADATA.XML`, /<Slot name="hash">.*?<\/Slot>/g, ''));
    expect([documents.map(({ isVerified }) => isVerified), rejected]).toEqual([[false, false], []]);
  });

  test.each([
    ['hash', /(<Slot name="hash"><ValueList><Value>)[0-9a-f]{4}/, '$1dead', 'hash_mismatch'],
    ['size', /(<Slot name="size"><ValueList><Value>)/, '$19', 'size_mismatch'],
    ['size in words', /(<Slot name="size"><ValueList><Value>)\d+/, '$1large', 'size_mismatch'],
  ])('with a wrong %s loses that document alone', (_name, from, to, code) => {
    const { documents, rejected } = read(edited(`${folder}METADATA.XML`, from, to));
    expect(rejected).toEqual([{ path: `${folder}DOC00001.XML`, code }]);
    expect(documents.map(({ path }) => path)).toEqual([`${folder}DOC00002.XML`]);
  });

  test('with a changed document loses it', () => {
    const { rejected } = read(edited(`${folder}DOC00002.XML`, 'Lettre au Dr Le Goff', 'Lettre au Dr Le Golf'));
    expect(rejected).toEqual([{ path: `${folder}DOC00002.XML`, code: 'hash_mismatch' }]);
  });

  test('whose metadata name a file that is absent reports it', () => {
    const { documents, rejected } = read(changed((files) => files.delete(`${folder}DOC00002.XML`)));
    expect(rejected).toEqual([{ path: `${folder}DOC00002.XML`, code: 'document_missing' }]);
    expect(documents.length).toBe(1);
  });

  test('whose metadata are damaged is read without them, and says so', () => {
    const { documents, rejected } = read(edited(`${folder}METADATA.XML`, '</RegistryObjectList>', ''));
    expect(rejected).toEqual([{ path: `${folder}METADATA.XML`, code: 'xml_malformed' }]);
    expect(documents.map(({ isVerified, entry }) => [isVerified, entry])).toEqual([
      [false, null],
      [false, null],
    ]);
  });

  test('with a document type in a document or in the metadata loses that file', () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ClinicalDocument';
    const { rejected } = read(
      changed((files) => {
        files.set(`${folder}EXTRA.XML`, (files.get(`${folder}DOC00001.XML`) ?? '').replace('<ClinicalDocument', bomb));
      }),
    );
    expect(rejected).toEqual([{ path: `${folder}EXTRA.XML`, code: 'xml_dtd' }]);
  });

  test('with documents of two patients is rejected as a whole', () => {
    const other = letter({ patient: samplePatient({ birthGivenNames: ['PAULE'], usedGivenName: null, ins: null }) });
    const bytes = changed((files) => files.set(`${folder}EXTRA.XML`, fromUtf8(other)));
    expect(() => read(bytes)).toThrow(refusal('several_patients'));
  });

  test.each([
    ['birth date', 'PID-7|19790328', 'PID-7|19790329'],
    ['name', 'PID-5|PAT-TROIS^DOMINIQUE^^^^^L', 'PID-5|AUTRE^DOMINIQUE^^^^^L'],
    ['sex', 'PID-8|F', 'PID-8|M'],
    ['matricule', /PID-3\|279035121518989/, 'PID-3|255081416802538'],
  ])('whose metadata have another %s than the document is rejected as a whole', (_name, from, to) => {
    const used = /<Value>PID-5\|O’CONNOR[^<]*<\/Value>/g;
    const bytes = changed((files) => {
      const metadata = (files.get(`${folder}METADATA.XML`) ?? '').replace(used, '');
      const after = metadata.replace(from, to);
      expect(after).not.toBe(metadata);
      files.set(`${folder}METADATA.XML`, after);
    });
    expect(() => read(bytes)).toThrow(refusal('several_patients'));
  });

  test('that masks a document from both is left to a person', () => {
    const twice = read(
      edited(
        `${folder}METADATA.XML`,
        /(<Classification[^>]*nodeRepresentation="INVISIBLE_PATIENT">.*?<\/Classification>)/,
        (all) => all + all.replaceAll('INVISIBLE_PATIENT', 'MASQUE_PS'),
      ),
    );
    expect(twice.documents.map(({ masking }) => masking)).toEqual(['everyone', null]);
  });

  test('whose metadata have thousands of entries loses the metadata', () => {
    const entries = '<ExtrinsicObject id="x"/>'.repeat(1001);
    const { rejected } = read(edited(`${folder}METADATA.XML`, '<RegistryPackage', `${entries}<RegistryPackage`));
    expect(rejected).toEqual([{ path: `${folder}METADATA.XML`, code: 'xml_limits' }]);
  });

  test('has as many elements as one document may have, in all of its documents and metadata', () => {
    const files = filesOf(sampleArchive());
    const count = (text: string): number => text.match(/<(?!\/)/g)?.length ?? 0;
    const all = Array.from(files).reduce((sum, [path, text]) => sum + (/\.XML$/.test(path) ? count(text) : 0), 0);
    const within = (elements: number): XdmArchive =>
      readXdm(sampleArchive(), { zip: zipLimits, xml: { ...xmlLimits, elements } });
    expect(within(all).rejected).toEqual([]);
    const { documents, rejected } = within(all - 1);
    expect(documents.map(({ path }) => path)).toEqual([`${folder}DOC00001.XML`]);
    expect(rejected).toEqual([{ path: `${folder}DOC00002.XML`, code: 'xml_limits' }]);
  });

  test('without names of files is read by the hashes', () => {
    const { documents, rejected } = read(
      changed((files) => {
        const metadata = files.get(`${folder}METADATA.XML`) ?? '';
        files.set(`${folder}METADATA.XML`, metadata.replace(/<Slot name="URI">.*?<\/Slot>/g, ''));
      }),
    );
    expect([documents.map(({ isVerified }) => isVerified), rejected]).toEqual([[true, true], []]);
  });

  test('without anything of IHE XDM is rejected', () => {
    expect(() => read(zipOf(new Map([['PHOTO.JPG', 'x']])))).toThrow(refusal('xdm_invalid'));
  });

  test('is read or rejected with a code after any change, and no error quotes it', () => {
    const files = filesOf(sampleArchive());
    const metadata = utf8(files.get(`${folder}METADATA.XML`) ?? '');
    const document = utf8(files.get(`${folder}DOC00001.XML`) ?? '');
    const check = (bytes: Uint8Array): void => {
      expect(messageOf(() => read(bytes))).not.toMatch(/PAT-TROIS|DOMINIQUE|279035121518989|Doe/);
    };
    onMutations([sampleArchive(), direct], check, 300);
    onMutations(
      [metadata],
      (bytes) => {
        const paths = [
          { path: `${folder}METADATA.XML`, bytes },
          { path: `${folder}DOC00001.XML`, bytes: document },
        ];
        check(writeZip(paths, '20261122090000'));
      },
      300,
    );
  });
});
