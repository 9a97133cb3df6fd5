import { describe, expect, test } from 'vitest';
import {
  buildDeposit,
  buildDocument,
  checkResource,
  compartmentOf,
  documentFaults,
  documentKinds,
  editDocument,
  isDeposit,
  readDocument,
  removeDocument,
  restoreDocument,
  synthesisOf,
  type DocumentFacts,
  type DocumentKind,
  type JsonObject,
  type Resource,
} from '../../src/index.ts';

const facts: DocumentFacts = { title: 'Radio du genou', kind: 'imaging', date: '2026-11-20' };
const context = { patient: 'Patient/1', author: 'Dr A', at: '2026-11-29T10:00:00+01:00' };
const url = `Binary/${'a'.repeat(26)}`;
const file = { contentType: 'image/png', url, size: 1234 };
const view = (resource: Resource) => synthesisOf([{ id: 'r', resource }]);

describe('a document', () => {
  test.each(Object.keys(documentKinds) as DocumentKind[])('of the kind %s is valid, and is read back', (kind) => {
    const made = buildDocument({ ...facts, kind }, file, null, context);
    expect(checkResource(made)).toEqual([]);
    expect(readDocument(made)).toEqual({ ...facts, kind });
    expect(compartmentOf(made)).toBe('clinical');
    expect(view(made).documents).toMatchObject([{ title: 'Radio du genou', size: 1234, content: 'file' }]);
  });

  test('keeps its small image apart from its content', () => {
    const small = { contentType: 'image/jpeg', data: 'AAAA' };
    const made = buildDocument(facts, file, small, context);
    expect(checkResource(made)).toEqual([]);
    expect(view(made).documents).toMatchObject([{ thumbnail: 'AAAA', contentType: 'image/png' }]);
    expect(view(buildDocument(facts, file, null, context)).documents).toMatchObject([{ thumbnail: null }]);
  });

  const imported: Resource = {
    resourceType: 'DocumentReference',
    id: 'x',
    status: 'current',
    extension: [{ url: 'https://example.org/e', valueString: 'garde' }],
    type: { coding: [{ system: 'https://example.org/types', code: '7' }], text: 'Compte rendu opératoire' },
    category: [{ text: 'chirurgie' }],
    context: { facilityType: { text: 'Clinique' } },
    content: [
      {
        attachment: { contentType: 'application/pdf', url: 'https://example.org/d.pdf', hash: 'AAAA' },
        format: { code: 'x' },
      },
      { attachment: { url: 'https://example.org/d.xml' } },
    ],
  };

  test('of an import keeps every element that the description does not name', () => {
    const edited = editDocument(imported, { title: 'Genou', kind: 'report', date: '2020-01-02' });
    const { type, content, description, ...rest } = edited as JsonObject;
    expect(rest).toEqual({
      ...Object.fromEntries(Object.entries(imported).filter(([name]) => name !== 'type' && name !== 'content')),
    });
    expect(description).toBe('Genou');
    expect(type).toMatchObject({
      coding: [
        { system: 'https://example.org/types', code: '7' },
        { system: 'http://loinc.org', code: '11488-4' },
      ],
    });
    expect(content).toMatchObject([
      { attachment: { hash: 'AAAA', creation: '2020-01-02' }, format: { code: 'x' } },
      {},
    ]);
  });

  test('of an import keeps its type when only the title changes', () => {
    const edited = editDocument(imported, { ...readDocument(imported), title: 'Genou', date: '2020-01-02' });
    expect(edited['type']).toEqual(imported['type']);
  });

  test('whose content no program sent is shown as missing', () => {
    const bare: Resource = { ...imported, resourceType: 'DocumentReference', content: [{ attachment: {} }] };
    expect(view(bare).documents).toMatchObject([{ content: 'missing' }]);
  });

  test('that is removed leaves the list with its reason, and comes back unchanged', () => {
    const removed = removeDocument(imported, 'Mauvais patient');
    expect(view(removed).documents).toEqual([]);
    expect(view(removed).removedDocuments).toMatchObject([{ id: 'r', reason: 'Mauvais patient' }]);
    expect(restoreDocument(removed)).toEqual(imported);
  });

  test.each<[Partial<DocumentFacts>, string]>([
    [{ title: '  ' }, 'title_missing'],
    [{ title: 'x'.repeat(121) }, 'title_long'],
    [{ date: '' }, 'date_invalid'],
    [{ date: '2026' }, 'date_invalid'],
    [{ date: '2026-02-30' }, 'date_invalid'],
    [{ date: '2026-11-30' }, 'date_future'],
  ])('with %o has a fault', (change, fault) => {
    expect(documentFaults({ ...facts, ...change }, '2026-11-29')).toEqual([fault]);
  });
});

const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);

describe('a deposit', () => {
  const deposit = buildDeposit({ url, size: 9000 }, context);

  test('is in the compartment of the reception, and is no document of the list', () => {
    expect(checkResource(deposit)).toEqual([]);
    expect(isDeposit(deposit)).toBe(true);
    expect(compartmentOf(deposit)).toBe('identity');
    expect(view(deposit)).toMatchObject({ documents: [], removedDocuments: [] });
  });

  const attachment = { contentType: 'application/octet-stream', url, size: 9000 };
  test.each<[string, JsonObject]>([
    ['a title', { description: 'VIH' }],
    ['a type', { type: { text: 'Sérologie' } }],
    ['a text', { text: { status: 'generated', div: '<div>VIH</div>' } }],
    ['a contained resource', { contained: [{ resourceType: 'Condition' }] }],
    ['an extension', { extension: [{ url: 'x', valueString: 'VIH' }] }],
    ['a title of the content', { content: [{ attachment: { ...attachment, title: 'VIH' } }] }],
    ['data in the reference', { content: [{ attachment: { ...attachment, data: 'AAAA' } }] }],
    ['a readable type', { content: [{ attachment: { ...attachment, contentType: 'application/pdf' } }] }],
    ['a second content', { content: [{ attachment }, { attachment }] }],
    ['an address elsewhere', { content: [{ attachment: { ...attachment, url: 'https://example.org' } }] }],
    ['an identifier of the author', { author: [{ display: 'x', identifier: { value: 'VIH' } }] }],
    ['a name of the subject', { subject: { reference: 'Patient/1', display: 'VIH' } }],
    ['another label', { securityLabel: [{ coding: [{ system: 'x', code: 'sealed-to-doctors' }] }] }],
    ['no label', { securityLabel: [] }],
    ['words in its status', { status: 'VIH positif' }],
    ['words in the status of the document', { docStatus: 'VIH positif' }],
    ['words in its date', { date: 'VIH positif' }],
    ['an object in its date', { date: { text: 'VIH positif' } }],
    ['an object in place of a name', { author: [{ display: { text: 'VIH positif' } }] }],
    ['words among its authors', { author: ['VIH positif'] }],
    ['words in place of its author', { author: 'VIH positif' }],
    ['words in place of its subject', { subject: 'VIH positif' }],
    ['words in the reference of its subject', { subject: { reference: 'VIH positif' } }],
    ['words among its contents', { content: ['VIH positif', { attachment }] }],
    ['words in place of its size', { content: [{ attachment: { ...attachment, size: 'VIH positif' } }] }],
    ['words among its labels', { securityLabel: ['VIH positif', ...list(deposit['securityLabel'])] }],
  ])('with %s is clinical', (_, change) => {
    const changed: Resource = { ...deposit, ...change, resourceType: 'DocumentReference' };
    expect(compartmentOf(changed)).toBe('clinical');
  });
});
