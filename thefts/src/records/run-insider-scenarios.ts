import type { ScenarioResult } from '../theft.ts';
import type { Robbery } from './robbery.ts';
import { runSquattedPractice } from './t05-squatted-practice.ts';
import { runBothApprovers } from './t06-both-approvers.ts';
import { runVaultAlone, runVaultAndDoctor } from './t06-one-vault.ts';
import { runAllVaults, runAllVaultsAndDoctor } from './t07-all-vaults.ts';
import { runRogueAdministrator } from './t12-rogue-administrator.ts';
import { runStolenSheet } from './t12-stolen-sheet.ts';
import { runSwappedKeys } from './t12-swapped-keys.ts';
import { runPastMember } from './t13-past-member.ts';
import { runCorruptedClient } from './t14-corrupted-client.ts';

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
export async function runInsiderScenarios(
  robbery: Robbery,
  { accomplices, neighbours }: Insiders,
): Promise<ScenarioResult[]> {
  const played = [await runVaultAlone(robbery), await runVaultAndDoctor(robbery)];
  played.push(await runAllVaults(robbery), await runAllVaultsAndDoctor(robbery, neighbours));
  played.push(
    await runCorruptedClient(robbery),
    await runPastMember(robbery),
    await runRogueAdministrator(robbery, accomplices),
  );
  played.push(await runSwappedKeys(robbery), await runStolenSheet(robbery));
  played.push(await runBothApprovers(robbery), await runSquattedPractice(robbery));
  return played;
}
