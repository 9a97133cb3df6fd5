import type { VersionMark } from '@etanche/core-records-protocol';
import type { ScopeState } from '../scope/scope-state.ts';

/** Record ids of the resources of a file that are destroyed, or lost. */
export function markedIn({ current }: ScopeState, mark: VersionMark): readonly string[] {
  return Array.from(current.values()).flatMap((leaf) => (leaf.mark === mark ? [leaf.resource] : []));
}
