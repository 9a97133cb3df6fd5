import { identifierKey, isSharedType, subjectsOf, type LooseReason } from '@etanche/records-fhir';
import type { Place } from '../report.ts';
import type { SourceFile } from '../source/source-files.ts';
import { groupPeople } from './group-people.ts';
import type { People } from './people.ts';
import { readParts, type Item, type Part, type XmlToJson } from './read-items.ts';

/** A resource of a file that does not hold whole patients, and whose it is. */
export type OwnedItem = {
  readonly item: Item;
  /** The person (`People`), who may stand in another file; null for a resource that names nobody. */
  readonly owner: string | null;
  /** Its bundle decides whose it is: a `urn:uuid:` means nothing in another one. */
  readonly isSettled: boolean;
  /** Why no patient's file takes it, whatever the other files hold. */
  readonly reason: LooseReason | null;
  /** Of no patient by nature (a practitioner, a place). */
  readonly isShared: boolean;
};

/** The owners of resources that name nobody themselves, by `placeKey`: one, or several. */
export type Adopted = ReadonlyMap<string, ReadonlySet<string>>;

export function placeKey({ file, item, entry }: Place): string {
  return `${file}/${item}/${entry}`;
}

/** The resources of a file, one after another. */
export async function* readOwned(
  source: SourceFile,
  people: People,
  adopted: Adopted,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<OwnedItem> {
  for await (const part of readParts(source, xmlToJson)) {
    for (const owned of ownersOf(part, people)) yield withAdoption(owned, adopted);
  }
}

function withAdoption(owned: OwnedItem, adopted: Adopted): OwnedItem {
  const [owner, second] = adopted.get(placeKey(owned.item.place)) ?? [];
  if (owner === undefined) return owned;
  return second === undefined
    ? { ...owned, owner, isSettled: true }
    : { ...owned, isSettled: true, reason: 'several_patients' };
}

export function isPatient({ resource }: Pick<Item, 'resource'>): boolean {
  return resource.resourceType === 'Patient';
}

export function* ownersOf({ isBundle, items }: Pick<Part, 'isBundle' | 'items'>, people: People): Generator<OwnedItem> {
  if (isBundle) yield* ofBundle(items, people);
  else for (const item of items) yield ofSubjects(item, people);
}

function* ofBundle(items: readonly Item[], people: People): Generator<OwnedItem> {
  const grouped = groupPeople(items, people);
  const settled = new Map<Item, OwnedItem>();
  const settle = (item: Item, owner: string | null, reason: LooseReason | null): void => {
    settled.set(item, { item, owner, isSettled: true, reason, isShared: isSharedType(item.resource.resourceType) });
  };
  for (const item of items) if (isPatient(item)) settle(item, people.personOf(item), null);
  for (const { patient, resources } of grouped.patients) {
    const owner = people.personOf(patient as Item);
    for (const item of [patient, ...resources] as Item[]) settle(item, owner, null);
  }
  for (const { entry, reason } of grouped.loose) {
    const item = entry as Item;
    // The patient may stand in another file.
    if (reason === 'patient_missing') settled.set(item, ofSubjects(item, people));
    else if (reason === 'patient_replaced') settle(item, people.personOf(item), null);
    else settle(item, null, reason);
  }
  const [only, second] = grouped.patients;
  const owner = only === undefined || second !== undefined ? null : people.personOf(only.patient as Item);
  for (const item of grouped.shared as readonly Item[]) {
    // A resource that names nobody, in a bundle of one patient, belongs to that patient.
    settle(item, isSharedType(item.resource.resourceType) ? null : owner, null);
  }
  for (const item of items) {
    const owned = settled.get(item);
    if (owned !== undefined) yield owned;
  }
}

function ofSubjects(item: Item, people: People): OwnedItem {
  const isShared = isSharedType(item.resource.resourceType);
  if (isPatient(item)) return { item, owner: people.personOf(item), isSettled: false, reason: null, isShared };
  const subjects = subjectsOf(item.resource);
  const candidates = new Set<string>();
  let [reason, isContained]: [LooseReason | null, boolean] = [null, false];
  for (const subject of subjects) {
    if (subject.kind === 'unclear') reason ??= 'subject_unclear';
    else if (subject.kind === 'reference' && subject.reference.startsWith('#')) isContained = true;
    else {
      const named =
        subject.kind === 'reference'
          ? people.named(subject.reference, item)
          : people.identified(identifierKey(subject.system, subject.value) ?? '');
      if (named.size === 0) reason ??= 'patient_missing';
      for (const person of named) candidates.add(person);
    }
  }
  const [owner = null, second] = candidates;
  if (second !== undefined) reason = 'several_patients';
  else if (owner === null && isContained) reason ??= 'patient_contained';
  return { item, owner: reason === null ? owner : null, isSettled: false, reason, isShared };
}
