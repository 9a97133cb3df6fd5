import { allReferences, withoutVersion } from '@etanche/records-fhir';
import { positionKey } from '../report.ts';
import { namesOf } from './references.ts';
import type { OwnedItem, OwnersByPosition } from './owners.ts';
import type { People } from './people.ts';
import type { Item } from './read-items.ts';

/**
 * Finds the owners of resources that name no patient and are not in one bundle with the resources to which they are
 * connected: in NDJSON, the Provenance of an Observation, a List of prescriptions, the Binary of a letter. They belong
 * to the patient whose resources they refer to, or whose resources refer to them.
 */
type ConnectedOwners = {
  /** First pass: adds each resource that names no patient and is not shared. */
  addUnowned(item: Item): void;
  isEmpty(): boolean;
  /** Second pass: adds each resource with an owner. */
  addOwned(owned: OwnedItem): void;
  owners(): OwnersByPosition;
};

type UnownedItem = {
  readonly names: readonly string[];
  readonly references: readonly string[];
  readonly owners: Set<string>;
};

export function createConnectedOwners(people: People): ConnectedOwners {
  const byPosition = new Map<string, UnownedItem>();
  const byName = new Map<string, UnownedItem[]>();
  const byReference = new Map<string, UnownedItem[]>();
  const put = (index: Map<string, UnownedItem[]>, name: string, one: UnownedItem): void => {
    const known = index.get(name);
    if (known === undefined) index.set(name, [one]);
    else known.push(one);
  };
  return {
    addUnowned(item) {
      const references = allReferences(item.resource).map(withoutVersion);
      const unowned: UnownedItem = { names: namesOf(item), references, owners: new Set() };
      byPosition.set(positionKey(item.position), unowned);
      for (const name of unowned.names) put(byName, name, unowned);
      for (const reference of references) {
        put(byReference, reference, unowned);
        if (!/Patient\//.test(reference)) continue;
        for (const person of people.peopleNamed(reference, item)) unowned.owners.add(person);
      }
    },
    isEmpty: () => byPosition.size === 0,
    addOwned({ item, owner }) {
      if (owner === null) return;
      for (const name of namesOf(item)) for (const one of byReference.get(name) ?? []) one.owners.add(owner);
      if (byName.size === 0) return;
      for (const reference of allReferences(item.resource)) {
        for (const one of byName.get(withoutVersion(reference)) ?? []) one.owners.add(owner);
      }
    },
    owners() {
      spreadOwners(byPosition.values(), byName);
      return new Map(Array.from(byPosition, ([position, { owners }]) => [position, owners]));
    },
  };
}

/** Copies owners along chains of unowned resources that refer to each other, in both directions. */
function spreadOwners(all: Iterable<UnownedItem>, byName: ReadonlyMap<string, readonly UnownedItem[]>): void {
  const neighbours = new Map<UnownedItem, Set<UnownedItem>>();
  const connect = (one: UnownedItem, other: UnownedItem): void => {
    neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
  };
  for (const one of all) {
    for (const other of one.references.flatMap((reference) => byName.get(reference) ?? [])) {
      if (other === one) continue;
      connect(one, other);
      connect(other, one);
    }
  }
  const queue = Array.from(neighbours.keys()).filter(({ owners }) => owners.size > 0);
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    for (const other of neighbours.get(one) ?? []) {
      const before = other.owners.size;
      for (const owner of one.owners) other.owners.add(owner);
      if (other.owners.size > before) queue.push(other);
    }
  }
}
