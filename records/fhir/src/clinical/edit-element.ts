import { codesOf, labelOf } from '../french/coding.ts';
import { defined, isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';

/**
 * Sets the text of a CodeableConcept. The same text leaves the resource unchanged; another one removes the codings,
 * which named something else, and keeps all other elements.
 */
export function withLabel(resource: JsonObject, name: string, label: string): JsonObject {
  const concept = resource[name];
  if ((labelOf(concept) ?? '') === label) return resource;
  return { ...resource, [name]: { ...(isObject(concept) ? without(concept, 'coding') : {}), text: label } };
}

/** The CodeableConcept with this code of `system`; its codings of other systems and all other elements stay. */
export function withCode(concept: Json | undefined, system: string, code: string): JsonObject {
  const before = isObject(concept) ? concept : {};
  if (codesOf(before).some((one) => one.system === system && one.code === code)) return before;
  const codings = objects(before['coding']);
  const at = codings.findIndex((one) => one['system'] === system);
  const known = at === -1 ? {} : without(without(codings[at] ?? {}, 'display'), 'version');
  const coding = { ...known, system, code };
  const list = at === -1 ? [...codings, coding] : codings.map((one, i) => (i === at ? coding : one));
  return { ...without(before, 'text'), coding: list };
}

/**
 * Sets the date of a choice such as `onset[x]`. A date that is there already leaves the resource unchanged; another one
 * replaces every type of the choice.
 */
export function withDate(resource: JsonObject, choice: string, date: string | null): JsonObject {
  if (dateOfChoice(resource, choice) === date) return resource;
  const isType = (name: string): boolean => new RegExp(`^_?${choice}[A-Z]`).test(name) && name !== `_${choice}DateTime`;
  const others = Object.fromEntries(Object.entries(resource).filter(([name]) => !isType(name)));
  return { ...others, ...(date === null ? {} : { [`${choice}DateTime`]: date }) };
}

/** The date of a choice, or the start of its period. */
export function dateOfChoice(resource: JsonObject, choice: string): string | null {
  const period = resource[`${choice}Period`];
  return text(resource[`${choice}DateTime`]) ?? (isObject(period) ? text(period['start']) : null);
}

/** Sets the text of the first note; an empty one removes that note. Other notes stay. */
export function withNote(resource: JsonObject, note: string | null): JsonObject {
  const [first, ...others] = objects(resource['note']);
  if ((first === undefined ? null : text(first['text'])) === note) return resource;
  const list = note === null ? others : [{ ...first, text: note }, ...others];
  return { ...without(resource, 'note'), ...(list.length === 0 ? {} : { note: list }) };
}

export function noteOf(resource: JsonObject): string | null {
  return text(objects(resource['note'])[0]?.['text']);
}

/** Sets a field, or removes it if the value is null. */
export function withField(resource: JsonObject, name: string, value: Json): JsonObject {
  if (resource[name] === value) return resource;
  return value === null ? without(resource, name) : { ...resource, ...defined({ [name]: value }) };
}
