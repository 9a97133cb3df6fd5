import type { Action, ApproverCard, ChainKeys, Order, PracticeStatement } from '@etanche/core-protocol';
import {
  approverCardSchema,
  fromBase64url,
  fromUtf8,
  parseShape,
  sha256,
  toBase64url,
  utf8,
} from '@etanche/core-protocol';
import { fingerprint, keysFingerprint } from './fingerprint.ts';
import type { Texts } from './text/texts.ts';

export type Fact = readonly [term: string, value: string];

/** What an order does, in words. Everything that an action holds is in `facts` or in `compare`. */
export type Description = {
  readonly title: string;
  readonly sense: string;
  readonly facts: readonly Fact[];
  /** What is compared in presence. */
  readonly compare: Fact | null;
  readonly danger: boolean;
};

/** Give power or take a guard away, without a person to meet. */
const dangerous: readonly Action['kind'][] = [
  'raise',
  'thaw',
  'approvers',
  'kit',
  'contacts',
  'server',
  'importer',
  'restore',
];

export function describe(order: Order, head: PracticeStatement, texts: Texts): Description {
  const { action } = order;
  const { title, sense } = texts.orders[action.kind];
  const said = parts(action, head, texts);
  const danger = dangerous.includes(action.kind);
  return { title, sense, facts: said.facts, compare: said.compare ?? null, danger };
}

/** A member as people know it here: by role and fingerprint of keys, since the vaults have no names. */
export function memberName(member: string, head: PracticeStatement, texts: Texts): string {
  const known = head.members.find((each) => each.member === member);
  if (known === undefined) return `${member} (${texts.unknownMember})`;
  return `${keysFingerprint(known)} (${texts.roles(known.roles)})`;
}

/** Day and hour, in the approver's own time zone. */
export function when(seconds: number, texts: Texts): string {
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long', timeStyle: 'short' }).format(seconds * 1000);
}

/** What compares a card with its owner's. @param jws the card as it is sent */
export function cardFingerprint(jws: string): string {
  return fingerprint(toBase64url(sha256(utf8(jws))));
}

function parts(
  action: Action,
  head: PracticeStatement,
  texts: Texts,
): { readonly facts: readonly Fact[]; readonly compare?: Fact } {
  const member = (id: string): Fact => [texts.member, memberName(id, head, texts)];
  const print = (named: ChainKeys): Fact => [texts.keysPrint, keysFingerprint(named)];
  switch (action.kind) {
    case 'enrol':
      return { facts: [[texts.role, texts.roles(action.roles)]], compare: print(action) };
    case 'rekey':
      return { facts: [member(action.member)], compare: print(action) };
    case 'raise':
      return {
        facts: [
          member(action.member),
          [texts.newLimit, texts.quota(action.perDay, action.purpose)],
          [texts.until, when(action.until, texts)],
        ],
      };
    case 'freeze':
    case 'confirm-freeze':
      return { facts: [member(action.member), [texts.reason, texts.reasons[action.reason]]] };
    case 'thaw':
      return {
        facts: [member(action.member), [texts.reason, texts.reasons[action.reason]]],
        ...(action.rekey && { compare: print(action.rekey) }),
      };
    case 'retire':
      return { facts: [member(action.member)] };
    case 'approvers':
      return {
        facts: [
          ...action.add.map(({ card }): Fact => [texts.added, addedApprover(card)]),
          ...action.remove.map((id): Fact => [texts.removed, approverName(id, head)]),
        ],
      };
    case 'kit':
      return { facts: [], compare: print(action.kit) };
    case 'contacts':
      return { facts: [[texts.addresses, action.contacts.join(', ')]] };
    case 'server':
      return { facts: [[texts.serverKey, fingerprint(action.server)]] };
    case 'importer': {
      const { scope, search, agenda } = action.units;
      return {
        facts: [
          [texts.units, texts.unitsText(scope, search, agenda)],
          [texts.until, when(action.until, texts)],
        ],
        compare: print(action),
      };
    }
    case 'restore':
      return { facts: [[texts.logSize, texts.lines(action.size, action.logEpoch)]] };
    case 'live':
    case 'genesis':
      return { facts: [] };
  }
}

function addedApprover(jws: string): string {
  const card = cardOf(jws);
  return card === null ? cardFingerprint(jws) : `${card.name}, ${card.origin} – ${cardFingerprint(jws)}`;
}

function approverName(id: string, head: PracticeStatement): string {
  const found = head.approvers.find(({ approver }) => approver === id);
  return (found && cardOf(found.card)?.name) ?? id;
}

function cardOf(jws: string): ApproverCard | null {
  try {
    const said: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
    return parseShape(approverCardSchema, said, 'card');
  } catch {
    return null;
  }
}
