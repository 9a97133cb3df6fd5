import { describe, expect, test } from 'vitest';
import {
  applyIdentityEvent,
  buildPatient,
  cardOf,
  duplicateScore,
  identityTransitions,
  mayHoldIns,
  mergeLinks,
  missingTraits,
  readPatient,
  strictTraitsDiffer,
  undoMerge,
  type IdentityEvent,
  type IdentityFlag,
  type IdentityRole,
  type IdentityStatus,
  type PatientTraits,
  type Resource,
} from '../src/index.ts';

const base: PatientTraits = {
  ...readPatient({}),
  birthFamilyName: 'Dupont',
  birthGivenNames: ['Jean'],
  birthDate: '1956-03-12',
  sex: 'male',
  birthPlace: { insee: '56121', name: 'Lorient' },
};
const trusted = (status: IdentityStatus, ...flags: IdentityFlag[]): PatientTraits => ({
  ...base,
  reliability: { ...base.reliability, status, flags },
});
const events: Readonly<Record<IdentityEvent['kind'], IdentityEvent>> = {
  insi_retrieved: { kind: 'insi_retrieved', date: '2026-11-22' },
  insi_withdrawn: { kind: 'insi_withdrawn', date: '2026-11-22' },
  document_checked: { kind: 'document_checked', document: 'CN', date: '2026-11-22' },
  document_withdrawn: { kind: 'document_withdrawn' },
  traits_changed: { kind: 'traits_changed' },
  doubt_raised: { kind: 'doubt_raised' },
  doubt_settled: { kind: 'doubt_settled' },
  made_fictitious: { kind: 'made_fictitious' },
  homonym_marked: { kind: 'homonym_marked' },
  homonym_cleared: { kind: 'homonym_cleared' },
};
const after = (from: PatientTraits, kind: IdentityEvent['kind'], role: IdentityRole = 'doctor') => {
  const result = applyIdentityEvent(from, events[kind], role);
  return result.ok ? result.value.status : result.code;
};

describe('the statuses of an identity', () => {
  test.each<[IdentityStatus, IdentityEvent['kind'], string]>([
    ['PROV', 'insi_retrieved', 'RECUP'],
    ['VALI', 'insi_retrieved', 'QUAL'],
    ['PROV', 'document_checked', 'VALI'],
    ['RECUP', 'document_checked', 'QUAL'],
    ['QUAL', 'insi_withdrawn', 'VALI'],
    ['RECUP', 'insi_withdrawn', 'PROV'],
    ['QUAL', 'document_withdrawn', 'RECUP'],
    ['QUAL', 'traits_changed', 'PROV'],
    ['QUAL', 'doubt_raised', 'PROV'],
    ['PROV', 'insi_withdrawn', 'identity_status'],
    ['VALI', 'insi_withdrawn', 'identity_status'],
    ['RECUP', 'document_withdrawn', 'identity_status'],
    ['QUAL', 'made_fictitious', 'identity_status'],
    ['VALI', 'doubt_settled', 'identity_status'],
  ])('%s, %s: %s', (status, kind, expected) => {
    expect(after(trusted(status), kind)).toBe(expected);
  });

  test('reach QUAL in either order, and never from one fact alone', () => {
    for (const first of ['insi_retrieved', 'document_checked'] as const) {
      const once = applyIdentityEvent(base, events[first], 'secretary');
      const second = first === 'insi_retrieved' ? 'document_checked' : 'insi_retrieved';
      if (!once.ok) throw new Error(once.code);
      expect(once.value.status).not.toBe('QUAL');
      expect(after({ ...base, reliability: once.value }, second, 'secretary')).toBe('QUAL');
    }
  });

  test.each<[IdentityRole, IdentityEvent['kind'], string]>([
    ['administrator', 'document_checked', 'identity_role'],
    ['administrator', 'doubt_raised', 'identity_role'],
    ['secretary', 'document_withdrawn', 'identity_role'],
    ['secretary', 'doubt_settled', 'identity_role'],
    ['secretary', 'made_fictitious', 'identity_role'],
    ['secretary', 'insi_retrieved', 'RECUP'],
    ['secretary', 'doubt_raised', 'PROV'],
  ])('for a %s, %s: %s', (role, kind, expected) => {
    expect(after(base, kind, role)).toBe(expected);
  });

  test('no rule contains the administrator', () => {
    expect(Object.values(identityTransitions).flatMap(({ roles }) => roles)).not.toContain('administrator');
  });

  test.each(['DOUT', 'FICT'] as const)('%s refuses INSi and documents', (flag) => {
    expect(after(trusted('PROV', flag), 'insi_retrieved')).toBe('identity_flags');
    expect(after(trusted('PROV', flag), 'document_checked')).toBe('identity_flags');
  });

  test('a doubtful identity cannot become fictitious, nor a fictitious one doubtful', () => {
    expect(after(trusted('PROV', 'DOUT'), 'made_fictitious')).toBe('identity_flags');
    expect(after(trusted('PROV', 'FICT'), 'doubt_raised')).toBe('identity_flags');
  });

  test('an identity without its five strict traits stays provisional', () => {
    const unborn = { ...base, birthPlace: null, sex: 'unknown' as const };
    expect(missingTraits(unborn)).toEqual(['sex', 'birthPlace']);
    expect(after(unborn, 'document_checked')).toBe('identity_traits');
    expect(after(unborn, 'doubt_raised')).toBe('PROV');
  });

  test('keep the document until a doubt, and determine whether a matricule is allowed', () => {
    const seen = applyIdentityEvent(base, events.document_checked, 'doctor');
    expect(seen).toMatchObject({ value: { status: 'VALI', document: 'CN', documentDate: '2026-11-22' } });
    const doubted = applyIdentityEvent(
      { ...base, ...(seen.ok && { reliability: seen.value }) },
      events.doubt_raised,
      'doctor',
    );
    expect(doubted).toMatchObject({ value: { status: 'PROV', flags: ['DOUT'], document: null } });
    expect((['PROV', 'VALI', 'RECUP', 'QUAL'] as const).map(mayHoldIns)).toEqual([false, false, true, true]);
  });

  test('a changed strict trait is detected, another trait is not', () => {
    expect(strictTraitsDiffer(base, { ...base, birthDate: '1956-03-13' })).toBe(true);
    expect(strictTraitsDiffer(base, { ...base, birthPlace: { insee: '29019', name: 'Lorient' } })).toBe(true);
    expect(
      strictTraitsDiffer(base, { ...base, usedFamilyName: 'X', birthPlace: { insee: '56121', name: 'LORIENT' } }),
    ).toBe(false);
  });
});

describe('duplicates', () => {
  const ins = (matricule: string) => ({ ins: { matricule, nature: 'nir' as const } });
  test.each<[string, Partial<PatientTraits>, string]>([
    ['the same person', {}, 'duplicate'],
    ['another spelling', { birthFamilyName: 'DUPOND', birthGivenNames: ['JEAN', 'MARIE'] }, 'duplicate'],
    ['a used name', { birthFamilyName: 'Martin', usedFamilyName: 'Dupont' }, 'duplicate'],
    ['day and month exchanged', { birthDate: '1956-12-03' }, 'possible'],
    ['a twin', { birthGivenNames: ['Pierre'] }, 'different'],
    ['a homonym with another birth date', { birthDate: '1971-08-30' }, 'homonym'],
    ['a homonym with another matricule INS', { ...ins('277076322082910') }, 'homonym'],
    ['a brother', { birthGivenNames: ['Paul'], birthDate: '1959-01-01' }, 'different'],
    [
      'another person',
      { birthFamilyName: 'Le Gall', birthGivenNames: ['Yann'], birthDate: '1980-01-01', sex: 'female' },
      'different',
    ],
  ])('%s', (_what, difference, verdict) => {
    const one = { ...base, ...ins('279035121518989') };
    const other = { ...base, ...difference };
    expect(duplicateScore(one, other).verdict).toBe(verdict);
    expect(duplicateScore(other, one).verdict).toBe(verdict);
  });

  test('two files without traits are not one person', () => {
    expect(duplicateScore(readPatient({}), readPatient({}))).toEqual({ score: 0, verdict: 'different', reasons: [] });
  });
});

describe('two files of one person', () => {
  const patient = (id: string, more: Partial<PatientTraits> = {}): Resource => buildPatient(id, { ...base, ...more });
  const merged = mergeLinks(patient('1'), patient('2'));

  test('link to each other, and the card of the replaced one shows it', () => {
    expect(merged).toMatchObject({
      ok: true,
      kept: { link: [{ other: { reference: 'Patient/2' }, type: 'replaces' }], active: true },
      replaced: { link: [{ other: { reference: 'Patient/1' }, type: 'replaced-by' }], active: false },
    });
    if (!merged.ok) throw new Error(merged.code);
    const traits = readPatient(merged.replaced);
    expect(traits.reliability.flags).toEqual(['DOUA', 'DESA']);
    expect(cardOf(traits).flags).toContain('replaced');
  });

  test('are restored when the merge is undone, with later changes', () => {
    if (!merged.ok) throw new Error(merged.code);
    expect(undoMerge(merged.kept, merged.replaced)).toEqual({ ok: true, kept: patient('1'), replaced: patient('2') });
    const edited = { ...merged.kept, maritalStatus: { text: 'Veuf' } };
    expect(undoMerge(edited, merged.replaced)).toMatchObject({ ok: true, kept: { maritalStatus: { text: 'Veuf' } } });
  });

  test('keep their other links', () => {
    const linked = { ...patient('1'), link: [{ other: { reference: 'Patient/9' }, type: 'seealso' }] };
    const both = mergeLinks(linked, patient('2'));
    if (!both.ok) throw new Error(both.code);
    expect(both.kept['link']).toHaveLength(2);
    expect(undoMerge(both.kept, both.replaced)).toMatchObject({ ok: true, kept: linked });
  });

  const qualified = (id: string, matricule: string): Resource =>
    patient(id, { ins: { matricule, nature: 'nir' }, reliability: { ...base.reliability, status: 'QUAL' } });
  test.each<[string, Resource, Resource, string]>([
    ['a file with itself', patient('1'), patient('1'), 'merge_same'],
    ['a resource that is not a Patient', patient('1'), { resourceType: 'Person', id: '2' }, 'merge_same'],
    ['a file without id', patient('1'), { resourceType: 'Patient' }, 'merge_same'],
    ['an inactive file', patient('1'), patient('2', { active: false }), 'merge_inactive'],
    ['into an inactive file', patient('1', { active: false }), patient('2'), 'merge_inactive'],
    ['two matricules', qualified('1', '279035121518989'), qualified('2', '277076322082910'), 'merge_ins'],
  ])('are not merged: %s', (_what, one, other, code) => {
    expect(mergeLinks(one, other)).toEqual({ ok: false, code });
  });

  test('cannot be unmerged if they were not merged', () => {
    expect(undoMerge(patient('1'), patient('2'))).toEqual({ ok: false, code: 'merge_none' });
    if (!merged.ok) throw new Error(merged.code);
    expect(undoMerge(merged.replaced, merged.kept)).toEqual({ ok: false, code: 'merge_none' });
    expect(undoMerge(patient('3'), merged.replaced)).toEqual({ ok: false, code: 'merge_none' });
  });
});
