import type { IdentityDocument, IdentityFlag, IdentityStatus, Reliability } from '../french/identity-reliability.ts';
import type { PatientTraits } from '../french/patient-traits.ts';

/** The role of an administrator gives access to no patient, so no rule contains it. */
export type IdentityRole = 'secretary' | 'doctor' | 'administrator';

export type IdentityEvent =
  /** INSi returned one identity whose traits were compared with the patient's (return code 00). */
  | { readonly kind: 'insi_retrieved'; readonly date: string }
  /** INSi no longer has the matricule, or returns other traits. */
  | { readonly kind: 'insi_withdrawn'; readonly date: string }
  /** A document of high trust was seen, with the patient present. */
  | { readonly kind: 'document_checked'; readonly document: IdentityDocument; readonly date: string }
  /** The document is forged or belongs to another person. */
  | { readonly kind: 'document_withdrawn' }
  /** One of the five strict traits was corrected by hand. */
  | { readonly kind: 'traits_changed' }
  | { readonly kind: 'doubt_raised' }
  | { readonly kind: 'doubt_settled' }
  /** A file of tests, of training, or of a person who has the right to anonymity. */
  | { readonly kind: 'made_fictitious' }
  | { readonly kind: 'homonym_marked' }
  | { readonly kind: 'homonym_cleared' };

type IdentityRefusal =
  /** The role may not cause this event. */
  | 'identity_role'
  /** The event is not possible from this status. */
  | 'identity_status'
  /** The event is not possible for a doubtful or fictitious identity (RNIV 1, 3.2.3, EXI SI 09). */
  | 'identity_flags'
  /** A strict trait is missing. */
  | 'identity_traits';

type Transition =
  | { readonly ok: true; readonly value: Reliability }
  | { readonly ok: false; readonly code: IdentityRefusal };

type Rule = {
  readonly roles: readonly IdentityRole[];
  /** New status by present status; an absent status refuses the event. */
  readonly to: Readonly<Partial<Record<IdentityStatus, IdentityStatus>>>;
  readonly add?: IdentityFlag;
  readonly remove?: IdentityFlag;
  /** True if the event is refused for a doubtful or fictitious identity. */
  readonly certain?: true;
};

const reception: readonly IdentityRole[] = ['secretary', 'doctor'];
const doctors: readonly IdentityRole[] = ['doctor'];
const same = { PROV: 'PROV', RECUP: 'RECUP', VALI: 'VALI', QUAL: 'QUAL' } as const;
const provisional = { PROV: 'PROV', RECUP: 'PROV', VALI: 'PROV', QUAL: 'PROV' } as const;

/**
 * The permitted changes of an identity's status by role. The status combines two facts, a retrieval from INSi and a
 * checked document; QUAL needs both. Both roles may raise a doubt; only a doctor may revoke a colleague's status.
 */
export const identityTransitions: Readonly<Record<IdentityEvent['kind'], Rule>> = {
  insi_retrieved: {
    roles: reception,
    to: { PROV: 'RECUP', RECUP: 'RECUP', VALI: 'QUAL', QUAL: 'QUAL' },
    certain: true,
  },
  document_checked: {
    roles: reception,
    to: { PROV: 'VALI', RECUP: 'QUAL', VALI: 'VALI', QUAL: 'QUAL' },
    certain: true,
  },
  insi_withdrawn: { roles: reception, to: { RECUP: 'PROV', QUAL: 'VALI' } },
  document_withdrawn: { roles: doctors, to: { VALI: 'PROV', QUAL: 'RECUP' } },
  traits_changed: { roles: reception, to: provisional },
  doubt_raised: { roles: reception, to: provisional, add: 'DOUT' },
  doubt_settled: { roles: doctors, to: { PROV: 'PROV' }, remove: 'DOUT' },
  made_fictitious: { roles: doctors, to: { PROV: 'PROV' }, add: 'FICT', certain: true },
  homonym_marked: { roles: reception, to: same, add: 'HOMA' },
  homonym_cleared: { roles: reception, to: same, remove: 'HOMA' },
};

/**
 * The reliability after an event, or the reason for its refusal. If the new status is not RECUP or QUAL (`mayHoldIns`),
 * the caller removes the matricule INS from the Patient (`use` = `old`).
 */
export function applyIdentityEvent(traits: PatientTraits, event: IdentityEvent, role: IdentityRole): Transition {
  const rule = identityTransitions[event.kind];
  const { reliability } = traits;
  if (!rule.roles.includes(role)) return { ok: false, code: 'identity_role' };
  const to = rule.to[reliability.status];
  if (to === undefined) return { ok: false, code: 'identity_status' };
  const isUncertain = reliability.flags.some((flag) => flag === 'DOUT' || flag === 'FICT');
  // A fictitious file stays fictitious.
  const isFictitious = reliability.flags.includes('FICT') && (rule.add === 'DOUT' || rule.remove === 'DOUT');
  if ((rule.certain === true && isUncertain) || isFictitious) return { ok: false, code: 'identity_flags' };
  if (to !== 'PROV' && to !== reliability.status && missingTraits(traits).length > 0) {
    return { ok: false, code: 'identity_traits' };
  }
  const flags = reliability.flags.filter((flag) => flag !== rule.remove && flag !== rule.add);
  const added = rule.add === undefined ? flags : [...flags, rule.add];
  return { ok: true, value: withFacts({ ...reliability, status: to, flags: added }, event) };
}

/**
 * True for the statuses in which a Patient may have a matricule INS: only one from INSi is valid, not one typed by
 * hand.
 */
export function mayHoldIns(status: IdentityStatus): boolean {
  return status === 'RECUP' || status === 'QUAL';
}

/** The five strict traits of RNIV. */
type StrictTrait = 'birthFamilyName' | 'birthGivenName' | 'birthDate' | 'sex' | 'birthPlace';

export function missingTraits(traits: PatientTraits): StrictTrait[] {
  const missing: StrictTrait[] = [];
  if (traits.birthFamilyName === null) missing.push('birthFamilyName');
  if (traits.birthGivenNames.length === 0) missing.push('birthGivenName');
  if (traits.birthDate === null) missing.push('birthDate');
  if (traits.sex !== 'male' && traits.sex !== 'female') missing.push('sex');
  if (traits.birthPlace === null || traits.birthPlace.insee === null) missing.push('birthPlace');
  return missing;
}

/** True if a strict trait differs; the event `traits_changed` must then be applied. */
export function strictTraitsDiffer(before: PatientTraits, after: PatientTraits): boolean {
  return (
    before.birthFamilyName !== after.birthFamilyName ||
    before.birthGivenNames[0] !== after.birthGivenNames[0] ||
    before.birthDate !== after.birthDate ||
    before.sex !== after.sex ||
    before.birthPlace?.insee !== after.birthPlace?.insee
  );
}

function withFacts(value: Reliability, event: IdentityEvent): Reliability {
  switch (event.kind) {
    case 'insi_retrieved':
    case 'insi_withdrawn':
      return { ...value, insiDate: event.date };
    case 'document_checked':
      return { ...value, document: event.document, documentDate: event.date };
    case 'document_withdrawn':
    case 'traits_changed':
    case 'doubt_raised':
      return { ...value, document: null, documentDate: null };
    case 'doubt_settled':
    case 'made_fictitious':
    case 'homonym_marked':
    case 'homonym_cleared':
      return value;
  }
}
