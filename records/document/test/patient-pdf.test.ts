import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { pdfText } from '@etanche/platform';
import { resourceFromText, resourceLimits, type RawResource } from '@etanche/records-fhir';
import { patientPdf, type PdfOptions } from '../src/index.ts';

const require = createRequire(import.meta.url);
const fontFile = (name: string) => new Uint8Array(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
const options: PdfOptions = {
  fonts: { plain: fontFile('DejaVuSansCondensed'), bold: fontFile('DejaVuSansCondensed-Bold') },
  practice: 'Cabinet du Port',
  now: Date.parse('2026-11-22T10:00:00Z'),
  timeZone: 'Europe/Paris',
};
const raw = (text: string): RawResource => resourceFromText(text, resourceLimits);
const of = (fields: object): RawResource => raw(JSON.stringify(fields));
const patient = of({
  resourceType: 'Patient',
  id: '1',
  name: [{ use: 'official', family: 'Wiśniewski', given: ['Élodie'] }],
  gender: 'female',
  birthDate: '1979-03-28',
});
const subject = { reference: 'Patient/1' };

async function textOf(resources: RawResource[], given: PdfOptions = options): Promise<{ text: string; pages: number }> {
  const pdf = await patientPdf(resources, given);
  const pages =
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type \/Page\n/g) ?? [];
  return { text: pdfText(pdf), pages: pages.length };
}

describe('the PDF of a patient', () => {
  test('has the identity, letters beyond Windows-1252, the date in French, and a last line', async () => {
    const { text, pages } = await textOf([patient]);
    for (const expected of [
      'Élodie WIŚNIEWSKI',
      'Wiśniewski',
      '28 mars 1979',
      'Cabinet du Port',
      '22 novembre 2026 à 11:00',
      'Page 1',
      'Fin du document',
      'Aucun élément n’est enregistré',
    ]) {
      expect(text).toContain(expected);
    }
    expect(pages).toBe(1);
  });

  test('has a section for each kind of resource, with the digits as written', async () => {
    const observation = raw(
      '{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/1"},"code":{"text":"Température"},"effectiveDateTime":"2026-01-05","valueQuantity":{"value":37.0,"code":"Cel"},"referenceRange":[{"low":{"value":36.50,"unit":"°C"},"high":{"value":37.5,"unit":"°C"}}]}',
    );
    const { text } = await textOf([
      patient,
      observation,
      of({
        resourceType: 'AllergyIntolerance',
        id: 'a',
        patient: subject,
        code: { text: 'Pénicilline' },
        criticality: 'high',
        reaction: [{ manifestation: [{ text: 'Œdème' }] }],
      }),
      of({
        resourceType: 'MedicationRequest',
        id: 'm',
        status: 'active',
        intent: 'order',
        subject,
        medicationCodeableConcept: { text: 'KARDEGIC 75' },
        requester: { reference: 'Practitioner/d' },
        dosageInstruction: [{ text: '1 le matin' }],
      }),
      of({ resourceType: 'Practitioner', id: 'd', name: [{ prefix: ['Dr'], family: 'Le Guen' }] }),
      of({
        resourceType: 'Condition',
        id: 'c',
        subject,
        code: { text: 'Migraine' },
        verificationStatus: { coding: [{ code: 'entered-in-error' }] },
      }),
      of({
        resourceType: 'Composition',
        id: 'n',
        status: 'final',
        title: 'Note du 5',
        subject,
        section: [
          {
            title: 'Examen',
            text: { status: 'generated', div: '<div><p>T&#233;moin &lt;b&gt;</p><p>TA 12/8</p></div>' },
          },
        ],
      }),
      of({
        resourceType: 'DocumentReference',
        id: 'l',
        status: 'current',
        subject,
        description: 'Courrier',
        content: [{ attachment: { contentType: 'text/plain', data: Buffer.from('Cher confrère').toString('base64') } }],
      }),
      of({ resourceType: 'Goal', id: 'g', lifecycleStatus: 'active', description: { text: 'x' }, subject }),
    ]);
    for (const expected of [
      '37,0 °C',
      'normale : 36,50 à 37,5 °C',
      'Pénicilline',
      'risque élevé',
      'Œdème',
      'KARDEGIC 75',
      'Dr Le Guen',
      '1 le matin',
      'SAISI PAR ERREUR',
      'Témoin <b>',
      'TA 12/8',
      'Cher confrère',
      'Autres éléments',
      'Goal',
    ]) {
      expect(text).toContain(expected);
    }
    const order = [
      'Identité',
      'Allergies',
      'Traitements',
      'Antécédents et problèmes',
      'Résultats',
      'Documents',
      'Autres éléments',
      'Fin du document',
    ];
    expect(
      order.map((title) => text.indexOf(`${title}\n`)).every((at, i, all) => at >= 0 && at > (all[i - 1] ?? -1)),
    ).toBe(true);
  });

  test('lists the accesses to the file, newest first, if requested', async () => {
    const at = (day: string) => Date.parse(`${day}T22:30:00Z`);
    const accesses = [
      { time: at('2026-11-01'), who: 'Dr A', what: 'a ouvert le dossier', reason: null },
      { time: at('2026-11-20'), who: 'Dr B', what: 'a ouvert le dossier en urgence', reason: 'Appel de la garde' },
    ];
    const { text } = await textOf([patient], { ...options, accesses });
    expect(text).toContain('Qui a ouvert ce dossier');
    expect(text).toContain('20 novembre 2026 à 23:30');
    expect(text).toContain('Motif : Appel de la garde');
    expect(text.indexOf('Dr B')).toBeLessThan(text.indexOf('Dr A'));
    expect((await textOf([patient])).text).not.toContain('Qui a ouvert');
    expect((await textOf([patient], { ...options, accesses: [] })).text).toContain('Personne, d’après le journal');
  });

  test('has several pages, each with its number', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      of({ resourceType: 'Condition', id: `c${i}`, subject, code: { text: `Problème ${i}` } }),
    );
    const { text, pages } = await textOf([patient, ...many]);
    expect(pages).toBeGreaterThan(2);
    expect(text).toContain(`Page ${pages}`);
    expect(text).toContain(`${pages} pages.`);
    for (const { resource } of many) expect(text).toContain((resource['code'] as { text: string }).text);
  });

  test('prints a resource with any fields', async () => {
    const { text } = await textOf([
      patient,
      ...[
        'AllergyIntolerance',
        'Condition',
        'Observation',
        'MedicationRequest',
        'Encounter',
        'Composition',
        'DocumentReference',
        'Coverage',
        'CareTeam',
        'RelatedPerson',
        'Appointment',
        'Flag',
        'Consent',
        'Immunization',
        'Procedure',
        'FamilyMemberHistory',
        'DiagnosticReport',
        'Practitioner',
        'Organization',
      ].map((resourceType, i) =>
        of({
          resourceType,
          id: `x${i}`,
          code: 7,
          name: 'x',
          content: [null],
          participant: [{}],
          section: {},
          note: 'x',
          component: [1],
          reaction: [{}],
          period: 3,
        }),
      ),
    ]);
    expect(text).toContain('Fin du document');
  });

  test.each(['<', '<!--', '&#', ' '])('prints a narrative of a million %s in linear time', async (sign) => {
    const div = `<div>${sign.repeat(1_000_000)}</div>`;
    const title = 'Note';
    const { text } = await textOf([
      patient,
      of({
        resourceType: 'Composition',
        id: 'n',
        title,
        subject,
        text: { status: 'generated', div },
      }),
    ]);
    expect(text).toContain('Fin du document');
  });

  test('says what it does not contain: attached files by title, and never a letter that it prints', async () => {
    const attached = (id: string, title: string, contentType: string) =>
      of({
        ...{ resourceType: 'DocumentReference', id, status: 'current', subject, date: '2026-03-01T10:00:00Z' },
        ...{ description: title, content: [{ attachment: { contentType, url: `Binary/${id}` } }] },
      });
    const resources = [patient, attached('a', 'Scanner', 'application/pdf'), attached('b', 'Lettre', 'text/plain')];
    const { text } = await textOf([...resources, of({ resourceType: 'Provenance', id: 'p' })]);
    const omitted = text.slice(text.indexOf('Ce que ce document ne contient pas'));
    expect(omitted).toContain('1 fichier joint');
    expect(omitted).toContain('— Scanner, 1er mars 2026');
    expect(omitted).not.toContain('Lettre');
    expect(omitted).toContain('1 mention de provenance');
    const { text: none } = await textOf([patient]);
    expect(none).not.toContain('fichier joint');
  });

  test('reports each printed entry, up to all of them', async () => {
    const seen: string[] = [];
    const condition = (id: string) => of({ resourceType: 'Condition', id, subject, code: { text: id } });
    const resources = [patient, condition('a'), condition('b')];
    await patientPdf(resources, { ...options, progress: (done, total) => seen.push(`${done}/${total}`) });
    expect(seen).toEqual(['1/2', '2/2']);
  });

  test.each([
    ['no Patient', []],
    ['two Patients', [patient, patient]],
  ])('is refused for %s', async (_what, resources) => {
    await expect(patientPdf(resources, options)).rejects.toMatchObject({ code: 'patient_missing' });
  });
});

describe('an archival PDF', () => {
  const textIn = async (isArchival: boolean): Promise<string> =>
    Buffer.from(await patientPdf([patient], { ...options, isArchival })).toString('latin1');

  test('has the structure of PDF/A-1b', async () => {
    const text = await textIn(true);
    expect(text.startsWith('%PDF-1.4\n')).toBe(true);
    expect(text).toMatch(/<pdfaid:part>1<\/pdfaid:part>\s*<pdfaid:conformance>B</);
    expect(text).toMatch(/\/S \/GTS_PDFA1/);
    expect(text).toMatch(/\/OutputIntents \[\d+ 0 R\]/);
    expect(text).toMatch(/\/ID \[<[0-9a-f]+> <[0-9a-f]+>\]/);
    const fonts = text.match(/\/Type \/FontDescriptor[\s\S]*?endobj/g) ?? [];
    expect(fonts.length).toBe(2);
    for (const font of fonts) expect(font).toMatch(/\/FontFile2 [\s\S]*\/CIDSet /);
    // ISO 19005-1, 6.1.3, 6.4 and 6.6: no encryption, transparency, script or file outside.
    expect(text).not.toMatch(/\/(?:Encrypt|SMask|ca|CA|JavaScript|JS|EmbeddedFiles|Launch)\b/);
  });

  test('is made on request only', async () => {
    expect(await textIn(false)).not.toContain('pdfaid');
  });
});
