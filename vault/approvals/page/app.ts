import {
  acknowledgementHash,
  cancelHash,
  orderHash,
  type Acknowledgement,
  type Action,
  type Alarm,
  type ApproverCard,
  type Approval,
} from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, findMismatch, ProtocolError, recordIdSchema } from '@etanche/core-wire';
import { readAcknowledged, readAlarms, readCancelled, readCardAnswer, readChallenge, readSite } from './answers.ts';
import { CallFailed, getJson, postJson } from './call.ts';
import { cardFacts, cardOf, passkeyFingerprint } from './describe.ts';
import { h } from '@etanche/ui';
import { newId, newOrder } from './new-order.ts';
import { makePasskey, signWith } from './passkey.ts';
import { loadPractice } from './practice.ts';
import type { OrderStates, PracticeView, Site } from './practice-view.ts';
import { relayPending } from './relay-pending.ts';
import { Frame } from './screens/frame.ts';
import { cardScreen, homeScreen } from './screens/home.ts';
import { stateList } from './screens/order-card.ts';
import { practiceScreen } from './screens/practice-screen.ts';
import { ordersUrl, sendOrder } from './send-order.ts';
import type { OrderState } from './practice-view.ts';
import type { Texts } from './text/texts.ts';

/** Length of a challenge for the alarms (docs/protocol.md 6.6). */
const alarmsChallengeBytes = 57;

type Screen = { readonly show: (texts: Texts, focus: boolean) => void };

/** The state of the page, and the effect of each action of the approver. */
export class App {
  readonly #frame: Frame;
  #texts: Texts;
  #site: Site | null = null;
  #screen: Screen | null = null;
  /** Practices whose pending orders were sent during this visit, with the answers. */
  readonly #relayed = new Map<string, OrderStates>();

  constructor(root: HTMLElement, texts: Texts, otherTexts: (texts: Texts) => Texts) {
    this.#texts = texts;
    this.#frame = new Frame(root, () => {
      this.#texts = otherTexts(this.#texts);
      this.#frame.say();
      this.#screen?.show(this.#texts, true);
    });
  }

  /** @param fragment the part of the address after `#` */
  async open(fragment: string): Promise<void> {
    await this.#guarded(async () => {
      this.#site ??= await getJson('/v1/approvals', readSite);
      if (this.#site.origin !== location.origin) this.#frame.say(this.#texts.elsewhere(this.#site.origin));
      if (findMismatch(recordIdSchema, fragment) === null) await this.#openPractice(fragment, null);
      else this.#openHome();
    });
    if (this.#screen === null) this.#openHome();
  }

  #show(screen: Screen, focus: boolean): void {
    this.#screen = screen;
    screen.show(this.#texts, focus);
  }

  #openHome(): void {
    const before = this.#screen !== null;
    const open = (practice: string): void => {
      location.hash = practice;
    };
    const show = (texts: Texts, focus: boolean): void => {
      const content = homeScreen(texts, { open, register: async (name) => this.#register(name) });
      this.#frame.show(texts.title, content, texts, this.#site?.index ?? null, focus);
    };
    this.#show({ show }, before);
  }

  async #register(name: string): Promise<void> {
    await this.#guarded(async () => {
      const { challenge, approver } = await postJson('/v1/approvals/challenges', { use: 'register' }, readChallenge);
      const passkey = await makePasskey({ challenge, approver, name, rpId: this.#site?.rpId ?? location.hostname });
      const { card } = await postJson('/v1/approvals/approvers', { challenge, name, ...passkey }, readCardAnswer);
      const copy = async (): Promise<void> => {
        await navigator.clipboard.writeText(card);
        this.#frame.say(this.#texts.copied);
      };
      const home = (): void => {
        this.#frame.say();
        this.#openHome();
      };
      const show = (texts: Texts, focus: boolean): void => {
        const made = cardOf(card);
        const shown = made === null ? [] : [passkeyFingerprint(made), cardFacts(made, texts)];
        const content = cardScreen(card, shown, texts, { copy, home });
        this.#frame.show(texts.cardTitle, content, texts, this.#site?.index ?? null, focus);
      };
      this.#show({ show }, true);
    });
  }

  async #openPractice(practice: string, alarms: readonly Alarm[] | null): Promise<void> {
    const site = this.#site;
    if (site === null) return;
    const before = this.#screen !== null;
    const states = this.#relayed.get(practice) ?? (await relayPending(site, practice));
    this.#relayed.set(practice, states);
    const view = await loadPractice(site, practice, states);
    const show = (texts: Texts, focus: boolean): void => {
      const content = practiceScreen(view, site.origin, alarms, texts, {
        sign: async (pending, cards) => this.#sign(view, pending, cards),
        refuse: async ({ id }, cards) => this.#refuse(view, id, cards),
        freeze: async (member, reason, cards) =>
          this.#order(view, { kind: 'freeze', freeze: newId(), member, reason }, cards),
        confirmFreeze: async ({ freeze, member, reason }, cards) =>
          this.#order(view, { kind: 'confirm-freeze', freeze, member, reason }, cards),
        reactivate: async (member, cards) => this.#order(view, { kind: 'reactivate', member }, cards),
        alarms: async (cards) => this.#alarms(practice, cards),
        acknowledge: async ({ alarm, index }, member, cards) =>
          this.#acknowledge({ practice, member, alarm, index, time: Math.floor(Date.now() / 1000) }, cards),
        reload: async () => this.#guarded(async () => this.#openPractice(practice, alarms)),
      });
      this.#frame.show(texts.practice(practice), content, texts, site.index, focus);
    };
    this.#show({ show }, before);
  }

  async #order(view: PracticeView, action: Action, cards: readonly ApproverCard[]): Promise<void> {
    const federation = this.#site?.federation;
    if (federation === undefined) return;
    const payload = newOrder(action, view.head, federation, Math.floor(Date.now() / 1000));
    await this.#sign(view, { payload, approvals: [] }, cards);
  }

  /** The challenge is the hash of exactly the bytes that were shown. */
  async #sign(
    { practice }: PracticeView,
    { payload, approvals }: { readonly payload: Uint8Array<ArrayBuffer>; readonly approvals: readonly Approval[] },
    cards: readonly ApproverCard[],
  ): Promise<void> {
    await this.#guarded(async () => {
      const federation = this.#site?.federation;
      if (federation === undefined) return;
      const signed = await signWith(cards, orderHash(payload));
      const own: Approval = { by: 'approver', ...signed };
      const states = await sendOrder(federation, practice, { payload, approvals: [...approvals, own] });
      const sent = [toBase64url(orderHash(payload)), states] as const;
      this.#relayed.set(practice, new Map([...(this.#relayed.get(practice) ?? []), sent]));
      await this.#openPractice(practice, null);
      this.#tell(this.#texts.done, states);
    });
  }

  async #refuse({ practice }: PracticeView, order: string, cards: readonly ApproverCard[]): Promise<void> {
    await this.#guarded(async () => {
      const vaults = this.#site?.federation.vaults ?? [];
      const { approver, assertion } = await signWith(cards, cancelHash(order));
      const body = { order, approver, assertion };
      const said = await Promise.all(
        vaults.map(async (vault) =>
          postJson(`${ordersUrl(vault, practice)}/cancellations`, body, readCancelled)
            .then(() => this.#texts.cancelled)
            .catch((error: unknown) => this.#texts.failure(error instanceof CallFailed ? error.code : 'unreachable'))
            .then((state) => h('li', {}, h('strong', {}, this.#texts.vault(vault.index)), ` : ${state}`)),
        ),
      );
      await this.#openPractice(practice, null);
      this.#frame.say(h('h2', {}, this.#texts.refusedDone), h('ul', { class: 'states' }, ...said));
    });
  }

  async #alarms(practice: string, cards: readonly ApproverCard[]): Promise<void> {
    await this.#guarded(async () => {
      const { challenge } = await postJson('/v1/approvals/challenges', { use: 'alarms' }, readChallenge);
      // The hash of an order has 32 bytes, so a challenge of this length cannot be one.
      const signed = await signWith(cards, fromBase64url(challenge, alarmsChallengeBytes));
      const path = `/v1/practices/${practice}/approver-alarms`;
      const { alarms } = await postJson(path, { ...signed, challenge }, readAlarms);
      await this.#openPractice(practice, alarms);
    });
  }

  /** Sends the acknowledgement to every vault; each verifies it itself. */
  async #acknowledge(acknowledgement: Acknowledgement, cards: readonly ApproverCard[]): Promise<void> {
    await this.#guarded(async () => {
      const vaults = this.#site?.federation.vaults ?? [];
      const signed = await signWith(cards, acknowledgementHash(acknowledgement));
      const { practice } = acknowledgement;
      const said = await Promise.all(
        vaults.map(async (vault) =>
          postJson(`${ordersUrl(vault, practice)}/acknowledgements`, { acknowledgement, ...signed }, readAcknowledged)
            .then(({ acknowledged }) => this.#texts.settled(acknowledged))
            .catch((error: unknown) => this.#texts.failure(error instanceof CallFailed ? error.code : 'unreachable'))
            .then((state) => h('li', {}, h('strong', {}, this.#texts.vault(vault.index)), ` : ${state}`)),
        ),
      );
      await this.#openPractice(practice, null);
      this.#frame.say(h('h2', {}, this.#texts.acknowledged), h('ul', { class: 'states' }, ...said));
    });
  }

  #tell(title: string, states: readonly OrderState[]): void {
    this.#frame.say(h('h2', {}, title), stateList(states, this.#texts));
  }

  /** Reports a failure in words and keeps the current screen. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    this.#frame.say();
    try {
      await work();
    } catch (error) {
      if (error instanceof ProtocolError) this.#frame.say(this.#texts.failed('answer_malformed'));
      else if (error instanceof CallFailed) this.#frame.say(this.#texts.failed(error.code));
      else if (error instanceof DOMException) this.#frame.say(this.#texts.passkeyRefused);
      else throw error;
    }
  }
}
