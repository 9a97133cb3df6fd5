import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asEnteredInError,
  buildEntry,
  buildNoKnownAllergy,
  checkResource,
  compartmentOf,
  editEntry,
  emptyEntry,
  entryFaults,
  entryKinds,
  kin,
  readEntry,
  synthesisOf,
  type EntryFacts,
  type EntryKind,
  type Json,
  type JsonObject,
  type Kin,
  type Resource,
  type Severity,
} from '@etanche/records-fhir';

const context = { patient: 'Patient/1', author: 'Dr Hélène Arnaud', recorded: '2026-11-26T10:12:00+01:00' };
const today = '2026-11-26';

const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });
const words = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'é', 'z', '2', '<') });
const date = fc.constantFrom('1996', '2014-03', '2020-02-29', '2024-06-01');

/** Facts without faults: each kind with the fields that it has. */
function factsOf(kind: EntryKind): fc.Arbitrary<EntryFacts> {
  const all = fc.record({
    ...{ kind: fc.constant(kind), name: words, start: orNull(date), note: orNull(words) },
    ...{ isActive: fc.boolean(), isLongTerm: fc.boolean(), isIntolerance: fc.boolean(), end: fc.constant(null) },
    reaction: orNull(words),
    severity: orNull(fc.constantFrom<Severity>('mild', 'moderate', 'severe')),
    relative: fc.constantFrom(...(Object.keys(kin) as Kin[])),
    age: orNull(fc.nat(110)),
  });
  return all.map((facts): EntryFacts => {
    const { name, note, start } = facts;
    const common = { ...emptyEntry, kind, name, note };
    if (kind === 'family') return { ...common, relative: facts.relative, age: facts.age };
    if (kind === 'surgical') return { ...common, start };
    const { isActive, isLongTerm, isIntolerance, severity } = facts;
    if (kind === 'obstetric') return { ...common, start, isLongTerm };
    if (kind === 'problem') return { ...common, start, isActive, isLongTerm };
    const reaction = severity === null ? facts.reaction : (facts.reaction ?? 'Urticaire');
    return { ...common, start, isActive, isIntolerance, severity, reaction };
  });
}

const anyFacts = fc.constantFrom(...entryKinds).chain(factsOf);

/** Adds an extension and an unknown element to every object of a resource. @returns their marks */
function withUnknown(value: JsonObject): { readonly marked: JsonObject; readonly marks: string[] } {
  const marks: string[] = [];
  const walk = (one: Json, path: string): Json => {
    if (Array.isArray(one)) return one.map((inner, i) => walk(inner, `${path}/${i}`));
    if (typeof one !== 'object' || one === null) return one;
    marks.push(`mark:${path}`, `unknown:${path}`);
    const inner = Object.entries(one).map(([name, each]) => [name, walk(each, `${path}/${name}`)] as const);
    return {
      ...Object.fromEntries(inner),
      extension: [{ url: 'https://example.org/other', valueString: `mark:${path}` }],
      otherProgram: `unknown:${path}`,
    };
  };
  return { marked: walk(value, '') as JsonObject, marks };
}

describe('an entry of the history', () => {
  test.each(entryKinds)('of kind %s has no fault of FHIR, is clinical, and is read back as it was written', (kind) => {
    fc.assert(
      fc.property(factsOf(kind), (facts) => {
        expect(entryFaults(facts, today)).toEqual([]);
        const resource = buildEntry(facts, context);
        expect(checkResource(resource)).toEqual([]);
        expect(compartmentOf(resource)).toBe('clinical');
        expect(readEntry(resource)).toEqual(facts);
      }),
    );
  });

  test('is not changed by writing the same facts again', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const resource = buildEntry(facts, context);
        expect(editEntry(resource, facts)).toEqual(resource);
      }),
    );
  });

  test('has exactly the new facts after a correction', () => {
    const two = fc.constantFrom(...entryKinds).chain((kind) => fc.tuple(factsOf(kind), factsOf(kind)));
    fc.assert(
      fc.property(two, ([before, after]) => {
        const edited = editEntry(buildEntry(before, context), after);
        expect(checkResource(edited)).toEqual([]);
        // A reaction of another program cannot lose its manifestation, which R4 requires.
        const reaction = after.reaction ?? (before.reaction === null ? null : 'Réaction non précisée');
        expect(readEntry(edited)).toEqual({ ...after, reaction });
      }),
    );
  });

  test('keeps every unknown element and extension in a correction, in whatever object they are', () => {
    const two = fc.constantFrom(...entryKinds).chain((kind) => fc.tuple(factsOf(kind), factsOf(kind)));
    fc.assert(
      fc.property(two, ([before, after]) => {
        const { marked, marks } = withUnknown(buildEntry(before, context));
        const text = JSON.stringify(editEntry(marked as Resource, after));
        // An object goes only with the fact that it is: a note or age that is now empty, a long-term status.
        const isGone = (mark: string): boolean =>
          (after.note === null && mark.endsWith(':/note/0')) ||
          (after.age !== before.age && mark.endsWith('/onsetAge')) ||
          (!after.isLongTerm && before.isLongTerm && mark.includes('/category/0'));
        for (const mark of marks.filter((one) => !isGone(one))) expect(text).toContain(JSON.stringify(mark));
      }),
    );
  });

  test('of another program keeps its codes until its name changes, because they name the old one', () => {
    const imported: Resource = {
      resourceType: 'Condition',
      subject: { reference: 'Patient/1' },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'E11', display: 'Diabète de type 2' }] },
      onsetPeriod: { start: '2014-03-01', end: '2014-04-01' },
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'remission' }],
      },
      stage: [{ summary: { text: 'IIIa' } }],
    };
    const facts = readEntry(imported);
    if (facts === null) throw new Error('unreadable');
    expect(facts).toMatchObject({ name: 'Diabète de type 2', start: '2014-03-01', isActive: false });
    const noted = editEntry(imported, { ...facts, note: 'Suivi en ville' });
    expect(noted).toEqual({ ...imported, note: [{ text: 'Suivi en ville' }] });
    const renamed = editEntry(imported, { ...facts, name: 'Diabète de type 1' });
    expect(renamed['code']).toEqual({ text: 'Diabète de type 1' });
    expect(renamed).toMatchObject({ stage: imported['stage'], onsetPeriod: imported['onsetPeriod'] });
    const active = editEntry(imported, { ...facts, isActive: true });
    expect(JSON.stringify(active['clinicalStatus'])).toContain('"active"');
    const moved = editEntry(imported, { ...facts, start: '2015' });
    expect(moved['onsetDateTime']).toBe('2015');
    expect(moved['onsetPeriod']).toBeUndefined();
  });

  test('cannot become a resource of another type', () => {
    const operation = buildEntry({ ...emptyEntry, kind: 'surgical', name: 'Appendicectomie' }, context);
    expect(() => editEntry(operation, { ...emptyEntry, kind: 'problem', name: 'x' })).toThrow(RangeError);
    const other: Resource = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };
    expect(() => editEntry(other, { ...emptyEntry, kind: 'problem', name: 'x' })).toThrow(RangeError);
    expect(readEntry(other)).toBeNull();
  });
});

describe('faults of an entry', () => {
  const problem: EntryFacts = { ...emptyEntry, kind: 'problem', name: 'Asthme' };
  test.each([
    ['without a name', { ...problem, name: '  ' }, 'name_missing'],
    ['with a day that no calendar has', { ...problem, start: '2023-02-30' }, 'date_invalid'],
    ['with a date as typed', { ...problem, start: '14/03/2014' }, 'date_invalid'],
    ['that begins tomorrow', { ...problem, start: '2026-11-27' }, 'date_future'],
    ['that ends before it begins', { ...problem, start: '2014-03', end: '2013' }, 'end_before_start'],
    ['of the family without a relative', { ...problem, kind: 'family' as const }, 'relative_missing'],
    [
      'with an impossible age',
      { ...problem, kind: 'family' as const, relative: 'MTH' as const, age: 140 },
      'age_invalid',
    ],
  ])('are found in one %s', (_, facts, fault) => {
    expect(entryFaults(facts, today)).toEqual([fault]);
  });

  test('are none for a date of another precision, today, and a time of another program', () => {
    expect(entryFaults({ ...problem, start: '2014-03', end: '2014' }, today)).toEqual([]);
    expect(entryFaults({ ...problem, start: today }, today)).toEqual([]);
    expect(entryFaults({ ...problem, start: '2026-11-26T10:12:00+01:00' }, today)).toEqual([]);
  });
});

describe('an entry in error', () => {
  const read = (...resources: readonly Resource[]) =>
    synthesisOf(resources.map((resource, i) => ({ id: `id-${i}`, resource })));

  test('of every kind disappears from the synthesis and stays in the list of entries', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const wrong = asEnteredInError(buildEntry(facts, context));
        expect(checkResource(wrong)).toEqual([]);
        const { problems, allergies, history, entries } = read(wrong);
        expect([problems, allergies.list, history]).toEqual([[], [], []]);
        expect(entries).toMatchObject([{ id: 'id-0', isInError: true, facts: { name: facts.name } }]);
      }),
    );
  });

  test('has no clinical status, as R4 con-5 and ait-2 require, and keeps everything else', () => {
    const { marked, marks } = withUnknown(
      buildEntry({ ...emptyEntry, kind: 'allergy', name: 'Latex', severity: 'severe', reaction: 'Choc' }, context),
    );
    const wrong = asEnteredInError(marked as Resource);
    expect(wrong['clinicalStatus']).toBeUndefined();
    const text = JSON.stringify(wrong);
    const kept = marks.filter((mark) => !mark.includes('/clinicalStatus'));
    for (const mark of kept) expect(text).toContain(JSON.stringify(mark));
  });

  test('a vaccine, a visit or a document in error is not shown either', () => {
    const status = 'entered-in-error';
    const { vaccines, visits, documents } = read(
      { resourceType: 'Immunization', status, vaccineCode: { text: 'x' }, patient: {}, occurrenceDateTime: '2020' },
      { resourceType: 'Encounter', status, class: {} },
      { resourceType: 'DocumentReference', status, content: [] },
    );
    expect([vaccines, visits, documents]).toEqual([[], [], []]);
  });

  test('a statement that there are no allergies is no entry, and one in error says nothing', () => {
    const statement = buildNoKnownAllergy(context);
    expect(checkResource(statement)).toEqual([]);
    expect(read(statement)).toMatchObject({ allergies: { state: 'none_known' }, entries: [] });
    expect(read(asEnteredInError(statement)).allergies.state).toBe('not_recorded');
  });

  test('an obstetric history is no current problem', () => {
    const birth = buildEntry({ ...emptyEntry, kind: 'obstetric', name: 'Accouchement', start: '2012' }, context);
    const { problems, history } = read(birth);
    expect(problems).toEqual([]);
    expect(history).toMatchObject([{ kind: 'obstetric', name: 'Accouchement', date: '2012' }]);
  });
});
