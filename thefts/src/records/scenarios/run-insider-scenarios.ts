import type { ScenarioResult } from '../../theft.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { runSquattedPractice } from './t05-squatted-practice.ts';
import { runBothApprovers } from './t06-both-approvers.ts';
import { runVaultAlone, runVaultAndDoctor } from './t06-one-vault.ts';
import { runAllVaults, runAllVaultsAndDoctor } from './t07-all-vaults.ts';
import { runRogueAdministrator } from './t12-rogue-administrator.ts';
import { runStolenSheet } from './t12-stolen-sheet.ts';
import { runSwappedKeys } from './t12-swapped-keys.ts';
import { runPastMember } from './t13-past-member.ts';
import { runCorruptedClient } from './t14-corrupted-client.ts';

type Insiders = {
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
  context: AttackContext,
  { accomplices, neighbours }: Insiders,
): Promise<ScenarioResult[]> {
  const played = [await runVaultAlone(context), await runVaultAndDoctor(context)];
  played.push(await runAllVaults(context), await runAllVaultsAndDoctor(context, neighbours));
  played.push(
    await runCorruptedClient(context),
    await runPastMember(context),
    await runRogueAdministrator(context, accomplices),
  );
  played.push(await runSwappedKeys(context), await runStolenSheet(context));
  played.push(await runBothApprovers(context), await runSquattedPractice(context));
  return played;
}
