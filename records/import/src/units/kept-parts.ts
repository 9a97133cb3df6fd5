import { ownersOf, type Ownership, type OwnedItem } from './owners.ts';
import type { People } from './people.ts';
import { itemFrom, type Item, type Part } from './read-items.ts';

/** A resource that the first reading accepted. Its text is bytes outside the heap. */
export type KeptItem = Pick<Item, 'fullUrl' | 'position'> & { readonly text: Buffer };
/** A part of a file that does not contain whole patients. */
export type KeptPart = Pick<Part, 'isBundle'> & { readonly items: readonly KeptItem[] };

/**
 * Resources that the first reading of a source accepted, so that later passes neither read nor verify them again. If
 * their texts exceed the limit, none is kept, and each pass reads the source.
 */
export type KeptParts = {
  add(part: Part): void;
  /** Null if the texts exceed the limit. */
  all(): readonly KeptPart[] | null;
};

/** @param mostBytes greatest number of bytes of all texts together */
export function createKeptParts(mostBytes: number): KeptParts {
  let parts: KeptPart[] | null = [];
  let bytes = 0;
  return {
    add({ isBundle, items }) {
      if (parts === null) return;
      const kept = items.map(({ text, fullUrl, position }) => ({ text: Buffer.from(text), fullUrl, position }));
      bytes += kept.reduce((sum, { text }) => sum + text.length, 0);
      if (bytes > mostBytes) parts = null;
      else parts.push({ isBundle, items: kept });
    },
    all: () => parts,
  };
}

/** A kept resource with its owner, which does not have to be found again. */
export type KeptOwned = Ownership & { readonly kept: KeptItem };

/** Parses the resources of a part again, and yields them with the owners that the part determines. */
export function* keptOwners(part: KeptPart, people: People): Generator<OwnedItem & KeptOwned> {
  const byItem = new Map(part.items.map((kept) => [keptItem(kept), kept]));
  for (const owned of ownersOf({ isBundle: part.isBundle, items: Array.from(byItem.keys()) }, people)) {
    const kept = byItem.get(owned.item);
    if (kept !== undefined) yield { ...owned, kept };
  }
}

/** Parses a kept resource again. */
export function keptItem({ text, fullUrl, position }: KeptItem): Item {
  return itemFrom(text.toString('utf8'), fullUrl, position);
}
