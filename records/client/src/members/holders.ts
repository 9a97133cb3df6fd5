import type { SecretRole } from '@etanche/core-sealing';
import { type Chain, type ChainMember, currentPeriod, type Role } from '@etanche/core-vault-protocol';
import type { PracticeState } from '../orders/practice-state.ts';

/** The secrets of each role; an administrator has none. */
export function secretRoleOf(roles: readonly Role[]): SecretRole | null {
  if (roles.includes('doctor')) return 'care';
  return roles.includes('secretary') ? 'reception' : null;
}

/** Somebody to whom secrets are sealed: `keys` is the keys hash of the chain, base64url. */
export type ChainHolder = { readonly holder: string; readonly keys: string; readonly role: SecretRole };

/**
 * Everybody to whom the newest epoch is sealed: active members and the kit. A frozen member is granted it after its thaw,
 * since its seed may be in other hands. An importer holds no secret of an epoch.
 */
export function holdersOf(state: PracticeState): ChainHolder[] {
  const { chain, statuses } = state;
  const members = Array.from(chain.members.values(), (member): ChainHolder[] => {
    const { keys, roles } = currentPeriod(member);
    const role = secretRoleOf(roles);
    return role === null || statuses.get(member.member) !== 'active' ? [] : [{ holder: member.member, keys, role }];
  });
  const kit = currentKit(chain);
  return [...members.flat(), { holder: 'kit', keys: kit.keys, role: 'care' }];
}

export function currentKit({ kits }: Chain): Chain['kits'][number] {
  return kits.at(-1) ?? kits[0];
}

/** True if a member has lost what the epoch of that sequence gave them: the next one is due. */
export function isEpochDue({ members, kits }: Chain, sequence: number): boolean {
  const left = Array.from(members.values()).some(
    (member) =>
      holds(member) &&
      (isAfter(member.retired, sequence) ||
        (isAfter(currentPeriod(member).sequence, sequence) && member.periods.length > 1)),
  );
  const kitChanged = kits.length > 1 && isAfter(kits.at(-1)?.sequence ?? 0, sequence);
  return left || kitChanged;
}

function holds(member: ChainMember): boolean {
  return member.periods.some(({ roles }) => secretRoleOf(roles) !== null);
}

function isAfter(event: number | null, sequence: number): boolean {
  return event !== null && event > sequence;
}
