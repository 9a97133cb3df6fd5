import type axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { orderHash, type Order, type OrderAnswer, type SignedOrder } from '@etanche/core-vault-protocol';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { random } from '../../../vault/server/test/support/caller.ts';
import {
  enrolled,
  makeMember,
  signAsKit,
  shownFingerprint,
  signAsMember,
  signStatement,
  type BuiltOrder,
  type TestPractice,
} from '../../../vault/server/test/support/practice.ts';
import {
  approverAt,
  openPractice,
  startApprovers,
  type ApproversAndPractice,
  type OpenApprovals,
} from '../support/approvals-stage.ts';
import { axeSource } from '../support/axe-source.ts';
import { visit, type Visit } from '../support/visit.ts';

export function testApprovalsPage(stage: OpenApprovals): void {
  let approvers: ApproversAndPractice;
  let alice: Visit;
  let bob: Visit;
  let practice: TestPractice;
  let enrolment: BuiltOrder;

  beforeAll(async () => {
    approvers = await startApprovers(stage);
    ({ alice, bob, practice } = approvers);
    enrolment = practice.next({ kind: 'enrol', ...enrolled(await makeMember('secretary')) });
    const { member, signer } = practice.doctor;
    const server = practice.next({ kind: 'server', server: (await makeMember('doctor')).auth });
    for (const position of [0, 1, 2]) {
      for (const built of [enrolment, server]) {
        const answer = await practice.post(built, [await signAsMember(built, member, signer)], position);
        if (((await answer.json()) as OrderAnswer).status !== 'waiting') throw new Error('the order is not pending');
      }
      await practice.post(server, [await signAsKit(server, practice.kit)], position);
    }
  });

  afterAll(() => approvers[Symbol.asyncDispose]());

  const open = (page: Page, vault: number): Promise<void> => openPractice(stage, practice, page, vault);

  /** The page's own vault is corrupt: it shows the enrolment altered, and records the requests to it. */
  async function lie(
    page: Page,
    alter: (order: Order) => unknown,
  ): Promise<{ sent: () => SignedOrder[]; altered: string[] }> {
    const sent: SignedOrder[] = [];
    const altered: string[] = [];
    const payload = toBase64url(utf8(JSON.stringify(alter(enrolment.order))));
    for (const vault of [1, 2, 3]) {
      const url = new URL(stage.page(vault)).origin;
      await page.route(`${url}/v1/practices/*/pending`, async (route) => {
        altered.push(payload);
        const { member, signer } = practice.doctor;
        const orders = [{ payload, approvals: [await signAsMember(enrolment, member, signer)] }];
        await route.fulfill({ json: { orders }, headers: { 'access-control-allow-origin': '*' } });
      });
      await page.route(`${url}/v1/practices/*/orders`, async (route) => {
        sent.push(route.request().postDataJSON() as SignedOrder);
        const order = toBase64url(enrolment.hash);
        const answer = { order, status: 'waiting', approvals: 1, needed: 2 };
        await route.fulfill({ json: answer, headers: { 'access-control-allow-origin': '*' } });
      });
    }
    return { sent: () => sent, altered };
  }

  describe('an order that a vault altered', () => {
    test('an altered order is displayed as altered, and the signature covers the displayed order', async () => {
      const stranger = await makeMember('doctor');
      const { page } = alice;
      const { sent, altered } = await lie(page, (order) => ({
        ...order,
        action: { kind: 'enrol', ...enrolled(stranger) },
      }));
      await open(page, 1);
      const card = page.getByRole('article', { name: 'Faire entrer un membre' });
      expect(await card.innerText()).toContain('médecin');
      await card.getByRole('button', { name: 'Signer cet ordre' }).click();
      await page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
      const signed = sent().findLast(({ approvals }) => approvals.some(({ by }) => by === 'approver'));
      const approval = signed?.approvals.find((each) => each.by === 'approver');
      if (signed === undefined || approval?.by !== 'approver') throw new Error('nothing was signed');
      expect(altered).toContain(signed.payload);
      const client = JSON.parse(Buffer.from(approval.assertion.clientDataJSON, 'base64url').toString('utf8')) as {
        challenge: string;
      };
      expect(client.challenge).toBe(toBase64url(orderHash(Uint8Array.from(Buffer.from(signed.payload, 'base64url')))));
      expect(client.challenge).not.toBe(enrolment.id);
      await page.unrouteAll({ behavior: 'wait' });
      // An honest vault does not count the signature for the intended order.
      const answer = (await (await practice.post(enrolment, [approval], 1)).json()) as OrderAnswer;
      expect(answer).toMatchObject({ status: 'waiting', approvals: 0 });
    });

    test.each<[string, (order: Order) => unknown]>([
      ['with a hidden member next to the action', (order) => ({ ...order, also: 'this' })],
      ['with a hidden member inside the action', (order) => ({ ...order, action: { ...order.action, quota: 1000 } })],
      ['of an unknown kind', (order) => ({ ...order, action: { kind: 'dissolve' } })],
      ['that is not an order', () => 'order'],
    ])('an order %s cannot be signed', async (_, alter) => {
      const { page } = alice;
      await lie(page, alter);
      await open(page, 1);
      await page.getByRole('article', { name: 'Ordre illisible' }).waitFor();
      expect(await page.getByRole('button', { name: 'Signer cet ordre' }).count()).toBe(0);
      await page.unrouteAll({ behavior: 'wait' });
    });

    test.each<[string, (order: Order) => unknown]>([
      ['addressed to other vaults', (order) => ({ ...order, audience: [...order.audience].reverse() })],
      ['on another head', (order) => ({ ...order, previous: toBase64url(random(32)) })],
      ['with a wrong sequence number', (order) => ({ ...order, sequence: order.sequence + 1 })],
    ])('an order %s cannot be signed on this page', async (_, alter) => {
      const { page } = alice;
      await lie(page, alter);
      await open(page, 1);
      await page.getByRole('article', { name: 'Ordre sans suite' }).waitFor();
      expect(await page.getByRole('button', { name: 'Signer cet ordre' }).count()).toBe(0);
      await page.unrouteAll({ behavior: 'wait' });
    });

    test('a statement forged in another vault’s name is not displayed as that vault’s statement', async () => {
      const { page } = alice;
      const other = new URL(stage.page(3)).origin;
      await page.route(`${other}/v1/practices/${practice.id}`, async (route) => {
        const own = await (await fetch(practice.url(''))).text();
        await route.fulfill({
          body: own,
          contentType: 'application/jose',
          headers: { 'access-control-allow-origin': '*' },
        });
      });
      await open(page, 1);
      expect(await page.getByText('Coffre 3 : donne une réponse invalide').count()).toBe(1);
      await page.unrouteAll({ behavior: 'wait' });
    });
  });

  describe('one vault that lies', () => {
    test('false statements about members and the chain mislead nobody and block nothing', async () => {
      const { page } = bob;
      const [doctor, secretary] = [practice.doctor, practice.secretary];
      const told = await practice.statement(2);
      const swap = { [doctor.member]: secretary, [secretary.member]: doctor };
      const members = told.members.map((each) => ({ ...each, ...keysOf(swap[each.member]) }));
      const lie = { ...told, sequence: told.sequence + 1, head: toBase64url(random(32)), members };
      const body = await signStatement(stage.federation, lie, 2);
      const headers = { 'access-control-allow-origin': '*' };
      const url = `${new URL(stage.page(3)).origin}/v1/practices/${practice.id}`;
      await page.route(url, async (route) => route.fulfill({ body, contentType: 'application/jose', headers }));
      // A non-canonical encoding, and enough approvals to make any order too long for the honest vaults.
      const junk = { by: 'approver', approver: doctor.member, assertion: junkAssertion() } as const;
      const payload = toBase64url(enrolment.payload);
      const approvals = Array.from({ length: 24 }, () => ({ ...junk, assertion: junkAssertion() }));
      const orders = [
        { payload: 'AB', approvals: [] },
        { payload, approvals },
      ];
      await page.route(`${url}/pending`, async (route) => route.fulfill({ json: { orders }, headers }));
      await open(page, 2);
      const own = (each: typeof doctor) => page.getByRole('listitem').filter({ hasText: shownFingerprint(each) });
      expect(await own(doctor).innerText()).toContain('médecin');
      expect(await own(secretary).innerText()).toContain('secrétaire');
      const card = page.getByRole('article', { name: 'Faire entrer un membre' });
      await card.getByRole('button', { name: 'Signer cet ordre' }).click();
      await page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
      expect(await page.getByText('Coffre 2 : attend (1 sur 2)').count()).toBeGreaterThan(0);
      await page.unrouteAll({ behavior: 'wait' });
    });
  });

  function keysOf(of: { readonly auth: string; readonly keys: string } | undefined): object {
    return of === undefined ? {} : { auth: of.auth, keys: of.keys };
  }

  function junkAssertion() {
    return { authenticatorData: toBase64url(random(40)), clientDataJSON: 'AAAA', signature: 'AAAA' };
  }

  describe('a registration', () => {
    test('a registration requires a name, and shows the error next to the field', async () => {
      await using visitor = await approverAt(stage, 3);
      await visitor.page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
      await visitor.page.getByRole('alert').filter({ hasText: 'Écrivez votre nom' }).waitFor();
      expect(await visitor.page.evaluate(() => document.activeElement?.id)).toBe('name');
    });

    test('a cancelled registration leaves the page unchanged', async () => {
      await using visitor = await visit(stage.browser, stage.page(3));
      const session = await visitor.context.newCDPSession(visitor.page);
      await session.send('WebAuthn.enable');
      await session.send('WebAuthn.addVirtualAuthenticator', {
        options: { protocol: 'ctap2', transport: 'internal', hasUserVerification: true, isUserVerified: false },
      });
      await visitor.page.getByRole('textbox', { name: 'Votre nom' }).fill('Quelqu’un');
      await visitor.page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
      await visitor.page.getByText('La clé d’accès n’a pas été utilisée. Rien n’a été signé.').waitFor();
      expect(await visitor.page.getByRole('textbox', { name: 'Votre nom' }).inputValue()).toBe('Quelqu’un');
    });

    test('a registration works in English after a change of the language', async () => {
      await using visitor = await approverAt(stage, 3);
      await visitor.page.getByRole('button', { name: 'English' }).click();
      await visitor.page.getByRole('heading', { level: 1, name: 'Approvals' }).waitFor();
      expect(await visitor.page.evaluate(() => document.documentElement.lang)).toBe('en');
      await visitor.page.getByRole('textbox', { name: 'Your name' }).fill('Carol');
      await visitor.page.getByRole('button', { name: 'Create my passkey' }).click();
      await visitor.page.getByRole('heading', { level: 1, name: 'Your approver card' }).waitFor();
      expect(visitor.troubles).toEqual([]);
    });
  });

  test('the page connects only to the vaults and runs only its own scripts', async () => {
    await open(alice.page, 1);
    const hosts = new Set(
      (await alice.sent())
        .map(({ url }) => new URL(url))
        .filter(({ protocol }) => protocol !== 'about:')
        .map(({ host }) => host),
    );
    const known = [1, 2, 3].map((vault) => new URL(stage.page(vault)).host);
    expect([...hosts].filter((host) => !known.includes(host))).toEqual([]);
    const { headers } = await fetch(stage.page(1));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });

  const states: readonly (readonly [string, () => Visit, (page: Page) => Promise<void>])[] = [
    [
      'the first screen',
      () => alice,
      async (page) => {
        await page.goto('about:blank');
        await page.goto(stage.page(1));
        await page.getByRole('heading', { level: 1, name: 'Approbations' }).waitFor();
      },
    ],
    ['a practice with orders', () => alice, async (page) => open(page, 1)],
    [
      'a freeze being chosen',
      () => bob,
      async (page) => {
        await open(page, 2);
        await page.getByText('Geler l’accès', { exact: true }).first().click();
      },
    ],
  ];

  describe.each(states)('%s', (_, who, reach) => {
    test.each(['light', 'dark'] as const)('the page has no axe violation, %s', async (colorScheme) => {
      const { page } = who();
      await page.emulateMedia({ colorScheme });
      await reach(page);
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(async () =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });

    test('the page fits 320 pixels, and every control is 44 pixels high', async () => {
      const { page } = who();
      await page.setViewportSize({ width: 320, height: 780 });
      await reach(page);
      const faults = await page.evaluate(() => {
        const wide = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
        const small = Array.from(document.querySelectorAll('button, input, select, summary, a.button'))
          .filter((control) => control.checkVisibility() && control.getBoundingClientRect().height < 44)
          .map((control) => control.outerHTML);
        return [...wide, ...small];
      });
      expect(faults).toEqual([]);
    });
  });
}
