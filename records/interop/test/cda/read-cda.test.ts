import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fromUtf8, utf8 } from '@etanche/core-wire';
import { plainText, readCda, xmlLimits, type CdaDocument, type CdaSection } from '../../src/index.ts';
import { onMutations } from '../support/mutated.ts';
import { messageOf, refusal } from '../support/refusal.ts';
import { laboratoryDocument, observation } from '../support/laboratory-document.ts';
import { samplePdf } from '../support/sample-draft.ts';
import { writtenDocuments } from '../support/written-documents.ts';

const written = (name: string): Uint8Array => writtenDocuments[name]?.() ?? new Uint8Array();
const read = (bytes: Uint8Array): CdaDocument => readCda(bytes, xmlLimits);
const letter = fromUtf8(written('letter.xml'));
const changed = (from: string | RegExp, to: string): CdaDocument => {
  const text = letter.replace(from, to);
  expect(text).not.toBe(letter);
  return read(utf8(text));
};
const sectionOf = (narrative: string): CdaSection => {
  const { body } = read(laboratoryDocument('', narrative));
  const [outer] = body.kind === 'sections' ? body.sections : [];
  const [inner] = outer?.sections ?? [];
  if (inner === undefined) throw new Error('the document has no section');
  return inner;
};

describe('the header of a document', () => {
  test('is read as it was written', () => {
    const document = read(utf8(letter));
    expect(document).toMatchObject({
      id: { root: '1.2.3.4.567.10', extension: '1.1' },
      setId: { root: '1.2.3.4.567.10', extension: '1' },
      version: 1,
      type: { code: '96349-6', name: 'Lettre d’adressage' },
      title: 'Lettre au Dr Le Goff <cardiologie>',
      time: '2026-11-22T10:00:00+01:00',
      confidentiality: { code: 'N' },
      language: 'fr-FR',
      custodian: { name: 'Cabinet du Port & Associés' },
      authenticator: { time: '2026-11-22T09:56:00+01:00', professional: { family: 'ARNAUD' } },
      recipients: [{ family: 'LE GOFF', given: 'Yann' }],
      events: [{ start: '2026-11-22T09:30:00+01:00', end: null, setting: { code: 'AMBULATOIRE' } }],
      facility: { code: 'SA08' },
      replaces: [],
      results: [],
      unread: [],
    });
    expect(document.authors[0]?.professional).toMatchObject({
      id: { root: '1.2.250.1.71.4.2.1', extension: '801234567897' },
      profession: { code: 'G15_10/SM26' },
      given: 'Hélène',
      title: 'DR',
      phone: '0297000000',
    });
  });

  test('has the patient with every name, number and address', () => {
    const { identity, names, phones, emails, addresses } = read(utf8(letter)).patient;
    expect(identity).toEqual({
      birthFamilyName: 'PAT-TROIS',
      usedFamilyName: 'O’CONNOR',
      familyName: null,
      givenNames: ['DOMINIQUE', 'MARIE-LOUISE'],
      birthDate: '1979-03-28',
      sex: 'female',
      birthPlace: '51215',
      nir: null,
      ins: { matricule: '279035121518989', nature: 'test' },
      localIds: [{ system: 'urn:oid:1.2.3.4.567', value: '4711' }],
    });
    expect(names.map(({ use, family }) => [use, family])).toEqual([
      ['BR', 'PAT-TROIS'],
      ['CL', 'O’CONNOR'],
      [null, null],
    ]);
    expect([phones, emails]).toEqual([['0647151010'], ['d.pat@example.org']]);
    expect(addresses[0]).toEqual({
      lines: ['28 avenue de Breteuil', 'Escalier A'],
      postalCode: '75007',
      city: 'PARIS',
      country: 'FRANCE',
    });
  });

  test.each([
    [
      'a name without qualifiers',
      '<name><family>DOE</family><given>John</given></name>',
      { birthFamilyName: null, familyName: 'DOE', givenNames: ['John'] },
    ],
    [
      'a married name',
      '<name><family qualifier="BR">A</family><family qualifier="SP">B</family></name>',
      { birthFamilyName: 'A', usedFamilyName: 'B' },
    ],
    [
      'a compound first name',
      '<name><family>A</family><given>ANNE SOPHIE MARIE</given><given qualifier="BR">ANNE SOPHIE</given></name>',
      { givenNames: ['ANNE SOPHIE', 'MARIE'] },
    ],
    ['a name in one text', '<name>DOE John</name>', { familyName: 'DOE John', givenNames: [] }],
    ['no name', '', { birthFamilyName: null, familyName: null, givenNames: [] }],
  ])('is read with %s', (_name, name, expected) => {
    expect(changed(/(<patient [^>]*>)<name>.*?<\/name>/, `$1${name}`).patient.identity).toMatchObject(expected);
  });

  test('reports what is malformed or unknown, without its value', () => {
    const { unread, version, patient } = changed('<versionNumber value="1"/>', '<versionNumber value="DUPONT"/>');
    expect([version, unread]).toEqual([null, [{ path: 'ClinicalDocument/versionNumber', reason: 'value_invalid' }]]);
    expect(patient.identity.birthFamilyName).toBe('PAT-TROIS');
    expect(changed('279035121518989', '12345').unread).toContainEqual({
      path: 'recordTarget/patientRole/id',
      reason: 'value_invalid',
    });
    expect(changed('<custodian>', '<informant/><custodian>').unread).toEqual([
      { path: 'ClinicalDocument/informant', reason: 'element_unread' },
    ]);
  });

  test('names what the document replaces', () => {
    const related =
      '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2" extension="7"/></parentDocument></relatedDocument>';
    expect(changed('<componentOf>', `${related}<componentOf>`).replaces).toEqual([{ root: '1.2', extension: '7' }]);
    const appended = changed('<componentOf>', `${related.replace('RPLC', 'APND')}<componentOf>`);
    expect(appended.replaces).toEqual([]);
    expect(appended.unread).toEqual([{ path: 'ClinicalDocument/relatedDocument', reason: 'element_unread' }]);
  });
});

describe('a document from outside', () => {
  test.each([
    ['other XML', utf8('<a/>'), 'cda_invalid'],
    ['another namespace', utf8('<ClinicalDocument/>'), 'cda_invalid'],
    ['no patient', utf8(letter.replace(/<recordTarget>.*<\/recordTarget>/, '')), 'cda_invalid'],
    ['a document type', utf8(letter.replace('<ClinicalDocument', '<!DOCTYPE x><ClinicalDocument')), 'xml_dtd'],
    [
      'two patients',
      utf8(
        letter.replace(
          /(<recordTarget>.*<\/recordTarget>)/,
          (all) => all + all.replaceAll('DOMINIQUE', 'PAUL').replaceAll('279035121518989', ''),
        ),
      ),
      'several_patients',
    ],
  ])('that is or has %s is rejected', (_name, bytes, code) => {
    expect(() => read(bytes)).toThrow(refusal(code));
  });

  test('may name its patient twice', () => {
    expect(changed(/(<recordTarget>.*<\/recordTarget>)/, '$1$1').patient.identity.birthFamilyName).toBe('PAT-TROIS');
  });

  test('of the ANS is read: header, sections and embedded files', () => {
    const file = join(import.meta.dirname, '../fixtures/ans/tddui.xml.gz');
    const document = read(new Uint8Array(gunzipSync(readFileSync(file))));
    expect(document).toMatchObject({
      type: { code: 'EXPORT_DUI' },
      authors: [{ professional: { id: { extension: '3480787529/1453' }, family: 'MonDUI' } }],
      custodian: { name: 'SSIAD Les Chênes Verts' },
      facility: { code: 'SA41' },
      patient: { identity: { birthFamilyName: 'DUPONT', givenNames: ['Jean', 'Stéphane', 'Patrick'], ins: null } },
    });
    const { body } = document;
    const all = (sections: readonly CdaSection[]): CdaSection[] =>
      sections.flatMap((one) => [one, ...all(one.sections)]);
    const sections = body.kind === 'sections' ? all(body.sections) : [];
    expect(sections[0]?.title).toBe('Séjour');
    expect(plainText(sections[0]?.blocks ?? [])).toContain('Les Chênes Verts, N° FINESS : 480787529');
    expect(sections.flatMap(({ media }) => media.map(({ mediaType }) => mediaType))).toContain('application/pdf');
    expect(document.unread.map(({ reason }) => reason)).toContain('entry_unread');
  });
});

describe('the body of a document', () => {
  test('has the bytes of its file', () => {
    expect(read(utf8(letter)).body).toEqual({ kind: 'file', mediaType: 'application/pdf', bytes: samplePdf });
  });

  test('may be plain text or an image', () => {
    const text = changed(/<text .*<\/text>/, '<text mediaType="text/plain">Bonjour &lt;b&gt;</text>').body;
    expect(text).toEqual({ kind: 'file', mediaType: 'text/plain', bytes: utf8('Bonjour <b>') });
    expect(changed('application/pdf', 'IMAGE/JPEG').body).toMatchObject({ mediaType: 'image/jpeg' });
  });

  test.each([
    ['compressed', '<text mediaType="application/pdf" representation="B64" compression="GZ">AAAA</text>'],
    ['not Base64', '<text mediaType="application/pdf" representation="B64">*</text>'],
    ['elsewhere', '<text mediaType="application/pdf"><reference value="https://attacker.example/a.pdf"/></text>'],
    ['empty', '<text mediaType="application/pdf" representation="B64"/>'],
  ])('with a file that is %s is reported', (_name, element) => {
    const { body, unread } = changed(/<text .*<\/text>/, element);
    expect([body, unread]).toEqual([{ kind: 'none' }, [{ path: 'nonXMLBody/text', reason: 'file_unread' }]]);
  });

  test('has tables and lists as data', () => {
    const { blocks } = sectionOf(
      `<caption/>Avant<br/>après <content styleCode="Bold">gras</content>
       <list listType="ordered"><item>un</item><item>deux<list><item>trois</item></list></item></list>
       <table><caption>Titre</caption><thead><tr><th>A</th><th>B</th></tr></thead>
       <tbody><tr><td rowspan="2">1</td><td colspan="9999">2<renderMultiMedia referencedObject="m1"/></td></tr></tbody></table>`,
    );
    expect(blocks).toEqual([
      { kind: 'text', text: 'Avant\naprès gras' },
      {
        kind: 'list',
        isOrdered: true,
        items: [
          [{ kind: 'text', text: 'un' }],
          [
            { kind: 'text', text: 'deux' },
            { kind: 'list', isOrdered: false, items: [[{ kind: 'text', text: 'trois' }]] },
          ],
        ],
      },
      {
        kind: 'table',
        caption: 'Titre',
        rows: [
          { isHead: true, cells: [cell('A'), cell('B')] },
          {
            isHead: false,
            cells: [
              { ...cell('1'), rows: 2 },
              {
                blocks: [
                  { kind: 'text', text: '2' },
                  { kind: 'media', id: 'm1' },
                ],
                columns: 100,
                rows: 1,
              },
            ],
          },
        ],
      },
    ]);
  });

  test('has no script, style, link or handler of the document', () => {
    const { blocks } = sectionOf(
      `<script>alert(1)</script><style>*{display:none}</style><paragraph onclick="alert(2)">Bonjour
       <linkHtml href="javascript:alert(3)">ici</linkHtml></paragraph><iframe src="https://attacker.example">x</iframe>`,
    );
    expect(blocks).toEqual([{ kind: 'text', text: 'Bonjour ici' }]);
  });

  test('is read back from the written synthesis and vaccination record', () => {
    const { body, unread } = read(written('synthesis.xml'));
    const words = JSON.stringify(body);
    for (const word of [
      'Hypertension artérielle (ALD)',
      'Pyélonéphrite',
      'Appendicectomie',
      'Pénicillines',
      'Urticaire',
    ])
      expect(words).toContain(word);
    expect(words).toContain('1 comprimé le matin');
    expect(unread.every(({ reason }) => reason === 'entry_unread')).toBe(true);
    expect(JSON.stringify(read(written('vaccinations.xml')).body)).toContain('U3J71');
  });
});

test('a document is read or rejected with a code after any change, and no error or report quotes it', () => {
  const sources = [
    utf8(letter),
    written('synthesis.xml'),
    laboratoryDocument(observation('<value xsi:type="PQ" value="147.50" unit="mmol/L"/>')),
  ];
  onMutations(
    sources,
    (bytes) => {
      let reported = '';
      const message = messageOf(() => {
        reported = JSON.stringify(read(bytes).unread);
      });
      expect(message + reported).not.toMatch(/PAT-TROIS|DOMINIQUE|279035121518989/);
    },
    500,
  );
});

function cell(text: string): { blocks: readonly unknown[]; columns: number; rows: number } {
  return { blocks: [{ kind: 'text', text }], columns: 1, rows: 1 };
}
