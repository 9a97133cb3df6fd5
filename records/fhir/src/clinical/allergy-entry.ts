import { hasCode, labelOf } from '../french/coding.ts';
import { objects, text, without, type JsonObject } from '../json/json.ts';
import { dateOfChoice, noteOf, withCode, withDate, withField, withLabel, withNote } from './edit-element.ts';
import { emptyEntry, type EntryFacts, type Severity } from './entry-facts.ts';

export const allergyClinical = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
export const allergyVerification = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const past = ['resolved', 'inactive'];
const unnamed = 'Réaction non précisée';
const severities: readonly string[] = ['mild', 'moderate', 'severe'] satisfies Severity[];

export function readAllergy(allergy: JsonObject): EntryFacts {
  const [reaction = {}] = objects(allergy['reaction']);
  return {
    ...emptyEntry,
    kind: 'allergy',
    name: labelOf(allergy['code']) ?? '',
    start: dateOfChoice(allergy, 'onset'),
    isActive: isActive(allergy),
    reaction: manifestations(reaction),
    severity: severityOf(reaction),
    isIntolerance: allergy['type'] === 'intolerance',
    note: noteOf(allergy),
  };
}

/** Writes the facts into an AllergyIntolerance; every other element of `before` stays. */
export function writeAllergy(before: JsonObject, facts: EntryFacts): JsonObject {
  const coded = withLabel(withDate(before, 'onset', facts.start), 'code', facts.name);
  const typed = facts.isIntolerance === (before['type'] === 'intolerance') ? coded : withType(coded, facts);
  const reactions = reactionsOf(before, facts);
  const status =
    before['clinicalStatus'] !== undefined && isActive(before) === facts.isActive
      ? before['clinicalStatus']
      : withCode(before['clinicalStatus'], allergyClinical, facts.isActive ? 'active' : 'resolved');
  return {
    ...without(without(withNote(typed, facts.note), 'reaction'), 'clinicalStatus'),
    clinicalStatus: status,
    ...(reactions.length === 0 ? {} : { reaction: reactions }),
  };
}

function withType(allergy: JsonObject, { isIntolerance }: EntryFacts): JsonObject {
  return withField(allergy, 'type', isIntolerance ? 'intolerance' : 'allergy');
}

function isActive(allergy: JsonObject): boolean {
  return !past.some((code) => hasCode(allergy['clinicalStatus'], allergyClinical, code));
}

/** The first reaction has the facts; its other elements and all other reactions stay. */
function reactionsOf(before: JsonObject, { reaction, severity }: EntryFacts): JsonObject[] {
  const [first, ...others] = objects(before['reaction']);
  if (first === undefined) {
    if (reaction === null && severity === null) return [];
    const manifestation = [{ text: reaction ?? unnamed }];
    return [severity === null ? { manifestation } : { manifestation, severity }];
  }
  if (manifestations(first) === reaction && severityOf(first) === severity) return [first, ...others];
  const named = manifestations(first) === reaction ? first : withManifestation(first, reaction);
  const graded = severityOf(first) === severity ? named : withField(named, 'severity', severity);
  return [graded, ...others];
}

function withManifestation(reaction: JsonObject, label: string | null): JsonObject {
  const [first] = objects(reaction['manifestation']);
  // A reaction has at least one manifestation (R4, AllergyIntolerance.reaction.manifestation 1..*).
  const named = withLabel(first === undefined ? {} : { first }, 'first', label ?? unnamed);
  return { ...reaction, manifestation: objects([named['first'] ?? null]) };
}

function manifestations(reaction: JsonObject): string | null {
  return objects(reaction['manifestation']).map(labelOf).filter(Boolean).join(', ') || null;
}

function severityOf(reaction: JsonObject): Severity | null {
  const severity = text(reaction['severity']);
  return severity !== null && severities.includes(severity) ? (severity as Severity) : null;
}
