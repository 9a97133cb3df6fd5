import type { SplitBundle } from '@etanche/records-fhir';
import type { Place } from '../report.ts';

/**
 * The place of each entry, rejected entry and empty bundle, in the order of the text.
 *
 * @param next places in turn for a bundle that is one of many, or nested; null where its entries are the file's items
 */
export function placesIn(bundle: SplitBundle, at: Place, next: (() => Place) | null): ReadonlyMap<object, Place> {
  const places = new Map<object, Place>();
  addPlaces(places, bundle, at, next);
  return places;
}

function addPlaces(places: Map<object, Place>, bundle: SplitBundle, at: Place, next: (() => Place) | null): void {
  if (isEmpty(bundle)) {
    places.set(bundle, next?.() ?? at);
    return;
  }
  const all = [...bundle.entries, ...bundle.rejected, ...bundle.nested].sort((a, b) => a.number - b.number);
  for (const one of all) {
    const own = { ...at, item: one.number };
    if ('bundle' in one) addPlaces(places, one.bundle, next === null ? own : at, next ?? counting(own));
    else places.set(one, next?.() ?? own);
  }
}

export function isEmpty({ entries, rejected, nested }: SplitBundle): boolean {
  return entries.length + rejected.length + nested.length === 0;
}

/** The entries of one item, from 1. */
export function counting(place: Place): () => Place {
  let entry = 0;
  return () => ({ ...place, entry: ++entry });
}
