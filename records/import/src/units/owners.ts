import { identifierKey, isSharedType, subjectsOf, type LooseReason } from '@etanche/records-fhir';
import { positionKey, type SourcePosition } from '../report.ts';
import type { SourceFile } from '../source/source-files.ts';
import { groupPeople } from './group-people.ts';
import type { People } from './people.ts';
import { readParts, type Item, type Part, type XmlToJson } from './read-items.ts';

/** The owner of a resource of a file that does not contain whole patients. */
export type Ownership = {
  /** Key of the person (`People`), whose Patient may be in another file; null for a resource that names no patient. */
  readonly owner: string | null;
  /** Whether the bundle alone determines the owner. A `urn:uuid:` is valid only in its bundle. */
  readonly isSettled: boolean;
  /** Why the resource goes into no patient's file, independently of other files. */
  readonly reason: LooseReason | null;
  /** Whether its type belongs to no patient (a practitioner, a location). */
  readonly isShared: boolean;
};

export type OwnedItem = Ownership & { readonly item: Item };

/** The owners of resources that name no patient themselves, by `positionKey`: one or several each. */
export type OwnersByPosition = ReadonlyMap<string, ReadonlySet<string>>;

/** Yields the resources of a file one after the other, with their owners. */
export async function* readOwned(
  source: SourceFile,
  people: People,
  connected: OwnersByPosition,
  xmlToJson: XmlToJson | null,
): AsyncGenerator<OwnedItem> {
  for await (const part of readParts(source, xmlToJson)) {
    for (const owned of ownersOf(part, people)) {
      yield { ...withConnectedOwner(owned, owned.item.position, connected), item: owned.item };
    }
  }
}

export function withConnectedOwner(owned: Ownership, position: SourcePosition, connected: OwnersByPosition): Ownership {
  if (connected.size === 0) return owned;
  const [owner, second] = connected.get(positionKey(position)) ?? [];
  if (owner === undefined) return owned;
  return second === undefined
    ? { ...owned, owner, isSettled: true }
    : { ...owned, isSettled: true, reason: 'several_patients' };
}

export function isPatient({ resource }: Pick<Item, 'resource'>): boolean {
  return resource.resourceType === 'Patient';
}

/** Yields the resources of a part one after the other, with the owners that this part determines. */
export function* ownersOf({ isBundle, items }: Pick<Part, 'isBundle' | 'items'>, people: People): Generator<OwnedItem> {
  if (isBundle) yield* ownersInBundle(items, people);
  else for (const item of items) yield ownerBySubjects(item, people);
}

function* ownersInBundle(items: readonly Item[], people: People): Generator<OwnedItem> {
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
    // The patient may be in another file.
    if (reason === 'patient_missing') settled.set(item, ownerBySubjects(item, people));
    else if (reason === 'patient_replaced') settle(item, people.personOf(item), null);
    else settle(item, null, reason);
  }
  const [only, second] = grouped.patients;
  const owner = only === undefined || second !== undefined ? null : people.personOf(only.patient as Item);
  for (const item of grouped.shared as readonly Item[]) {
    // A resource that names no patient, in a bundle of one patient, belongs to that patient.
    settle(item, isSharedType(item.resource.resourceType) ? null : owner, null);
  }
  for (const item of items) {
    const owned = settled.get(item);
    if (owned !== undefined) yield owned;
  }
}

function ownerBySubjects(item: Item, people: People): OwnedItem {
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
          ? people.peopleNamed(subject.reference, item)
          : people.peopleWithIdentifier(identifierKey(subject.system, subject.value) ?? '');
      if (named.size === 0) reason ??= 'patient_missing';
      for (const person of named) candidates.add(person);
    }
  }
  const [owner = null, second] = candidates;
  if (second !== undefined) reason = 'several_patients';
  else if (owner === null && isContained) reason ??= 'patient_contained';
  return { item, owner: reason === null ? owner : null, isSettled: false, reason, isShared };
}
