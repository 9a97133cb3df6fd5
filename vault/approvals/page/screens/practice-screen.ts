import type { Alarm, ApproverCard, FreezeReason, PracticeStatement } from '@etanche/core-vault-protocol';
import { cardFacts, memberName, passkeyFingerprint, when } from '../describe.ts';
import { button, h } from '@etanche/ui';
import { keysFingerprint } from '../fingerprint.ts';
import type { PracticeView, VaultView } from '../practice-view.ts';
import type { Texts } from '../text/texts.ts';
import { orderCard, type OrderActions } from './order-card.ts';

export type PracticeActions = OrderActions & {
  readonly freeze: (member: string, reason: FreezeReason, cards: readonly ApproverCard[]) => Promise<void>;
  readonly confirmFreeze: (freeze: Freeze, cards: readonly ApproverCard[]) => Promise<void>;
  readonly reactivate: (member: string, cards: readonly ApproverCard[]) => Promise<void>;
  readonly alarms: (cards: readonly ApproverCard[]) => Promise<void>;
  readonly acknowledge: (alarm: Alarm, member: string, cards: readonly ApproverCard[]) => Promise<void>;
  readonly reload: () => Promise<void>;
};

type Freeze = PracticeStatement['freezes'][number];
type Member = PracticeStatement['members'][number];

/** @param alarms null until an approver requests them */
export function practiceScreen(
  view: PracticeView,
  origin: string,
  alarms: readonly Alarm[] | null,
  texts: Texts,
  actions: PracticeActions,
): (Node | null)[] {
  const here = [...view.cards.values()].filter((card) => card.origin === origin);
  const orders = view.orders.map((order) => orderCard(order, view, here, texts, actions));
  return [
    button(texts.reload, 'plain', actions.reload),
    section(
      texts.pendingTitle,
      elsewhere(view, here, texts),
      ...(orders.length > 0 ? orders : [h('p', {}, texts.nothing)]),
    ),
    freezes(view, here, texts, actions),
    section(
      texts.membersTitle,
      h('ul', { class: 'rows' }, ...view.head.members.map((member) => memberRow(member, view, here, texts, actions))),
    ),
    section(
      texts.approversTitle,
      view.head.issuers === 1 ? h('p', { class: 'warning' }, texts.oneVault) : null,
      h(
        'ul',
        { class: 'rows' },
        ...[...view.cards.values()].map((card) => approverRow(card, origin, view.practice, texts)),
      ),
    ),
    section(
      texts.vaultsTitle,
      h('ul', { class: 'rows' }, ...view.vaults.map((vault) => vaultRow(vault, view.head, texts))),
    ),
    alarmSection(alarms, view, here, texts, actions),
  ];
}

function section(title: string, ...content: readonly (Node | null)[]): HTMLElement {
  return h('section', {}, h('h2', {}, title), ...content);
}

function elsewhere(view: PracticeView, here: readonly ApproverCard[], texts: Texts): Node | null {
  return here.length > 0 || view.cards.size === 0 ? null : h('p', { class: 'note' }, texts.noPasskeyHere);
}

function freezes(
  view: PracticeView,
  here: readonly ApproverCard[],
  texts: Texts,
  actions: PracticeActions,
): Node | null {
  const known = knownFreezes(view);
  if (known.length === 0) return null;
  const rows = known.map(({ freeze, at }) => {
    const until = freeze.until === null ? texts.byApprover : texts.byServer(when(freeze.until, texts));
    const takesAll = leavesNothing(freeze);
    const confirms = freeze.by === 'server' && here.length > 0;
    return h(
      'li',
      {},
      h('p', {}, `${memberName(freeze.member, view.head, texts)} – ${texts.reasons[freeze.reason]}`),
      h('p', { class: 'hint' }, `${until} – ${takesAll ? texts.nothingLeft : texts.emergencyLeft}`),
      h('p', { class: 'hint' }, texts.frozenAt(at, view.vaults.length)),
      confirms ? button(texts.confirm, 'secondary', async () => actions.confirmFreeze(freeze, here)) : null,
    );
  });
  return section(texts.freezesTitle, h('ul', { class: 'rows' }, ...rows));
}

/**
 * Every freeze known to any vault, and the number of vaults where it is in force. A freeze is certain once every honest
 * vault has it.
 */
function knownFreezes({ vaults }: PracticeView): { readonly freeze: Freeze; readonly at: number }[] {
  const known = new Map<string, { freeze: Freeze; at: number }>();
  for (const freeze of vaults.flatMap(({ statement }) => statement?.freezes ?? [])) {
    const key = `${freeze.freeze} ${freeze.member}`;
    known.set(key, { freeze, at: (known.get(key)?.at ?? 0) + 1 });
  }
  return [...known.values()];
}

/** As the vaults decide (docs/protocol.md 6.2): every other freeze leaves the emergency quota. */
function leavesNothing({ by, reason }: Freeze): boolean {
  return by === 'approver' && reason === 'suspected_theft';
}

function memberRow(
  member: Member,
  view: PracticeView,
  here: readonly ApproverCard[],
  texts: Texts,
  actions: PracticeActions,
): HTMLElement {
  // A member whom the records server froze has the emergency quota until an approver takes it. The control is absent
  // only where every vault states a freeze that leaves nothing, so that one lying vault cannot hide it.
  const isStopped = knownFreezes(view).some(
    ({ freeze, at }) => freeze.member === member.member && leavesNothing(freeze) && at === view.vaults.length,
  );
  const canFreeze = here.length > 0 && member.status !== 'retired' && !isStopped;
  return h(
    'li',
    {},
    h('p', {}, h('span', { class: 'code' }, keysFingerprint(member)), ` – ${texts.roles(member.roles)}`),
    h('p', { class: 'hint' }, texts.memberId(member.member)),
    h('p', { class: `state ${member.status}` }, texts.status[member.status]),
    canFreeze ? freezeControl(member, here, texts, actions) : null,
    here.length > 0 && member.status === 'active'
      ? button(texts.reactivate, 'plain', async () => actions.reactivate(member.member, here))
      : null,
  );
}

/**
 * Takes two steps, the second with the passkey, so that one slip freezes nobody. The first reason is the one that
 * leaves nothing: every other leaves the emergency quota to a thief as well (docs/protocol.md 6.2).
 */
function freezeControl(member: Member, here: readonly ApproverCard[], texts: Texts, actions: PracticeActions): Node {
  const id = `reason-${member.member}`;
  const choices: readonly FreezeReason[] = ['suspected_theft', 'lost_device', 'precaution'];
  const options = choices.map((reason) => h('option', { value: reason }, texts.reasons[reason]));
  const select = h('select', { id, 'aria-describedby': `${id}-hint` }, ...options);
  const hint = h('p', { id: `${id}-hint`, class: 'hint' }, texts.freezeHint);
  const freeze = button(texts.freezeNow, 'danger', async () =>
    actions.freeze(member.member, choices[select.selectedIndex] ?? 'suspected_theft', here),
  );
  const summary = h('summary', { 'aria-label': texts.freezeOf(keysFingerprint(member)) }, texts.freeze);
  return h('details', {}, summary, h('label', { for: id }, texts.freezeReason), select, hint, freeze);
}

function approverRow(card: ApproverCard, own: string, practice: string, texts: Texts): HTMLElement {
  const { name, origin } = card;
  const place = origin === own ? texts.here : h('a', { href: `${origin}/approvals#${practice}` }, new URL(origin).host);
  return h(
    'li',
    {},
    h('p', {}, h('strong', {}, name), ` – ${texts.signsAt} `, place),
    h('p', {}, h('span', { class: 'code' }, passkeyFingerprint(card))),
    h('p', { class: 'hint' }, cardFacts(card, texts)),
  );
}

function vaultRow({ vault, statement, failure }: VaultView, head: PracticeStatement, texts: Texts): HTMLElement {
  const { sequence } = statement ?? head;
  const whole = statement?.head === head.head;
  const said =
    statement === null ? texts.failure(failure ?? '') : whole ? texts.upToDate(sequence) : texts.behind(sequence);
  return h('li', {}, h('p', {}, h('strong', {}, texts.vault(vault.index)), ` : ${said}`));
}

function alarmSection(
  alarms: readonly Alarm[] | null,
  view: PracticeView,
  here: readonly ApproverCard[],
  texts: Texts,
  actions: PracticeActions,
): Node | null {
  if (here.length === 0) return null;
  if (alarms === null) {
    const show = button(texts.showAlarms, 'secondary', async () => actions.alarms(here));
    return section(texts.alarmsTitle, h('p', {}, texts.alarmsText), show);
  }
  const rows = alarms.map((alarm) => {
    const { kind, at, member, count, acknowledgeBy, acknowledgedAt } = alarm;
    const more = [
      ...(count === undefined ? [] : [texts.count(count)]),
      ...(member === undefined ? [] : [memberName(member, view.head, texts)]),
      ...(acknowledgedAt === undefined ? [] : [texts.acknowledgedAt(when(acknowledgedAt, texts))]),
      ...(acknowledgeBy === undefined || acknowledgedAt !== undefined
        ? []
        : [texts.acknowledgeBy(when(acknowledgeBy, texts))]),
    ];
    // Also if this vault has settled it: another vault may have been unavailable and can accept it now.
    const settles = acknowledgeBy !== undefined && member !== undefined;
    return h(
      'li',
      {},
      h('p', {}, `${when(at, texts)} – ${texts.alarm(kind)}`),
      h('p', { class: 'hint' }, more.join(' – ')),
      settles ? h('p', { class: 'hint' }, texts.acknowledgeHint) : null,
      settles ? button(texts.acknowledge, 'secondary', async () => actions.acknowledge(alarm, member, here)) : null,
    );
  });
  return section(
    texts.alarmsTitle,
    rows.length === 0 ? h('p', {}, texts.noAlarms) : h('ul', { class: 'rows' }, ...rows),
  );
}
