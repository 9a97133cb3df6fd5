import type { Json, JsonObject } from '@etanche/records-fhir';

/**
 * The resource with both edits, if each changed other elements of `before`; null if both changed one element in
 * different ways. Elements are the members of the resource: a person decides about everything finer.
 */
export function mergedResource(before: JsonObject, theirs: JsonObject, mine: JsonObject): JsonObject | null {
  const merged: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [old, other, own] = [before[name], theirs[name], mine[name]];
    if (isSame(other, own) || isSame(old, own)) {
      if (other !== undefined) merged[name] = other;
    } else if (isSame(old, other)) {
      if (own !== undefined) merged[name] = own;
    } else return null;
  }
  return merged;
}

/** Names of the elements that both edits changed in different ways. */
export function contestedElements(before: JsonObject, theirs: JsonObject, mine: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(theirs), ...Object.keys(mine)]);
  return Array.from(names).filter((name) => {
    const [old, other, own] = [before[name], theirs[name], mine[name]];
    return !isSame(other, own) && !isSame(old, own) && !isSame(old, other);
  });
}

/** Compares JSON without regard to the order of members. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: Json | undefined): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part as JsonObject).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The other version with the elements that the own edit changed, over whatever they became. */
export function forcedMerge(before: JsonObject, theirs: JsonObject, mine: JsonObject): JsonObject {
  const merged = new Map(Object.entries(theirs));
  for (const name of new Set([...Object.keys(before), ...Object.keys(mine)])) {
    const own = mine[name];
    if (isSame(before[name], own)) continue;
    if (own === undefined) merged.delete(name);
    else merged.set(name, own);
  }
  return Object.fromEntries(merged);
}
