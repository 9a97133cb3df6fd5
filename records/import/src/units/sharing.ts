import { indexShared, namesOf, sharedReferencedBy, type SharedIndex } from './references.ts';
import { itemFrom, type Item } from './read-items.ts';

/** Resources that belong to no patient, and an index by their names. */
export type SharedItems = { readonly items: readonly Item[]; readonly index: SharedIndex };

/** Shared resources of several files. Each text is stored once, under the names of all files. */
type SharedPool = SharedItems & {
  add(item: Item): void;
  /** Bytes of stored text. */
  bytes(): number;
  /** Number of times that a stored text was added again. */
  repeated(): number;
};

export function createSharedPool(): SharedPool {
  const byText = new Map<string, Item>();
  const index = new Map<string, Item>();
  const items: Item[] = [];
  let [bytes, repeated] = [0, 0];
  return {
    items,
    index,
    add(item) {
      const kept = byText.get(item.text) ?? copy(item);
      for (const name of namesOf(item)) if (!index.has(name)) index.set(name, kept);
      if (byText.has(item.text)) {
        repeated += 1;
        return;
      }
      byText.set(kept.text, kept);
      items.push(kept);
      bytes += Buffer.byteLength(kept.text);
    },
    bytes: () => bytes,
    repeated: () => repeated,
  };
}

/** Copies an item, because a substring would keep the whole text of its bundle in memory. */
function copy({ text, fullUrl, position }: Item): Item {
  return itemFrom(Buffer.from(text).toString('utf8'), fullUrl, position);
}

/** Selects shared resources for patients' files, and records which were selected. */
export type Sharing = {
  /** Selects the shared resources to which these resources refer. */
  take(items: readonly Item[]): SharedSelection;
  takeAll(): SharedSelection;
  unused(): Item[];
};
/** `copied` are those of `items` that were selected for another file before. */
export type SharedSelection = { readonly items: readonly Item[]; readonly copied: readonly Item[] };

export function createSharing({ items: all, index }: SharedItems): Sharing {
  const used = new Set<Item>();
  const select = (items: readonly Item[]): SharedSelection => {
    const copied = items.filter((item) => used.has(item));
    for (const item of items) used.add(item);
    return { items, copied };
  };
  return {
    take: (items) => select(sharedReferencedBy(items, index)),
    takeAll: () => select(all),
    unused: () => all.filter((item) => !used.has(item)),
  };
}

/** Indexes the shared resources of one bundle. */
export function indexSharedItems(items: readonly Item[]): SharedItems {
  return { items, index: indexShared(items) };
}
