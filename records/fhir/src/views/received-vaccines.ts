import { foldWords } from '../clinical/fold-words.ts';
import { codesOf } from '../french/coding.ts';
import type { JsonObject } from '../json/json.ts';
import { checkResource } from '../resource/check-resource.ts';
import { withMembers } from '../resource/with-members.ts';
import type { RawResource } from '../resource/resource.ts';
import type { ViewSource } from './view-source.ts';
import { vaccinesOf, type VaccineView } from './visits.ts';

/**
 * The relation of a received vaccination to a file:
 *
 * - `new`: the file does not have it;
 * - `similar`: the file has one of the same day against the same disease, with another vaccine or lot;
 * - `known`: the file has the same vaccine of the same day and lot, or the document has it twice;
 * - `invalid`: a resource that no file stores.
 */
export type VaccineMatch = 'new' | 'similar' | 'known' | 'invalid';

type Compared = { readonly view: VaccineView; readonly resource: JsonObject };

/** Compares the vaccinations of a document with those of a file. @returns the match of each, by its source id */
export function matchVaccines(
  received: readonly ViewSource[],
  own: readonly ViewSource[],
): ReadonlyMap<string, VaccineMatch> {
  const known = comparedIn(own);
  const matches = new Map<string, VaccineMatch>();
  for (const one of comparedIn(received)) {
    const match = matchOf(one, known);
    if (match !== 'invalid') known.push(one);
    matches.set(one.view.id, match);
  }
  return matches;
}

/**
 * A received Immunization as the file of another practice stores it: its text, with the file's Patient, as one that was
 * given elsewhere. Its source is named unless it names one itself.
 *
 * @param patient reference to the file's Patient
 * @param source the sender, as a person reads it
 * @param id the FHIR id under which the file stores it
 */
export function withNewOwner(
  { resource, text: exact }: RawResource,
  { patient, source, id }: { readonly patient: string; readonly source: string; readonly id: string },
): string {
  return withMembers(exact, {
    id: JSON.stringify(id),
    patient: JSON.stringify({ reference: patient }),
    primarySource: 'false',
    ...(resource['reportOrigin'] === undefined && { reportOrigin: JSON.stringify({ text: source }) }),
  });
}

function comparedIn(sources: readonly ViewSource[]): Compared[] {
  const byId = new Map(sources.map(({ id, resource }) => [id, resource]));
  return vaccinesOf(sources).map((view) => ({ view, resource: byId.get(view.id) ?? {} }));
}

function matchOf(one: Compared, known: readonly Compared[]): VaccineMatch {
  if (checkResource(one.resource).length > 0) return 'invalid';
  const ofDay = known.filter(({ view }) => dayOf(view) === dayOf(one.view) && view.isDone === one.view.isDone);
  const isSame = (other: Compared): boolean =>
    isSameVaccine(one, other) && lotOf(one.view) === lotOf(other.view) && mayBeOneDose(one.view, other.view);
  if (ofDay.some(isSame)) return 'known';
  const isClose = (other: Compared): boolean =>
    isSameVaccine(one, other) || one.view.diseases.some((disease) => other.view.diseases.includes(disease));
  return ofDay.some(isClose) ? 'similar' : 'new';
}

/** A date as precise as it was written: a year is not the same as a day of it. */
function dayOf({ facts }: VaccineView): string {
  return facts.date.slice(0, 10);
}

/** A month or a year may have several doses, which their numbers tell apart; nobody gets two of one vaccine on a day. */
function mayBeOneDose(one: VaccineView, other: VaccineView): boolean {
  const [dose, its] = [one.facts.dose, other.facts.dose];
  return dayOf(one).length === 10 || dose === null || its === null || dose === its;
}

function lotOf({ lot }: VaccineView): string {
  return (lot ?? '').replaceAll(/[\s-]/g, '').toUpperCase();
}

/** By a code that both have; by the name where no code system is common. */
function isSameVaccine(one: Compared, other: Compared): boolean {
  const [left, right] = [codesIn(one), codesIn(other)];
  const shared = left.filter(({ system }) => right.some((code) => code.system === system));
  if (shared.length > 0)
    return shared.some(({ system, code }) => right.some((its) => its.system === system && its.code === code));
  return foldWords(one.view.name) === foldWords(other.view.name);
}

function codesIn({ resource }: Compared): readonly { readonly system: string | null; readonly code: string | null }[] {
  return codesOf(resource['vaccineCode']).filter(({ system, code }) => system !== null && code !== null);
}
