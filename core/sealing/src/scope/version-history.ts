import { equalBytes } from '@etanche/core-wire';
import { cannotOpen } from '../sealing-error.ts';
import { noPrevious, type OpenedVersion } from './version.ts';

/**
 * Verifies that the opened versions of a resource are complete up to the last one, each naming the preceding one.
 *
 * @param versions in ascending order of version, from 1
 * @throws SealingError `cannot_open`
 */
export function verifyHistory(versions: readonly OpenedVersion[]): void {
  let previous = noPrevious;
  const first = versions[0]?.place;
  for (const [i, version] of versions.entries()) {
    const { place } = version;
    const sameResource =
      place.practice === first?.practice &&
      place.scope === first.scope &&
      place.compartment === first.compartment &&
      place.resource === first.resource;
    if (!sameResource || place.version !== i + 1) throw cannotOpen(`history lacks version ${i + 1}`);
    if (!equalBytes(version.previous, previous)) throw cannotOpen(`version ${i + 1} does not follow version ${i}`);
    previous = version.hash;
  }
}
