import type { GrantRole, SecretRole } from '@etanche/core-sealing';
import { type Chain, type ChainMember, currentPeriod, isEnded, type Role } from '@etanche/core-vault-protocol';
import type { PracticeState } from '../orders/practice-state.ts';

/**
 * The role secret that a member with these roles may grant to others. A gateway has a doctor's secrets and grants
 * nothing: its key is on a machine without a person.
 */
export function grantingRoleOf(roles: readonly Role[]): SecretRole | null {
  return roles.includes('gateway') ? null : secretRoleOf(roles);
}

/** The role secret of a member with these roles; null for an administrator, who has none. */
export function secretRoleOf(roles: readonly Role[]): SecretRole | null {
  if (roles.includes('doctor') || roles.includes('gateway')) return 'care';
  return roles.includes('secretary') ? 'reception' : null;
}

/** A holder, to whom secrets are sealed. `keys` is the keys hash of the chain, base64url. */
export type ChainHolder<R extends GrantRole = SecretRole> = {
  readonly holder: string;
  readonly keys: string;
  readonly role: R;
};

/**
 * All holders of the newest epoch: active members and the kit. A frozen member is granted it only after its thaw,
 * because an attacker may have its seed. An importer has no secret of an epoch.
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

/** An active administrator without another role, to whom only the root of the settings is sealed; null otherwise. */
export function administratorOf({ chain, statuses }: PracticeState, member: string): ChainHolder<'settings'> | null {
  const known = chain.members.get(member);
  if (known === undefined || statuses.get(member) !== 'active') return null;
  const { keys, roles } = currentPeriod(known);
  return roles.every((role) => role === 'administrator') ? { holder: member, keys, role: 'settings' } : null;
}

export function currentKit({ kits }: Chain): Chain['kits'][number] {
  return kits.at(-1) ?? kits[0];
}

/**
 * True if a holder has left or changed keys since the order of the newest epoch, or if a holder's right has ended since
 * it was opened, so that the next epoch is due.
 *
 * @param opened sequence and time of the newest epoch
 */
export function isEpochDue(
  { members, kits }: Chain,
  { sequence, time = 0 }: { readonly sequence: number; readonly time?: number },
  nowMs: number,
): boolean {
  const memberChanged = Array.from(members.values()).some(
    (member) =>
      isHolder(member) &&
      (isAfter(member.retired, sequence) ||
        (member.retired === null && isEnded(member.until, nowMs) && !isEnded(member.until, time)) ||
        (isAfter(currentPeriod(member).sequence, sequence) && member.periods.length > 1)),
  );
  const kitChanged = kits.length > 1 && isAfter(kits.at(-1)?.sequence ?? 0, sequence);
  return memberChanged || kitChanged;
}

function isHolder(member: ChainMember): boolean {
  return member.periods.some(({ roles }) => secretRoleOf(roles) !== null);
}

function isAfter(event: number | null, sequence: number): boolean {
  return event !== null && event > sequence;
}
