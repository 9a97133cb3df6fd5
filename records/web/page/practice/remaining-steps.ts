import type { MemberView } from '../../port/practice-calls.ts';

type Step = 'invited' | 'expired' | 'compare' | 'approve' | 'grant' | 'sheet' | 'second';

/**
 * The steps that a member lacks before and after the first day, in their order.
 *
 * @param isPending an order about the member waits for approvals
 * @param now in ms since 1970
 */
export function remainingSteps(
  { status, roles, isGranted, isRenewing, devices }: MemberView,
  isPending: boolean,
  now: number,
): readonly Step[] {
  if (status === 'retired' || status === 'importer') return [];
  const invited = devices?.invitedUntil ?? null;
  if (status === 'invited') return [invited !== null && invited > now ? 'invited' : 'expired'];
  const entry: Step[] = status === 'waiting' || isRenewing ? [isPending ? 'approve' : 'compare'] : [];
  if (status === 'waiting') return entry;
  if (invited !== null && invited > now) entry.push('invited');
  if (!isGranted) entry.push('grant');
  // A gateway is a program: it has neither a sheet nor passkeys.
  if (devices === null || roles.includes('gateway')) return entry;
  if (devices.sheet === null) entry.push('sheet');
  if (devices.passkeys.length < 2) entry.push('second');
  return entry;
}
