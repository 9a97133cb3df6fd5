import {
  routes,
  settingsScope,
  type Caller,
  type Compartment,
  type Route,
  type RouteName,
} from '@etanche/core-records-protocol';
import type { Session } from './handler.ts';
import { Refusal } from './refusal.ts';

/** A registered person whom no order has enrolled yet: they wait, and see that they wait. */
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

/** A frozen member whose freeze leaves the emergency quota (docs/protocol.md 6.2): may read, and gives a reason. */
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
 * Decides whether this session may call this route; no other code does. Row-level security by the session's practice
 * and `compartmentsOf` decide which data it gets.
 *
 * @throws Refusal `forbidden`
 */
export function authorise(name: RouteName, session: Session): void {
  const { may }: Route = routes[name];
  const part = may === 'anyone' || (may !== 'peer' && session.roles.some((each) => may.includes(each)));
  const status = session.status === 'active' || (session.status === 'waiting' ? openToWaiting : openToFrozen).has(name);
  if (!part || !status) throw new Refusal('forbidden');
}

/**
 * Compartments of a patient whose versions these roles may read, or write (docs/protocol.md 8.2 and 8.3). An importer
 * writes both and reads none; administrators and kits have no access to patients.
 */
export function compartmentsOf(roles: readonly Caller[], act: 'read' | 'write'): readonly Compartment[] {
  if (roles.includes('doctor') || roles.includes('gateway')) return ['identity', 'clinical'];
  if (act === 'write' && roles.includes('importer')) return ['identity', 'clinical'];
  return roles.includes('secretary') ? ['identity'] : [];
}

/**
 * Compartments of this scope whose versions the session may read, or write: every person has those of the practice's
 * settings, and no gateway, importer or kit.
 *
 * @throws Refusal `forbidden` for an administrator at a scope that is not the settings
 */
export function compartmentsIn(session: Session, scope: string, act: 'read' | 'write'): readonly Compartment[] {
  const { roles, practice } = session;
  if (scope === settingsScope(practice)) {
    if (roles.some((role) => isPerson(role))) return ['settings'];
    throw new Refusal('forbidden');
  }
  if (roles.every((role) => role === 'administrator')) throw new Refusal('forbidden');
  return compartmentsOf(roles, act);
}

function isPerson(role: Caller): boolean {
  return role !== 'gateway' && role !== 'importer' && role !== 'kit';
}
