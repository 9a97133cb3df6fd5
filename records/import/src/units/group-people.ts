import { groupByPatient, replacedBy, type GroupedResources } from '@etanche/records-fhir';
import type { People } from './people.ts';
import type { Item } from './read-items.ts';

/**
 * The resources of a bundle by patient, where it may hold several states of one Patient: what names any of them belongs to
 * the one person.
 *
 * @param current the state that stands for each person; the last of the bundle where it is not given
 */
export function groupPeople(
  items: readonly Item[],
  people: People,
  current: ReadonlyMap<string, Item> = new Map(),
): GroupedResources {
  const used = items.filter(({ resource }) => resource.resourceType === 'Patient' && replacedBy(resource) === null);
  const stands = new Map(used.map((item) => [people.personOf(item), item]));
  const standsFor = new Map<Item, Item>();
  for (const item of used) {
    const person = people.personOf(item);
    const one = current.get(person) ?? stands.get(person);
    if (one !== undefined && one !== item) standsFor.set(item, one);
  }
  return groupByPatient(items, standsFor);
}
