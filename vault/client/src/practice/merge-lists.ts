/**
 * What several vaults list for one order, each item once, no more than `most`: the shorter lists first. What honest vaults
 * list is short; a vault that lies can make its own long, and so leaves the others' in place.
 */
export function mergeLists<Item>(lists: readonly (readonly Item[])[], most: number): Item[] {
  const items = new Map<string, Item>();
  for (const item of lists.toSorted((a, b) => a.length - b.length).flat()) {
    const key = JSON.stringify(item);
    if (!items.has(key)) items.set(key, item);
  }
  return [...items.values()].slice(0, most);
}
