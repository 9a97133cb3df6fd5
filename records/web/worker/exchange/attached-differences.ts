import type { PatientTraits } from '@etanche/records-fhir';
import { compareTraits, type SentIdentity, type Trait } from '@etanche/records-interop';
import type { TraitTexts } from '../../port/trait-texts.ts';
import { traitTexts } from './read-document.ts';

/** The traits in which attached documents differ from a patient, each with what the first such document says. */
export function attachedDifferences(
  attached: readonly SentIdentity[],
  traits: PatientTraits,
): { readonly differing: readonly Trait[]; readonly texts: TraitTexts } {
  const found = new Map<Trait, string>();
  for (const identity of attached) {
    const named = traitTexts(identity);
    const texts: TraitTexts = { family_name: named.birth_family_name ?? '', ...named };
    for (const trait of compareTraits(identity, traits).differing)
      if (!found.has(trait)) found.set(trait, texts[trait] ?? '');
  }
  return { differing: Array.from(found.keys()), texts: Object.fromEntries(found) };
}
