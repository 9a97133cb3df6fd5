import { readFile } from 'node:fs/promises';
import { utf8 } from '@etanche/core-wire';
import { unknownIdentity, type SentIdentity } from '@etanche/records-interop';
import { describe, expect, test } from 'vitest';
import type { CdaView } from '../port/structured-document.ts';
import { readStructuredDocument } from '../worker/exchange/read-structured-document.ts';

const written = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../interop/test/fixtures/written/${name}`, import.meta.url)));
const patient: SentIdentity = {
  ...unknownIdentity,
  ...{ birthFamilyName: 'Pat Trois', givenNames: ['Dominique'], birthDate: '1979-03-28', sex: 'female' },
};

function cdaOf(bytes: Uint8Array, sent: SentIdentity | null = patient): CdaView {
  const read = readStructuredDocument(bytes, sent);
  if (read?.kind !== 'cda') throw new Error(`read as ${read?.kind ?? 'nothing'}`);
  return read.document;
}
const cda = (body: string, head = '') =>
  utf8(`<?xml version="1.0"?>${head}<ClinicalDocument xmlns="urn:hl7-org:v3">${body}</ClinicalDocument>`);
const target =
  '<recordTarget><patientRole><id root="1.2"/><patient><name><family>PAT-TROIS</family></name></patient></patientRole></recordTarget>';

describe('a CDA document', () => {
  test('of sections is read with its author, its patient and its texts', async () => {
    const { title, authors, patient: of, differing, body } = cdaOf(await written('synthesis.xml'));
    expect([title, authors]).toEqual(['Synthèse médicale', ['DR Hélène ARNAUD, Cabinet du Port & Associés']]);
    expect(of.traits).toMatchObject({ birth_family_name: 'PAT-TROIS', birth_date: '1979-03-28' });
    expect(differing).toEqual([]);
    if (body.kind !== 'sections') throw new Error(body.kind);
    expect(JSON.stringify(body.sections)).toContain('Hypertension artérielle');
  });

  test('with a file shows the file, by its bytes and not by its declared type', async () => {
    const { body } = cdaOf(await written('letter.xml'));
    expect(body).toMatchObject({ kind: 'file', content: { type: 'application/pdf' } });
  });

  test('names the traits of which its message says something else, however they are spelled', async () => {
    const letter = await written('letter.xml');
    expect(cdaOf(letter, { ...patient, birthDate: '1979-03-29' }).differing).toEqual(['birth_date']);
    expect(cdaOf(letter, { ...patient, birthFamilyName: 'pât-trois' }).differing).toEqual([]);
    expect(cdaOf(letter, null).differing).toEqual([]);
  });

  test('without a body says so, and markup of its text is words', () => {
    expect(cdaOf(cda(target)).body).toEqual({ kind: 'none' });
    const text =
      '<component><structuredBody><component><section><title>T</title><text>a <content styleCode="x">b</content><script>c</script></text></section></component></structuredBody></component>';
    expect(cdaOf(cda(target + text)).body).toMatchObject({
      sections: [{ title: 'T', blocks: [{ kind: 'text', text: 'a b' }] }],
    });
  });

  test.each([
    ['a document type', cda(target, '<!DOCTYPE x [<!ENTITY a "b">]>'), 'xml_dtd'],
    ['an end that is cut', cda(target).slice(0, -5), 'xml_malformed'],
    ['no patient', cda(''), 'cda_invalid'],
    ['more depth than the limit', cda('<a>'.repeat(200) + '</a>'.repeat(200)), 'xml_limits'],
  ])('with %s is unreadable with the reason', (_, bytes, code) => {
    expect(readStructuredDocument(bytes, patient)).toEqual({ kind: 'unreadable', of: 'cda', code });
  });
});

describe('an archive', () => {
  test('shows each document, verified by its metadata', async () => {
    const read = readStructuredDocument(await written('IHE_XDM.ZIP'), patient);
    if (read?.kind !== 'archive') throw new Error(read?.kind);
    expect(read.files.length).toBeGreaterThan(0);
    expect(read.files.every(({ isVerified, cda: of }) => isVerified && of !== null)).toBe(true);
    expect(read.rejected).toEqual([]);
  });

  test('that is cut is unreadable with the reason', async () => {
    const archive = await written('IHE_XDM.ZIP');
    expect(readStructuredDocument(archive.slice(0, 2000), patient)).toMatchObject({
      of: 'archive',
      code: 'zip_damaged',
    });
  });
});

test.each([
  ['a PDF', utf8('%PDF-1.4\n%%EOF\n')],
  ['a text that names an element', utf8('see <ClinicalDocument > there')],
  ['another XML', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['nothing', new Uint8Array()],
])('%s is neither', (_, bytes) => {
  expect(readStructuredDocument(bytes, patient)).toBe(null);
});
