import { isObject, text, type Json, type JsonObject } from '@etanche/records-fhir';
import { fold } from '../fold.ts';
import type { MedicineSearch } from '../search/open-search.ts';
import type { CheckedMedicine } from './checked-medicine.ts';
import { substancesInText } from './substances-in-text.ts';

/** A known allergy to what is prescribed: it interrupts. */
export interface AllergyConflict {
  readonly allergy: JsonObject;
  /** As recorded. */
  readonly allergyText: string;
  /** The substance of the prescribed medicine. */
  readonly substance: string;
  /** The class that both share, with its source; null if the substance itself is named. */
  readonly through: { readonly name: string; readonly source: string } | null;
}

export interface AllergyCheck {
  readonly conflicts: readonly AllergyConflict[];
  /** Texts of allergies that name no known substance or class: the screen says that they were not checked. */
  readonly unchecked: readonly string[];
}

/**
 * Compares a medicine with AllergyIntolerance resources. Refuted, erroneous, resolved and inactive ones are left out,
 * as is the statement that there is no allergy. A food or an animal that names no medicine is not `unchecked`.
 */
export function checkAllergies(
  search: MedicineSearch,
  medicine: CheckedMedicine,
  allergies: readonly JsonObject[],
): AllergyCheck {
  const conflicts: AllergyConflict[] = [];
  const unchecked: string[] = [];
  for (const allergy of allergies.filter(isCurrent)) {
    const texts = textsOf(allergy);
    const allergyText = texts[0] ?? '';
    if (texts.length === 0) unchecked.push('');
    if (texts.length === 0 || texts.every((each) => /^(?:aucune?|pas d|absence d|no known)\b/.test(fold(each))))
      continue;
    const named = substancesInText(search, texts.join(' ; '));
    for (const substance of medicine.substances) {
      const through = named.classes.find(({ substances }) => substances.some((each) => fold(each) === fold(substance)));
      const isNamed = named.substances.has(fold(substance));
      if (!isNamed && through === undefined) continue;
      const shared = isNamed || through === undefined ? null : { name: through.name, source: through.source };
      conflicts.push({ allergy, allergyText, substance, through: shared });
    }
    if (named.substances.size === 0 && named.classes.length === 0 && !isOtherThing(allergy))
      unchecked.push(allergyText);
  }
  return { conflicts, unchecked };
}

function isCurrent(allergy: JsonObject): boolean {
  const states = [...codesOf(allergy['verificationStatus']), ...codesOf(allergy['clinicalStatus'])];
  return !states.some((code) => ['refuted', 'entered-in-error', 'inactive', 'resolved'].includes(code));
}

function isOtherThing({ category }: JsonObject): boolean {
  return (
    Array.isArray(category) &&
    category.length > 0 &&
    category.every((each) => each === 'food' || each === 'environment')
  );
}

function textsOf(allergy: JsonObject): string[] {
  const reactions = Array.isArray(allergy['reaction']) ? allergy['reaction'].filter(isObject) : [];
  const concepts = [allergy['code'], ...reactions.map((reaction) => reaction['substance'])];
  return Array.from(new Set(concepts.flatMap(labelsOf))).filter((label) => label.trim() !== '');
}

function labelsOf(concept: Json | undefined): string[] {
  if (!isObject(concept)) return [];
  const displays = codings(concept).map((coding) => text(coding['display']));
  return [text(concept['text']), ...displays].filter((label) => label !== null);
}

function codesOf(concept: Json | undefined): string[] {
  return isObject(concept) ? codings(concept).flatMap((coding) => text(coding['code']) ?? []) : [];
}

function codings(concept: JsonObject): JsonObject[] {
  return Array.isArray(concept['coding']) ? concept['coding'].filter(isObject) : [];
}
