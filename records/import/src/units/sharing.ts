import { indexShared, namesOf, sharedBy, type SharedIndex } from './references.ts';
import { itemFrom, type Item } from './read-items.ts';

/** Resources of nobody, by all that others may call them. */
export type SharedItems = { readonly items: readonly Item[]; readonly index: SharedIndex };

/** The same of many files: each text is kept once, whatever each file calls it. */
export type SharedPool = SharedItems & {
  add(item: Item): void;
  /** Bytes of text that are kept. */
  bytes(): number;
  /** How many more times the texts that are kept were added. */
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

/** A part of a bundle’s text would keep all of it in memory. */
function copy({ text, fullUrl, place }: Item): Item {
  return itemFrom(Buffer.from(text).toString('utf8'), fullUrl, place);
}

/** Which of them went into a patient's file. */
export type Sharing = {
  /** Those that these resources refer to, and those of them that went into another file before. */
  take(items: readonly Item[]): Taken;
  takeAll(): Taken;
  unused(): Item[];
};
export type Taken = { readonly items: readonly Item[]; readonly copied: readonly Item[] };

export function createSharing({ items: all, index }: SharedItems): Sharing {
  const used = new Set<Item>();
  const taken = (items: readonly Item[]): Taken => {
    const copied = items.filter((item) => used.has(item));
    for (const item of items) used.add(item);
    return { items, copied };
  };
  return {
    take: (items) => taken(sharedBy(items, index)),
    takeAll: () => taken(all),
    unused: () => all.filter((item) => !used.has(item)),
  };
}

/** The shared resources of one bundle. */
export function sharedOf(items: readonly Item[]): SharedItems {
  return { items, index: indexShared(items) };
}
