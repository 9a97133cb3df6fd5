import type { Bytes } from '@etanche/core-wire';
import { openEarlierSecrets, openGrant, verifyEpochs } from '@etanche/core-sealing';
import type { StolenHolder } from './guess-seeds.ts';
import type { StolenSecrets } from './stolen-secrets.ts';
import type { StolenRows } from './stolen-rows.ts';

/**
 * Opens every stolen grant to a holder. Returns the practice's secrets with those of each reachable epoch, or null if
 * none opens.
 */
export async function openGrants(rows: StolenRows, holders: readonly StolenHolder[]): Promise<StolenSecrets | null> {
  const { practice, keys, grants } = rows;
  const grantersOf = (member: string): Bytes[] => keys.filter((one) => one.member === member).map(({ grant }) => grant);
  const epochs = await verifyEpochs(practice, rows.epochs, grantersOf);
  const byEpoch = new Map<string, Bytes>();
  let root: Pick<StolenSecrets, 'scopeRoot' | 'indexSecret'> | null = null;
  for (const holder of holders) {
    for (const jws of grants) {
      const granted = await openGrant(practice, jws, holder, grantersOf, epochs).catch(() => null);
      if (granted === null) continue;
      root = granted;
      for (const [epoch, { reception, care }] of await openEarlierSecrets(epochs, granted.epoch, granted)) {
        byEpoch.set(`reception/${epoch}`, reception);
        if (care !== null) byEpoch.set(`care/${epoch}`, care);
      }
    }
  }
  return root === null ? null : { ...root, roleSecret: (role, epoch) => byEpoch.get(`${role}/${epoch}`) ?? null };
}
