import type { Bytes } from '@etanche/core-wire';
import type { PackPlace } from '@etanche/core-records-protocol';
import type { Compartment, CompartmentKey } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import type { ScopeName } from './scope-name.ts';

/**
 * Derives the keys of the compartments and epochs in which these packs are sealed, once each, for allowed
 * compartments only.
 */
export async function keysFor(
  context: DataContext,
  name: ScopeName,
  erasure: Bytes,
  packs: readonly { readonly place: PackPlace }[],
  allowed: readonly Compartment[],
): Promise<(place: PackPlace) => CompartmentKey | null> {
  const places = new Map(
    packs.filter(({ place }) => allowed.includes(place.compartment)).map(({ place }) => [nameOf(place), place]),
  );
  const keys = new Map<string, CompartmentKey>();
  const derived = Array.from(places, async ([at, { compartment, epoch, seal }]) => {
    keys.set(at, await context.keys.compartment(name, erasure, compartment, epoch, seal));
  });
  await Promise.all(derived);
  return (place) => keys.get(nameOf(place)) ?? null;
}

function nameOf({ compartment, epoch, seal }: PackPlace): string {
  return `${compartment}/${epoch}/${seal?.element ?? ''}/${seal?.batch ?? ''}`;
}
