import { duplicateScore, type Card, type PatientTraits } from '@etanche/records-fhir';
import { isUnknown, type SentIdentity } from '../results/sent-identity.ts';
import { compareTraits, traitsOfCard, traitsOfSent, type Trait } from './compare-traits.ts';

/**
 * A patient of the practice who may be the one of a document: the traits of an opened file, or the card of a search,
 * which has neither number nor birth place and so is never certain.
 */
export type Candidate = { readonly id: string } & ({ readonly traits: PatientTraits } | { readonly card: Card });

export interface ComparedCandidate {
  readonly id: string;
  /** 0 to 100 (`duplicateScore` of records/fhir). */
  readonly score: number;
  readonly matching: readonly Trait[];
  readonly differing: readonly Trait[];
}

/**
 * - `no_identity`: the document has no trait to search by;
 * - `no_candidate`: no candidate is likely;
 * - `not_certain`: candidates are likely, and none has the INS or all five traits;
 * - `several`: more than one is certain, or another is as likely as the certain one;
 * - `ins_contradicted`: the INS is that of a candidate whose names or birth date differ;
 * - `identity_doubtful`: the certain one is doubtful, fictitious or a homonym by its traits;
 * - `replaced`: the certain one is a file that another replaces.
 */
export type AssignReason =
  | 'no_identity'
  | 'no_candidate'
  | 'not_certain'
  | 'several'
  | 'ins_contradicted'
  | 'identity_doubtful'
  | 'replaced';

export type Match =
  | {
      readonly kind: 'certain';
      readonly id: string;
      readonly by: 'ins' | 'traits';
      readonly candidate: ComparedCandidate;
    }
  /** A person assigns the document. `candidates` are the likely ones, the likeliest first. */
  | { readonly kind: 'to_assign'; readonly reason: AssignReason; readonly candidates: readonly ComparedCandidate[] };

/** Points from which a candidate is shown, and from which it makes another one uncertain. */
const likely = 40;
const rival = 70;
const mostShown = 10;

/**
 * Decides to whom a received document belongs: to one patient with the same INS, or with the same five strict traits of
 * RNIV (birth name, first given name, birth date, sex, birth place), if nothing contradicts it. In every other case a
 * person decides. It never creates a patient.
 */
export function matchPatient(sent: SentIdentity, candidates: readonly Candidate[]): Match {
  if (isUnknown(sent)) return { kind: 'to_assign', reason: 'no_identity', candidates: [] };
  const compared = candidates
    .map((candidate) => compare(sent, candidate))
    .sort((one, other) => other.shown.score - one.shown.score);
  const shown = compared.filter((one) => one.shown.score >= likely || one.certainty !== null).slice(0, mostShown);
  const toAssign = (reason: AssignReason): Match => ({
    kind: 'to_assign',
    reason,
    candidates: shown.map((one) => one.shown),
  });
  const certain = compared.filter(({ certainty }) => certainty !== null);
  const [first, second] = certain;
  if (first === undefined) return toAssign(shown.length === 0 ? 'no_candidate' : 'not_certain');
  const { certainty, shown: candidate, traits } = first;
  if (certainty === null || second !== undefined) return toAssign('several');
  if (certainty === 'contradicted') return toAssign('ins_contradicted');
  if (!traits.active) return toAssign('replaced');
  const { flags } = traits.reliability;
  if (flags.includes('DOUT') || flags.includes('FICT')) return toAssign('identity_doubtful');
  if (certainty === 'traits' && flags.includes('HOMA')) return toAssign('identity_doubtful');
  // Two files with nearly the same traits may be twins, or one person twice: a number alone decides between them.
  const hasRival = compared.some((one) => one !== first && one.shown.score >= rival);
  if (certainty === 'traits' && hasRival) return toAssign('several');
  return { kind: 'certain', id: candidate.id, by: certainty, candidate };
}

interface Compared {
  readonly shown: ComparedCandidate;
  readonly traits: PatientTraits;
  readonly certainty: 'ins' | 'traits' | 'contradicted' | null;
}

function compare(sent: SentIdentity, candidate: Candidate): Compared {
  const traits = 'traits' in candidate ? candidate.traits : traitsOfCard(candidate.card);
  const { matching, differing } = compareTraits(sent, traits);
  const { score } = duplicateScore(traitsOfSent(sent), traits);
  return {
    shown: { id: candidate.id, score, matching, differing },
    traits,
    certainty: 'traits' in candidate ? certaintyOf(matching, differing) : null,
  };
}

const strict: readonly Trait[] = ['birth_family_name', 'given_name', 'birth_date', 'sex', 'birth_place'];
const naming: readonly Trait[] = ['family_name', 'given_name', 'birth_date', 'sex'];

function certaintyOf(matching: readonly Trait[], differing: readonly Trait[]): Compared['certainty'] {
  const contradicts = naming.some((trait) => differing.includes(trait));
  if (matching.includes('ins')) return contradicts ? 'contradicted' : 'ins';
  if (contradicts || differing.length > 0) return null;
  return strict.every((trait) => matching.includes(trait)) ? 'traits' : null;
}
