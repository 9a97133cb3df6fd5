import {
  type Action,
  type Approver,
  type ApproverCard,
  type ChainKeys,
  type Order,
  type PracticeStatement,
  approverCardSchema,
  approverKeyHash,
  isRenewal,
} from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, parseShape, sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { fingerprint, keysFingerprint, wholeHash } from './fingerprint.ts';
import type { Texts } from './text/texts.ts';
import type { LogComparison } from './text/log-comparison.ts';

export type Fact = readonly [term: string, value: string];

type OrderText = {
  /** For an order that does something else than others of its kind. */
  readonly isDangerous?: boolean;
  readonly named?: { readonly title: string; readonly sense: string };
  readonly facts: readonly Fact[];
  /** Fingerprints to compare in person. */
  readonly compare?: readonly Fact[];
  /** A sentence about the comparison, computed by this page. */
  readonly note?: string;
};

/** The effect of an order, in words. Every member of an action is in `facts` or in `compare`. */
export type Description = Required<Omit<OrderText, 'note' | 'named' | 'isDangerous'>> & {
  readonly title: string;
  readonly sense: string;
  readonly note: string | null;
  readonly danger: boolean;
};

/** Orders that grant power or remove a protection and involve no person to meet. */
const dangerous: readonly Action['kind'][] = [
  'raise',
  'thaw',
  'dormancy',
  'reactivate',
  'approvers',
  'kit',
  'contacts',
  'server',
  'importer',
  'restore',
];

export function describe(order: Order, head: PracticeStatement, texts: Texts): Description {
  const { action } = order;
  const said = describeAction(action, head, texts);
  const { title, sense } = said.named ?? texts.orders[action.kind];
  const danger = said.isDangerous ?? dangerous.includes(action.kind);
  return { title, sense, facts: said.facts, compare: said.compare ?? [], note: said.note ?? null, danger };
}

/** Describes a member by role and key fingerprint, since the vaults have no names. */
export function memberName(member: string, head: PracticeStatement, texts: Texts): string {
  const known = head.members.find((each) => each.member === member);
  if (known === undefined) return `${member} (${texts.unknownMember})`;
  return `${keysFingerprint(known)} (${texts.roles(known.roles)})`;
}

/** Day and hour in the approver's own time zone. */
export function when(seconds: number, texts: Texts): string {
  return new Intl.DateTimeFormat(texts.locale, { dateStyle: 'long', timeStyle: 'short' }).format(seconds * 1000);
}

/**
 * Fingerprint of an approver's passkey. This page computes it from the public key in the card, independently of the
 * issuing vault.
 */
export function passkeyFingerprint(card: ApproverCard): string {
  return fingerprint(toBase64url(approverKeyHash(card)));
}

/** Text next to an approver's name: the issuer of the card, and whether the passkey may be in a cloud account. */
export function cardFacts(card: ApproverCard, texts: Texts): string {
  const issued = `${texts.issuedBy(card.index)}, ${new URL(card.origin).host}`;
  return card.backupEligible ? `${issued} – ${texts.inCloud}` : issued;
}

function describeAction(action: Action, head: PracticeStatement, texts: Texts): OrderText {
  const member = (id: string): Fact => [texts.member, memberName(id, head, texts)];
  const id = (value: string): Fact => [texts.identifier, value];
  const print = (named: ChainKeys): readonly Fact[] => [[texts.keysPrint, keysFingerprint(named)]];
  switch (action.kind) {
    case 'genesis':
      return describeGenesis(action, texts);
    case 'enrol': {
      const renewal = describeRenewal(action, head, texts);
      if (renewal !== null) return renewal;
      return {
        facts: [
          [texts.role, texts.roles(action.roles)],
          ...(action.until === undefined ? [] : [[texts.until, when(action.until, texts)] as const]),
          id(action.member),
        ],
        compare: print(action),
      };
    }
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
      return { facts: [member(action.member), [texts.reason, texts.reasons[action.reason]], id(action.freeze)] };
    case 'thaw':
      return {
        facts: [member(action.member), [texts.reason, texts.reasons[action.reason]], id(action.freeze)],
        ...(action.rekey && { compare: print(action.rekey) }),
      };
    case 'retire':
    case 'reactivate':
      return { facts: [member(action.member)] };
    case 'dormancy':
      return { facts: [[texts.dormantDays, String(action.days)]] };
    case 'approvers':
      return {
        compare: action.add.flatMap((added) => comparedPasskey(added, texts)),
        facts: [
          ...action.add.map((added): Fact => [texts.added, addedApprover(added, texts)]),
          ...action.remove.map((removed): Fact => [texts.removed, approverName(removed, head)]),
        ],
      };
    case 'kit':
      return { facts: [], compare: print(action.kit) };
    case 'contacts':
      return { facts: [[texts.addresses, action.contacts.join(', ')]] };
    case 'server':
      return { facts: [[texts.serverKey, fingerprint(action.server)]] };
    case 'importer': {
      const { patients, search } = action;
      return {
        facts: [
          [texts.units, texts.unitsText(patients, search)],
          [texts.until, when(action.until, texts)],
          id(action.importer),
        ],
        compare: print(action),
      };
    }
    case 'restore':
      return describeRestore(action, head, texts);
    case 'live':
      return { facts: [] };
  }
}

/** Another end of a member's right, under the member's keys and roles; null for an order that lets somebody in. */
function describeRenewal(
  action: Extract<Action, { kind: 'enrol' }>,
  head: PracticeStatement,
  texts: Texts,
): OrderText | null {
  const known = head.members.find(({ member, status }) => member === action.member && status !== 'retired');
  if (known?.until === undefined || action.until === undefined) return null;
  if (!isRenewal({ ...known, until: known.until }, action)) return null;
  return {
    named: texts.renewal,
    isDangerous: action.until > known.until,
    facts: [
      [texts.member, memberName(action.member, head, texts)],
      [texts.endBefore, when(known.until, texts)],
      [texts.endAfter, when(action.until, texts)],
      [texts.identifier, action.member],
    ],
  };
}

function describeGenesis(action: Extract<Action, { kind: 'genesis' }>, texts: Texts): OrderText {
  return {
    facts: [
      ...action.members.map((each): Fact => [
        texts.member,
        `${keysFingerprint(each)} (${texts.roles(each.roles)}) – ${each.member}`,
      ]),
      ...action.approvers.map((each): Fact => [texts.added, addedApprover(each, texts)]),
      [texts.kit, keysFingerprint(action.kit)],
      [texts.addresses, action.contacts.join(', ')],
      [texts.serverKey, fingerprint(action.server)],
    ],
  };
}

/**
 * The root in the order and the last checkpoint that a vault cosigned: this page's own vault if it agrees with t
 * vaults.
 */
function describeRestore(
  { logEpoch, size, root }: Extract<Action, { kind: 'restore' }>,
  { index, log }: PracticeStatement,
  texts: Texts,
): OrderText {
  const shown = (hash: string | null): string => (hash === null ? texts.noRoot : wholeHash(hash));
  return {
    facts: [
      [texts.logSize, texts.lines(size, logEpoch)],
      [texts.cosignedSize(index), texts.lines(log.size, log.epoch)],
    ],
    compare: [
      [texts.logRoot, shown(root)],
      [texts.cosignedRoot(index), shown(log.root)],
    ],
    note: texts.logNote(compareLogs({ size, root }, log), index, Math.abs(size - log.size)),
  };
}

function compareLogs(
  named: { readonly size: number; readonly root: string },
  held: PracticeStatement['log'],
): LogComparison {
  if (named.size < held.size) return 'shorter';
  if (named.size > held.size) return 'longer';
  return held.root === null || named.root === held.root ? 'same' : 'other';
}

function addedApprover({ approver, card: jws }: Approver, texts: Texts): string {
  const card = cardOf(jws);
  if (card === null) return `${texts.unreadableCard} – ${fingerprint(toBase64url(sha256(utf8(jws))))} – ${approver}`;
  return `${card.name} – ${cardFacts(card, texts)} – ${passkeyFingerprint(card)} – ${approver}`;
}

function comparedPasskey({ card: jws }: Approver, texts: Texts): Fact[] {
  const card = cardOf(jws);
  return card === null ? [] : [[texts.passkeyPrint(card.name), passkeyFingerprint(card)]];
}

/** Includes the id, because two approvers may have typed the same name. */
function approverName(id: string, head: PracticeStatement): string {
  const found = head.approvers.find(({ approver }) => approver === id);
  const name = found && cardOf(found.card)?.name;
  return name === undefined ? id : `${name} – ${id}`;
}

export function cardOf(jws: string): ApproverCard | null {
  try {
    const said: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
    return parseShape(approverCardSchema, said, 'card');
  } catch {
    return null;
  }
}
