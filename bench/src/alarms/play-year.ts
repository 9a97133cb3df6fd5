import type { MemberConfig } from '@etanche/vault-server';
import type { Claim } from './practice-year.ts';
import type { Seeded } from './seeded.ts';
import { localHours, VaultAlarms, type FederationSize, type SimulatedMember, type UseAlarm } from './vault-alarms.ts';

type Raised = {
  readonly at: number;
  readonly member: string;
  readonly vault: number;
  readonly kind: UseAlarm;
};

type PlayedYear = {
  readonly raised: readonly Raised[];
  /** Units that a member requested beyond the people they may see. */
  readonly refused: number;
  readonly vaults: readonly VaultAlarms[];
};

export const federation: FederationSize = { threshold: 2, vaults: 3 };

/**
 * The vaults of a request, as the vaults' client chooses them: in rotation for each purpose, from a random start
 * whenever the practice is opened, and sometimes another vault because one was slow.
 */
function rotation(random: Seeded): (member: string, purpose: string) => readonly [number, number] {
  const turns = new Map<string, number>();
  return (member, purpose) => {
    const key = `${member}/${purpose}`;
    const known = turns.get(key);
    const turn = known === undefined || random.chance(0.08) ? random.below(3) : known + 1;
    turns.set(key, turn);
    return [turn % 3, (turn + 1) % 3];
  };
}

/**
 * Runs claims against three vaults with threshold two. Approvers acknowledge alarms outside hours, since all of it is
 * real work.
 *
 * @param visit called before each claim
 */
export function playYear(
  config: MemberConfig,
  members: readonly SimulatedMember[],
  claims: readonly Claim[],
  random: Seeded,
  visit: (claim: Claim, vaults: readonly VaultAlarms[]) => void = () => undefined,
): PlayedYear {
  const local = localHours(config);
  const vaults = Array.from({ length: federation.vaults }, () => new VaultAlarms(config, federation, members, local));
  const raised: Raised[] = [];
  let refused = 0;
  const pairOf = rotation(random);
  for (const claim of claims) {
    visit(claim, vaults);
    for (const index of pairOf(claim.member.id, claim.purpose)) {
      const vault = vaults[index];
      if (vault === undefined) continue;
      const answer = vault.claim(claim.member, claim.purpose, claim.units, claim.at);
      if (!answer.granted) refused += claim.units;
      for (const kind of answer.raised) {
        raised.push({ at: claim.at, member: claim.member.id, vault: index, kind });
        if (kind === 'outside_hours') vault.acknowledge(claim.member.id, claim.at);
      }
    }
  }
  return { raised, refused, vaults };
}
