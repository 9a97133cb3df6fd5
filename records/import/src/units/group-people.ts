import { groupByPatient, replacedBy, type GroupedResources } from '@etanche/records-fhir';
import type { People } from './people.ts';
import type { Item } from './read-items.ts';

/**
 * Groups the resources of a bundle by patient. If the bundle contains several states of one Patient, resources that
 * refer to any of them belong to the same person.
 *
 * @param current the state that represents each person; by default the last one in the bundle
 */
export function groupPeople(
  items: readonly Item[],
  people: People,
  current: ReadonlyMap<string, Item> = new Map(),
): GroupedResources {
  const used = items.filter(({ resource }) => resource.resourceType === 'Patient' && replacedBy(resource) === null);
  const last = new Map(used.map((item) => [people.personOf(item), item]));
  const representatives = new Map<Item, Item>();
  for (const item of used) {
    const person = people.personOf(item);
    const representative = current.get(person) ?? last.get(person);
    if (representative !== undefined && representative !== item) representatives.set(item, representative);
  }
  return groupByPatient(items, representatives);
}
