import { practicePurposes, type PracticePurpose } from '@etanche/core-vault-protocol';
import { isEtancheError } from '@etanche/core-wire';
import type { Ledger } from './ledger.ts';
import { stormQuotas } from './quotas.ts';
import type { Colleague, Stage } from './stage.ts';

/** Verifies that each vault counted no less than it answered, and that a quota ends. */
export async function verifyUnits(
  stage: Stage,
  ledger: Ledger,
  colleagues: readonly Colleague[],
  limited: { readonly secretary: Colleague; readonly searches: number },
): Promise<void> {
  await useUp(ledger, limited.secretary);
  const { vaults, threshold } = stage.federation;
  const { emergency } = stormQuotas(limited.searches);
  const most = Math.floor(((limited.searches - emergency) * threshold) / vaults.length);
  for (const { index } of vaults) {
    for (const member of new Set(colleagues.map((who) => who.member))) {
      const same = colleagues.filter((who) => who.member === member);
      const counts = await countedBy(stage, index, member);
      for (const purpose of practicePurposes) {
        const answered = same.reduce((sum, { units }) => sum + units.answered(index, purpose), 0);
        const counted = counts[purpose];
        if (answered > counted)
          ledger.findings.push(`vault ${index} answered ${answered} ${purpose}, counted ${counted}`);
        const isLimited = member === limited.secretary.member && purpose === 'search';
        if (isLimited && counted > most)
          ledger.findings.push(`vault ${index} granted ${counted} ${purpose} of ${most}`);
      }
    }
  }
}

/** Searches until the vaults refuse, and then they must continue to refuse. */
async function useUp(ledger: Ledger, { data }: Colleague): Promise<void> {
  let refusals = 0;
  for (let i = 0; i < 500 && refusals < 10; i++) {
    try {
      await data.patients.search(`06${String(i).padStart(8, '0')}`);
      if (refusals > 0) ledger.findings.push('a search was answered after the quota was used up');
    } catch (error) {
      if (isEtancheError(error) && error.code === 'quota_reached') refusals += 1;
      else ledger.failed('searching until the quota ends', error);
    }
  }
  if (refusals < 10) ledger.findings.push('the quota does not end');
}

async function countedBy(stage: Stage, vault: number, member: string): Promise<Record<PracticePurpose, number>> {
  await using database = stage.database.open(`reliability_vault_${vault}`);
  const { rows } = await database.query<Record<PracticePurpose, number>>(
    `SELECT coalesce(sum(scope), 0)::int AS scope, coalesce(sum(search), 0)::int AS search,
       coalesce(sum(agenda), 0)::int AS agenda, coalesce(sum(inbox), 0)::int AS inbox
     FROM daily_count WHERE practice = $1 AND member = $2`,
    [stage.practice, member],
  );
  return rows[0] ?? { scope: 0, search: 0, agenda: 0, inbox: 0 };
}
