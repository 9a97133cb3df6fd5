import { setTimeout as sleep } from 'node:timers/promises';

/** Only a fault lasts five minutes, however slow the machine is. */
const mostLooks = 1200;
const betweenLooksMs = 250;

/**
 * Looks until there is a result.
 *
 * @param look returns null while there is none
 * @returns null if there is none after five minutes
 */
export async function poll<T>(look: () => Promise<T | null>): Promise<T | null> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const result = await look();
    if (result !== null) return result;
    await sleep(betweenLooksMs);
  }
  return null;
}
