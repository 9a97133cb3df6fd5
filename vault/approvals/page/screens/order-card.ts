import type { ApproverCard } from '@etanche/core-vault-protocol';
import { describe, when, type Description, type Fact } from '../describe.ts';
import { button, facts, h } from '@etanche/ui';
import { fingerprint } from '../fingerprint.ts';
import type { PendingView, PracticeView } from '../practice-view.ts';
import type { OrderState } from '../practice-view.ts';
import type { Texts } from '../text/texts.ts';

export type OrderActions = {
  readonly sign: (order: PendingView, cards: readonly ApproverCard[]) => Promise<void>;
  readonly refuse: (order: PendingView, cards: readonly ApproverCard[]) => Promise<void>;
};

/** One pending order: its effect, its signers, its state, and the actions of this approver. */
export function orderCard(
  pending: PendingView,
  view: PracticeView,
  here: readonly ApproverCard[],
  texts: Texts,
  actions: OrderActions,
): Node {
  const { order, id } = pending;
  const title = `order-${id}`;
  if (order === null) {
    return h(
      'article',
      { class: 'order danger', 'aria-labelledby': title },
      h('h3', { id: title }, texts.unreadable),
      h('p', {}, texts.unreadableText),
    );
  }
  if (!pending.follows) {
    return h(
      'article',
      { class: 'order danger', 'aria-labelledby': title },
      h('h3', { id: title }, texts.foreign),
      h('p', {}, texts.foreignText),
    );
  }
  const said = describe(order, view.head, texts);
  const own: Fact[] = [
    [texts.orderNumber, String(order.sequence)],
    [texts.signed, signers(pending, view, texts)],
    [texts.issued, when(order.issuedAt, texts)],
    [texts.expires, when(order.expires, texts)],
    [texts.orderPrint, fingerprint(id)],
  ];
  return h(
    'article',
    { class: said.danger ? 'order danger' : 'order', 'aria-labelledby': title },
    h('h3', { id: title }, said.title),
    said.danger ? h('p', { class: 'warning' }, texts.danger) : null,
    h('p', {}, said.sense),
    ...comparison(said),
    said.note === null ? null : h('p', { class: 'note' }, said.note),
    facts([...said.facts, ...own]),
    stateList(pending.states, texts),
    controls(pending, here, texts, actions),
  );
}

/** The state of an order at each vault. */
export function stateList(states: readonly OrderState[], texts: Texts): HTMLElement {
  return h(
    'ul',
    { class: 'states' },
    ...states.map((state) => h('li', {}, h('strong', {}, texts.vault(state.index)), ` : ${stateText(state, texts)}`)),
  );
}

function stateText({ answer, code }: OrderState, texts: Texts): string {
  if (answer === null) return texts.failure(code);
  switch (answer.status) {
    case 'applied':
      return texts.applied;
    case 'delayed':
      return texts.delayed(when(answer.effectiveAt ?? 0, texts));
    case 'waiting':
      return texts.waiting(answer.approvals, answer.needed);
  }
}

function comparison({ compare }: Description): Node[] {
  return compare.map(([term, value]) =>
    h('div', { class: 'compare' }, h('p', {}, term), h('p', { class: 'print' }, value)),
  );
}

function signers({ approvals }: PendingView, { cards }: PracticeView, texts: Texts): string {
  const names = approvals.map((approval) => {
    switch (approval.by) {
      case 'approver':
        return cards.get(approval.approver)?.name ?? texts.approver;
      case 'kit':
        return texts.kit;
      case 'member':
      case 'operator':
        return texts.aMember;
    }
  });
  return names.length === 0 ? texts.nobody : names.join(', ');
}

function controls(pending: PendingView, here: readonly ApproverCard[], texts: Texts, actions: OrderActions): Node {
  const signed = new Set(pending.approvals.map((each) => (each.by === 'approver' ? each.approver : '')));
  const left = here.filter(({ approver }) => !signed.has(approver));
  // Without states the order became pending after this visit began.
  const waits =
    pending.states.length === 0 || pending.states.some(({ answer }) => answer !== null && answer.status !== 'applied');
  return h(
    'div',
    {},
    here.length > 0 && left.length === 0 ? h('p', { class: 'hint' }, texts.alreadySigned) : null,
    h(
      'div',
      { class: 'actions' },
      left.length > 0 && waits ? button(texts.sign, 'primary', async () => actions.sign(pending, left)) : null,
      here.length > 0 && waits ? button(texts.refuse, 'danger', async () => actions.refuse(pending, here)) : null,
    ),
  );
}
