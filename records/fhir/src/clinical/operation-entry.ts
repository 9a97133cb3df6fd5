import { labelOf } from '../french/coding.ts';
import type { JsonObject } from '../json/json.ts';
import { dateOfChoice, noteOf, withDate, withLabel, withNote } from './edit-element.ts';
import { emptyEntry, type EntryFacts } from './entry-facts.ts';

/** An operation of the past, from a Procedure. */
export function readOperation(procedure: JsonObject): EntryFacts {
  return {
    ...emptyEntry,
    kind: 'surgical',
    name: labelOf(procedure['code']) ?? '',
    start: dateOfChoice(procedure, 'performed'),
    note: noteOf(procedure),
  };
}

/** Writes the facts into a Procedure; every other element of `before` stays. */
export function writeOperation(before: JsonObject, facts: EntryFacts): JsonObject {
  const dated = withDate({ ...before, status: before['status'] ?? 'completed' }, 'performed', facts.start);
  return withNote(withLabel(dated, 'code', facts.name), facts.note);
}
