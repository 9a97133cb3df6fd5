import { allReferences, withoutVersion } from '@etanche/records-fhir';
import { namesOf } from './references.ts';
import { placeKey, type Adopted, type OwnedItem } from './owners.ts';
import type { People } from './people.ts';
import type { Item } from './read-items.ts';

/**
 * Finds the owners of resources that name nobody themselves and lie apart from what they are connected with: in NDJSON,
 * the Provenance of an Observation, a List of prescriptions, the Binary of a letter. They belong to the patient whose
 * resources they refer to, or whose resources refer to them.
 */
export type Adoption = {
  /** First, every resource that names nobody and is not shared. */
  open(item: Item): void;
  isEmpty(): boolean;
  /** Then, every other resource. */
  connect(owned: OwnedItem): void;
  adopted(): Adopted;
};

type Open = { readonly names: readonly string[]; readonly references: readonly string[]; readonly owners: Set<string> };

export function createAdoption(people: People): Adoption {
  const open = new Map<string, Open>();
  const byName = new Map<string, Open[]>();
  const byReference = new Map<string, Open[]>();
  const put = (index: Map<string, Open[]>, name: string, one: Open): void => {
    const found = index.get(name);
    if (found === undefined) index.set(name, [one]);
    else found.push(one);
  };
  return {
    open(item) {
      const references = allReferences(item.resource).map(withoutVersion);
      const own: Open = { names: namesOf(item), references, owners: new Set() };
      open.set(placeKey(item.place), own);
      for (const name of own.names) put(byName, name, own);
      for (const reference of references) {
        put(byReference, reference, own);
        if (/Patient\//.test(reference)) for (const person of people.named(reference, item)) own.owners.add(person);
      }
    },
    isEmpty: () => open.size === 0,
    connect({ item, owner }) {
      if (owner === null) return;
      for (const name of namesOf(item)) for (const one of byReference.get(name) ?? []) one.owners.add(owner);
      if (byName.size === 0) return;
      for (const reference of allReferences(item.resource)) {
        for (const one of byName.get(withoutVersion(reference)) ?? []) one.owners.add(owner);
      }
    },
    adopted() {
      spread(open.values(), byName);
      return new Map(Array.from(open, ([place, { owners }]) => [place, owners]));
    },
  };
}

/** What is connected only with others of its kind belongs to the same people as they do, however long the chain. */
function spread(all: Iterable<Open>, byName: ReadonlyMap<string, readonly Open[]>): void {
  const near = new Map<Open, Set<Open>>();
  const join = (one: Open, other: Open): void => {
    near.set(one, (near.get(one) ?? new Set()).add(other));
  };
  for (const one of all) {
    for (const other of one.references.flatMap((reference) => byName.get(reference) ?? [])) {
      if (other === one) continue;
      join(one, other);
      join(other, one);
    }
  }
  const waiting = Array.from(near.keys()).filter(({ owners }) => owners.size > 0);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const other of near.get(one) ?? []) {
      const before = other.owners.size;
      for (const owner of one.owners) other.owners.add(owner);
      if (other.owners.size > before) waiting.push(other);
    }
  }
}
