import { codesOf, labelOf } from '../french/coding.ts';
import { systems } from '../french/french-urls.ts';
import { isObject, objects, without, type Json, type JsonObject } from '../json/json.ts';
import { noteOf, withCode, withLabel, withNote } from './edit-element.ts';
import { emptyEntry, kin, type EntryFacts, type Kin } from './entry-facts.ts';

/** One illness of a relative: the first condition of a FamilyMemberHistory. */
export function readFamily(history: JsonObject): EntryFacts {
  const [condition = {}] = objects(history['condition']);
  return {
    ...emptyEntry,
    kind: 'family',
    name: labelOf(condition['code']) ?? '',
    relative: kinOf(history['relationship']),
    age: ageOf(condition),
    note: noteOf(history),
  };
}

/** The illnesses of the same relative after the first one. */
export function otherIllnesses(history: JsonObject): string[] {
  return objects(history['condition'])
    .slice(1)
    .flatMap(({ code }) => labelOf(code) ?? []);
}

/** Writes the facts into a FamilyMemberHistory; every other element and condition of `before` stays. */
export function writeFamily(before: JsonObject, facts: EntryFacts): JsonObject {
  const [first = {}, ...others] = objects(before['condition']);
  const condition = withLabel(withAge(first, facts.age), 'code', facts.name);
  return withNote(
    {
      ...before,
      status: before['status'] ?? 'completed',
      relationship: relationship(before['relationship'], facts.relative),
      condition: [condition, ...others],
    },
    facts.note,
  );
}

function relationship(before: Json | undefined, relative: Kin | null): JsonObject {
  const known = isObject(before) ? before : {};
  if (relative === null || kinOf(before) === relative) return known;
  return { ...withCode(known, systems.roleCode, relative), text: kin[relative] };
}

/** By its code; by its words where another program wrote only those. */
function kinOf(value: Json | undefined): Kin | null {
  const code = codesOf(value).find(({ system, code: one }) => system === systems.roleCode && isKin(one))?.code;
  if (isKin(code)) return code;
  const words = labelOf(value)?.trim().toLocaleLowerCase('fr');
  const found = Object.entries(kin).find(([, name]) => name.toLocaleLowerCase('fr') === words)?.[0];
  return isKin(found) ? found : words === undefined ? null : 'FAMMEMB';
}

function isKin(code: string | null | undefined): code is Kin {
  return typeof code === 'string' && Object.hasOwn(kin, code);
}

function ageOf(condition: JsonObject): number | null {
  const { onsetAge } = condition;
  const value = isObject(onsetAge) ? Number(onsetAge['value']) : NaN;
  return Number.isFinite(value) && (onsetAge as JsonObject)['code'] !== 'mo' ? value : null;
}

function withAge(condition: JsonObject, age: number | null): JsonObject {
  if (ageOf(condition) === age) return condition;
  const rest = ['onsetAge', 'onsetRange', 'onsetPeriod', 'onsetString'].reduce(without, condition);
  if (age === null) return rest;
  return { ...rest, onsetAge: { value: age, unit: 'ans', system: 'http://unitsofmeasure.org', code: 'a' } };
}
