import {
  mostImporterUnits,
  quorumsMeet,
  roles,
  type Action,
  type Order,
  type Role,
} from '@etanche/core-vault-protocol';
import type { MemberConfig } from '../config/member-config.ts';
import { Refusal } from '../http/refusal.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';

const daySeconds = 86_400;
const hourSeconds = 3600;
/** Longest life of an order, and how far its time may be ahead of the vault's clock, in seconds. */
const longest = 30 * daySeconds;
const ahead = 120;
/** Longest right of a member whose right ends. */
const longestRight = 366 * daySeconds;

/**
 * Checks that need only the order and the configuration: audience, times, ceilings, repeated names.
 *
 * @param own this vault's signing key, index and federation size
 * @throws Refusal `order_refused`
 */
export function checkOrder(
  order: Order,
  own: { readonly signingKey: string } & Pick<VaultPosition, 'index' | 'vaults' | 'threshold'>,
  config: MemberConfig,
  now: number,
): void {
  const { audience, issuedAt, expires, sequence, action } = order;
  if (audience.length !== own.vaults || new Set(audience).size !== audience.length) {
    rejectOrder('The audience does not list every vault once.');
  }
  if (audience[own.index - 1] !== own.signingKey) rejectOrder('The audience does not list this vault at its index.');
  if (!quorumsMeet(own)) rejectOrder('A practice needs a threshold above half of the vaults.');
  if (expires <= issuedAt || expires - issuedAt > longest) rejectOrder('The order must expire within 30 days.');
  if (issuedAt > now / 1000 + ahead) rejectOrder('The order was issued in the future.');
  if ((sequence === 0) !== (action.kind === 'genesis'))
    rejectOrder('The sequence is 0 if and only if the order is a genesis.');
  checkAction(action, issuedAt, config);
}

/**
 * Times are compared with the order's own time, so that all vaults of the same configuration decide alike at any time.
 */
function checkAction(action: Action, issuedAt: number, config: MemberConfig): void {
  switch (action.kind) {
    case 'genesis':
      requireDifferent(action.members.map(({ member }) => member));
      requireDifferent([...action.members.map(({ auth }) => auth), action.server, action.kit.auth]);
      requireDifferent(action.approvers.map(({ approver }) => approver));
      action.members.forEach((member) => {
        requireRoles(member.roles);
      });
      return;
    case 'enrol':
      requireRoles(action.roles);
      if (action.until !== undefined && (action.until <= issuedAt || action.until > issuedAt + longestRight)) {
        rejectOrder('A right that ends lasts up to a year.');
      }
      return;
    case 'raise':
      checkRaise(action, issuedAt, config);
      return;
    case 'importer':
      checkImporter(action, issuedAt, config);
      return;
    case 'approvers':
      if (action.add.length + action.remove.length === 0) rejectOrder('The order changes no approver.');
      requireDifferent([...action.add.map(({ approver }) => approver), ...action.remove]);
      return;
    case 'thaw':
      if (action.reason === 'suspected_theft' && action.rekey === undefined) {
        rejectOrder('After a suspected theft the member needs a new seed.');
      }
      return;
    case 'rekey':
    case 'freeze':
    case 'confirm-freeze':
    case 'retire':
    case 'kit':
    case 'contacts':
    case 'server':
    case 'live':
    case 'restore':
    case 'dormancy':
    case 'reactivate':
      return;
  }
}

function checkRaise(
  { purpose, perDay, until }: Extract<Action, { kind: 'raise' }>,
  issuedAt: number,
  { raise, roles: ofRole }: MemberConfig,
): void {
  if (perDay > raise[purpose]) rejectOrder('The raise exceeds the limit of this vault.');
  if (roles.every((role) => perDay <= ofRole[role][purpose]))
    rejectOrder('The raise is not above the quota of any role.');
  if (until <= issuedAt || until > issuedAt + raise.days * daySeconds) {
    rejectOrder('The raise lasts longer than the limit of this vault.');
  }
}

function checkImporter(
  { patients, search, until }: Extract<Action, { kind: 'importer' }>,
  issuedAt: number,
  { importer }: MemberConfig,
): void {
  if (search > importer.search) rejectOrder('The importer’s units exceed the limit of this vault.');
  if (search > mostImporterUnits(patients)) rejectOrder('The importer’s units exceed the need of that many patients.');
  if (until <= issuedAt || until > issuedAt + importer.hours * hourSeconds) {
    rejectOrder('The importer’s right lasts longer than the limit of this vault.');
  }
}

/** A program is a gateway and nothing else, so that its key has only the rights that a gateway needs. */
function requireRoles(of: readonly Role[]): void {
  requireDifferent(of);
  if (of.includes('gateway') && of.length > 1) rejectOrder('A gateway has no other role.');
}

function requireDifferent(names: readonly string[]): void {
  if (new Set(names).size !== names.length) rejectOrder('A name or a key occurs twice.');
}

export function rejectOrder(detail: string): never {
  throw new Refusal('order_refused', { detail });
}
