import type { Played } from '../theft.ts';
import type { Robbery } from './robbery.ts';
import { playSquattedPractice } from './t05-squatted-practice.ts';
import { playBothApprovers } from './t06-both-approvers.ts';
import { playVaultAlone, playVaultAndDoctor } from './t06-one-vault.ts';
import { playAllVaults, playAllVaultsAndDoctor } from './t07-all-vaults.ts';
import { playRogueAdministrator } from './t12-rogue-administrator.ts';
import { playStolenSheet } from './t12-stolen-sheet.ts';
import { playSwappedKeys } from './t12-swapped-keys.ts';
import { playPastMember } from './t13-past-member.ts';
import { playCorruptedClient } from './t14-corrupted-client.ts';

export type Insiders = {
  /** Doctors whom the rogue administrator adds. */
  readonly accomplices: number;
  /** Patients of a second practice on the same servers: as many as a doctor may create at once. */
  readonly neighbours: number;
};

/**
 * Attacks by insiders: holders of vaults, rights, past keys, or the page. Attacks that change the practice, by
 * accomplices, a new member, new epochs and lost stores, run last.
 */
export async function playInsiders(robbery: Robbery, { accomplices, neighbours }: Insiders): Promise<Played[]> {
  const played = [await playVaultAlone(robbery), await playVaultAndDoctor(robbery)];
  played.push(await playAllVaults(robbery), await playAllVaultsAndDoctor(robbery, neighbours));
  played.push(
    await playCorruptedClient(robbery),
    await playPastMember(robbery),
    await playRogueAdministrator(robbery, accomplices),
  );
  played.push(await playSwappedKeys(robbery), await playStolenSheet(robbery));
  played.push(await playBothApprovers(robbery), await playSquattedPractice(robbery));
  return played;
}
