import type { SplitBundle } from '@etanche/records-fhir';
import type { SourcePosition } from '../report.ts';

/**
 * Returns the position of each entry, rejected entry and empty bundle, in the order of the text.
 *
 * @param next returns the next position, for a bundle that is one of several in its file; null if its entries are the
 *   items
 */
export function positionsIn(
  bundle: SplitBundle,
  at: SourcePosition,
  next: (() => SourcePosition) | null,
): ReadonlyMap<object, SourcePosition> {
  const positions = new Map<object, SourcePosition>();
  addPositions(positions, bundle, at, next);
  return positions;
}

function addPositions(
  positions: Map<object, SourcePosition>,
  bundle: SplitBundle,
  at: SourcePosition,
  next: (() => SourcePosition) | null,
): void {
  if (isEmptyBundle(bundle)) {
    positions.set(bundle, next?.() ?? at);
    return;
  }
  const all = [...bundle.entries, ...bundle.rejected, ...bundle.nested].sort((a, b) => a.number - b.number);
  for (const one of all) {
    const own = { ...at, item: one.number };
    if ('bundle' in one) addPositions(positions, one.bundle, next === null ? own : at, next ?? entryCounter(own));
    else positions.set(one, next?.() ?? own);
  }
}

export function isEmptyBundle({ entries, rejected, nested }: SplitBundle): boolean {
  return entries.length + rejected.length + nested.length === 0;
}

/** Returns a function that numbers the entries of one item from 1. */
export function entryCounter(position: SourcePosition): () => SourcePosition {
  let entry = 0;
  return () => ({ ...position, entry: ++entry });
}
