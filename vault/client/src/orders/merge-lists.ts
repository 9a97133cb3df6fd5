/**
 * Merges the lists of several vaults for one order, each item once, at most `most` in total, shorter lists first. Lists
 * of honest vaults are short, so a lying vault with a long list cannot displace theirs.
 */
export function mergeLists<Item>(lists: readonly (readonly Item[])[], most: number): Item[] {
  const items = new Map<string, Item>();
  for (const item of lists.toSorted((a, b) => a.length - b.length).flat()) {
    const key = JSON.stringify(item);
    if (!items.has(key)) items.set(key, item);
  }
  return [...items.values()].slice(0, most);
}
