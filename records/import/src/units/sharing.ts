import { indexShared, sharedBy } from './references.ts';
import type { Item } from './read-items.ts';

/** Resources of nobody, and which of them went into a patient's file. */
export type Sharing = {
  /** Those that these resources refer to, and how many of them went into another file before. */
  take(items: readonly Item[]): Taken;
  takeAll(): Taken;
  unused(): Item[];
};
export type Taken = { readonly items: readonly Item[]; readonly copies: number };

export function createSharing(shared: readonly Item[]): Sharing {
  const index = indexShared(shared);
  const used = new Set<Item>();
  const taken = (items: readonly Item[]): Taken => {
    const copies = items.filter((item) => used.has(item)).length;
    for (const item of items) used.add(item);
    return { items, copies };
  };
  return {
    take: (items) => taken(sharedBy(items, index)),
    takeAll: () => taken(shared),
    unused: () => shared.filter((item) => !used.has(item)),
  };
}
