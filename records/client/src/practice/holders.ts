import type { FreezeReason, Role } from '@etanche/core-protocol';
import { currentPeriod } from '../registry/apply-action.ts';
import type { Chain, ChainMember, PracticeState } from '../registry/practice-state.ts';
import type { SecretRole } from '../session/unlocked.ts';

/** What the members' parts have of the practice's secrets; an administrator has none. */
export function secretRoleOf(roles: readonly Role[]): SecretRole | null {
  if (roles.includes('doctor')) return 'care';
  return roles.includes('secretary') ? 'reception' : null;
}

/** Freezes after which the seed itself may be in other hands: whoever has it gets no secret of a new epoch. */
const suspicious: readonly FreezeReason[] = ['suspected_theft', 'canary'];

export function isSuspected({ freezes }: PracticeState, member: string): boolean {
  return freezes.some((freeze) => freeze.member === member && suspicious.includes(freeze.reason));
}

/** Somebody to whom secrets are sealed: `keys` is the keys hash of the chain, base64url. */
export type ChainHolder = { readonly holder: string; readonly keys: string; readonly role: SecretRole };

/** Everybody who holds, or is to hold, the secrets of the newest epoch: those who stay, importers at work, the kit. */
export function holdersOf(state: PracticeState, nowMs: number): ChainHolder[] {
  const { chain } = state;
  const members = Array.from(chain.members.values(), (member): ChainHolder[] => {
    const { keys, roles } = currentPeriod(member);
    const role = secretRoleOf(roles);
    const stays = member.retired === null && !isSuspected(state, member.member);
    return role === null || !stays ? [] : [{ holder: member.member, keys, role }];
  });
  const importers = Array.from(chain.importers.values())
    .filter(({ until }) => chain.live === null && until * 1000 > nowMs)
    .map(({ importer, keys }): ChainHolder => ({ holder: importer, keys, role: 'care' }));
  const kit = currentKit(chain);
  return [...members.flat(), ...importers, { holder: 'kit', keys: kit.keys, role: 'care' }];
}

export function currentKit({ kits }: Chain): Chain['kits'][number] {
  return kits.at(-1) ?? kits[0];
}

/** True when somebody has lost what the epoch of that sequence gave him: the next one is due. */
export function isEpochDue({ members, kits, importers, live }: Chain, sequence: number): boolean {
  const left = Array.from(members.values()).some(
    (member) =>
      holds(member) &&
      (isAfter(member.retired, sequence) ||
        (isAfter(currentPeriod(member).sequence, sequence) && member.periods.length > 1)),
  );
  const kitChanged = kits.length > 1 && isAfter(kits.at(-1)?.sequence ?? 0, sequence);
  return left || kitChanged || (importers.size > 0 && isAfter(live, sequence));
}

function holds(member: ChainMember): boolean {
  return member.periods.some(({ roles }) => secretRoleOf(roles) !== null);
}

function isAfter(event: number | null, sequence: number): boolean {
  return event !== null && event > sequence;
}
