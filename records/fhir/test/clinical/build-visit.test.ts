import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildEncounter,
  buildMeasure,
  buildNote,
  checkResource,
  compartmentOf,
  synthesisOf,
} from '@etanche/records-fhir';

const context = {
  patient: 'Patient/1',
  encounter: 'visit-1',
  author: 'Dr Hélène Arnaud',
  start: '2026-11-26T10:12:00+01:00',
};
const text = { reason: 'Suivi', sections: [], isFinal: true, end: '2026-11-26T10:30:00+01:00' };

describe('the note of a visit', () => {
  const resources = [
    buildEncounter(context, text),
    buildNote(context, text),
    buildMeasure(context, 'pressure', 130, 80, context.start),
    buildMeasure(context, 'weight', 72.4, null, context.start),
  ];

  test('has no fault and is clinical', () => {
    for (const resource of resources) {
      expect(checkResource(resource)).toEqual([]);
      expect(compartmentOf(resource)).toBe('clinical');
    }
  });

  test('has no list of sections if only a measurement was taken', () => {
    const empty = buildNote(context, { ...text, reason: '', sections: [{ title: 'Examen', text: ' ' }] });
    expect(empty).not.toHaveProperty('section');
    expect(checkResource(empty)).toEqual([]);
  });

  test('is read by the synthesis', () => {
    const { visits, measures } = synthesisOf(resources.map((resource, i) => ({ id: `id-${i}`, resource })));
    expect(visits).toMatchObject([{ id: 'id-0', reason: 'Suivi', author: 'Dr Hélène Arnaud' }]);
    expect(measures.map(({ code, points }) => [code, points[0]?.value, points[0]?.second])).toEqual([
      ['85354-9', 130, 80],
      ['29463-7', 72.4, null],
    ]);
  });

  test('is preliminary and in progress until it ends', () => {
    const open = { ...text, isFinal: false, end: null };
    expect(buildNote(context, open)['status']).toBe('preliminary');
    expect(buildEncounter(context, open)).toMatchObject({ status: 'in-progress', period: { start: context.start } });
  });

  test('keeps every text as typed, also with characters of markup', () => {
    const line = fc.string({
      minLength: 1,
      unit: fc.constantFrom('a', 'b', 'é', ' ', '<', '>', '&', '"', "'", '/', ';', '#'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(line, (typed) => {
        const note = buildNote(context, { ...text, sections: [{ title: 'Examen', text: typed }] });
        const { visits } = synthesisOf([{ id: 'note', resource: note }]);
        const shown = visits[0]?.sections.find(({ title }) => title === 'Examen')?.text ?? '';
        expect(shown).toBe(typed.trim().replace(/ +/g, ' '));
      }),
    );
  });
});
