import { recordsLimits, type Compartment } from '@etanche/core-records-protocol';
import type { PackEntry } from '@etanche/core-sealing';
import type { CarriedVersions } from './compact-packs.ts';

/**
 * Bytes of versions that one pack carries: of these a request of 8 MiB holds one pack, also if they do not compress.
 */
const packBytes = 3 * 1024 * 1024;

/** Groups of versions, each of which is one pack and fits into one write. */
export function groupsToCarry(compartment: Compartment, versions: readonly PackEntry[]): CarriedVersions[] {
  const groups: PackEntry[][] = [];
  let [last, bytes]: [PackEntry[], number] = [[], 0];
  for (const version of versions) {
    if (last.length === recordsLimits.versionsPerPack || bytes + version.bytes.length > packBytes)
      [last, bytes] = [[], 0];
    if (last.length === 0) groups.push(last);
    last.push(version);
    bytes += version.bytes.length;
  }
  return groups.map((group) => ({ compartment, versions: group }));
}
