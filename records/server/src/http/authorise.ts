import { routes, type Caller, type Compartment, type Route, type RouteName } from '@etanche/core-records-protocol';
import type { Session } from './handler.ts';
import { Refusal } from './refusal.ts';

/** Somebody registered whom no order has enrolled yet: waits, and sees that it waits. */
const openToWaiting: ReadonlySet<RouteName> = new Set<RouteName>([
  'signOut',
  'sessions',
  'endSession',
  'passkeys',
  'passkeyOptions',
  'addPasskey',
  'removePasskey',
  'practice',
  'members',
  'syncMembers',
  'proveIdentity',
  'confirmIdentity',
]);

/** A frozen member whose freeze leaves the emergency quota (docs/protocol.md 6.2): reads, and says why. */
const openToFrozen: ReadonlySet<RouteName> = new Set<RouteName>([
  'signOut',
  'sessions',
  'endSession',
  'practice',
  'members',
  'syncMembers',
  'grants',
  'epochs',
  'readScope',
  'history',
  'getBinary',
  'batch',
  'lookup',
  'cards',
  'agendaDays',
  'breakGlass',
]);

/**
 * Whether this session may call this route: the one place that decides it. What it finds there is decided by the
 * practice of the session (row-level security) and by `compartmentsOf`.
 *
 * @throws Refusal `forbidden`
 */
export function authorise(name: RouteName, session: Session): void {
  const { may }: Route = routes[name];
  const part = may === 'anyone' || session.roles.some((each) => may.includes(each));
  const status = session.status === 'active' || (session.status === 'waiting' ? openToWaiting : openToFrozen).has(name);
  if (!part || !status) throw new Refusal('forbidden');
}

/**
 * Compartments of a patient whose versions these roles may read, or write (docs/protocol.md 8.2 and 8.3). An importer
 * writes both and reads none; an administrator and a kit have nothing to do with a patient.
 */
export function compartmentsOf(roles: readonly Caller[], act: 'read' | 'write'): readonly Compartment[] {
  if (roles.includes('doctor')) return ['identity', 'clinical'];
  if (act === 'write' && roles.includes('importer')) return ['identity', 'clinical'];
  return roles.includes('secretary') ? ['identity'] : [];
}
