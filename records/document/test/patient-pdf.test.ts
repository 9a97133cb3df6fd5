import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { resourceFromText, resourceLimits, type RawResource } from '@etanche/records-fhir';
import { patientPdf, type PdfOptions } from '../src/index.ts';

const options: PdfOptions = {
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

/**
 * The text of a PDF by pdfkit: glyph codes of its content streams, through the ToUnicode map of each font. It is
 * sufficient to search for words without a PDF package.
 */
async function textOf(resources: RawResource[], given: PdfOptions = options): Promise<{ text: string; pages: number }> {
  const bytes = (await buffer(patientPdf(resources, given))).toString('latin1');
  const streams = [...bytes.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  const objects = new Map(
    [...bytes.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)endobj/g)].map(([, id, body = '']) => [id, body]),
  );
  const maps = new Map<string, Map<string, string>>();
  for (const [, body] of objects) {
    const unicode = /\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
    const name = /\/BaseFont \/[A-Z]+\+(\S+)/.exec(body)?.[1];
    if (unicode === undefined || name === undefined) continue;
    const stream = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(objects.get(unicode) ?? '')?.[1] ?? '';
    maps.set(name, glyphs(inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')));
  }
  const fontNames = new Map(
    [...bytes.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, font = '', id]) => [
      font,
      /\/BaseFont \/[A-Z]+\+(\S+)/.exec(objects.get(id) ?? '')?.[1] ?? '',
    ]),
  );
  let text = '';
  for (const content of streams.filter((stream) => stream.includes(' Tf'))) {
    for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
      if (font !== undefined) current = maps.get(fontNames.get(font) ?? '') ?? new Map<string, string>();
      for (const [, codes = ''] of (shown ?? '').matchAll(/<([0-9a-f]+)>/g)) {
        text += (codes.match(/.{4}/g) ?? []).map((code) => current.get(code) ?? '?').join('');
      }
      if (shown !== undefined) text += '\n';
    }
  }
  return { text, pages: (bytes.match(/\/Type \/Page\n/g) ?? []).length };
}
let current = new Map<string, string>();

function glyphs(map: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, first = '', targets = ''] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/g)) {
    for (const [index, [, hex = '']] of [...targets.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = hex.replaceAll(' ', '').match(/.{4}/g) ?? [];
      found.set(
        (parseInt(first, 16) + index).toString(16).padStart(4, '0'),
        String.fromCharCode(...units.map((unit) => parseInt(unit, 16))),
      );
    }
  }
  return found;
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
      'normale : 36,50 à 37,5 °C',
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
    expect(text).toContain('Motif : Appel de la garde');
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

  test.each([
    ['no Patient', []],
    ['two Patients', [patient, patient]],
  ])('is refused for %s', (_what, resources) => {
    expect(() => patientPdf(resources, options)).toThrow(expect.objectContaining({ code: 'patient_missing' }));
  });
});
