import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { type OrderAnswer, type PracticeStatement } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { postJws, random, sign } from '../../../vault/server/test/support/caller.ts';
import {
  enrolled,
  makeMember,
  newId,
  signAsKit,
  signAsMember,
  type BuiltOrder,
  type TestPractice,
} from '../../../vault/server/test/support/practice.ts';
import {
  approverAt,
  openPractice,
  register,
  startApprovers,
  type ApproversAndPractice,
  type OpenApprovals,
} from '../support/approvals-stage.ts';
import type { Visit } from '../support/visit.ts';

export function testApprovalsStory(stage: OpenApprovals): void {
  let approvers: ApproversAndPractice;
  let alice: Visit;
  let bob: Visit;
  let practice: TestPractice;

  beforeAll(async () => {
    approvers = await startApprovers(stage);
    ({ alice, bob, practice } = approvers);
  });

  afterAll(() => approvers[Symbol.asyncDispose]());

  const open = (page: Page, vault: number): Promise<void> => openPractice(stage, practice, page, vault);

  async function proposed(built: BuiltOrder, position = 0): Promise<void> {
    const { member, signer } = practice.doctor;
    const response = await practice.post(built, [await signAsMember(built, member, signer)], position);
    expect(((await response.json()) as OrderAnswer).status).toBe('waiting');
  }

  const said = async (page: Page): Promise<string> => (await page.getByRole('status').innerText()).replace(/\s+/g, ' ');
  const order = (page: Page, name: string) => page.getByRole('article', { name });

  async function statement(position: number): Promise<PracticeStatement> {
    const jws = await (await fetch(practice.url('', position))).text();
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as PracticeStatement;
  }

  const statements = async () => Promise.all([0, 1, 2].map(statement));

  test('a card contains the registered name, and the vault and origin of the page', () => {
    expect(practice.approvers.map(({ card }) => [card.name, card.index, card.origin])).toEqual([
      ['Dr Alice Martin', 1, new URL(stage.page(1)).origin],
      ['Bruno Petit', 2, new URL(stage.page(2)).origin],
    ]);
  });

  test('the page of another vault shows the same fingerprint of a new card as its own page', async () => {
    await using carol = await approverAt(stage, 3);
    const added = await register(carol.page, 'Carole Troisième');
    const shown = await carol.page.locator('.print').innerText();
    expect(shown).toMatch(/^([A-Z2-7]{4} ?){4}$/);
    const built = practice.next({ kind: 'approvers', add: [{ approver: added.id, card: added.jws }], remove: [] });
    await proposed(built);
    await open(bob.page, 2);
    const card = order(bob.page, 'Changer les approbateurs');
    const text = (await card.innerText()).replace(/\s+/g, ' ');
    expect(text).toContain(`Empreinte de la clé d’accès de Carole Troisième, à comparer avec cette personne ${shown}`);
    expect(text).toContain('carte remise par le coffre 3');
    await card.getByRole('button', { name: 'Refuser et annuler' }).click();
    await bob.page.getByRole('heading', { name: 'Ordre annulé' }).waitFor();
    // Existing approvers are shown with their fingerprints as well.
    expect(await bob.page.getByText(/^([A-Z2-7]{4} ){3}[A-Z2-7]{4}$/).count()).toBeGreaterThanOrEqual(2);
  });

  test('two approvers enrol a member, each on the page of their own vault', async () => {
    const newcomer = await makeMember('secretary');
    const built = practice.next({ kind: 'enrol', ...enrolled(newcomer) });
    await proposed(built);

    await open(alice.page, 1);
    const card = order(alice.page, 'Faire entrer un membre');
    await card.waitFor();
    const shown = (await card.innerText()).replace(/\s+/g, ' ');
    expect(shown).toContain('secrétaire');
    expect(shown).toMatch(/Empreinte des clés, à comparer en présence ([A-Z2-7]{4} ){4}/);
    expect(shown).toContain('attend (0 sur 2)');
    await card.getByRole('button', { name: 'Signer cet ordre' }).click();
    await alice.page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    expect(await said(alice.page)).toBe(
      'Ordre signé Coffre 1 : attend (1 sur 2) Coffre 2 : attend (1 sur 2) Coffre 3 : attend (1 sur 2)',
    );
    expect(await card.getByRole('button', { name: 'Signer cet ordre' }).count()).toBe(0);
    expect((await statements()).map(({ sequence }) => sequence)).toEqual([0, 0, 0]);

    await open(bob.page, 2);
    expect(await order(bob.page, 'Faire entrer un membre').innerText()).toContain('Dr Alice Martin');
    await bob.page.getByRole('button', { name: 'Signer cet ordre' }).click();
    await bob.page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    expect(await said(bob.page)).toBe('Ordre signé Coffre 1 : appliqué Coffre 2 : appliqué Coffre 3 : appliqué');
    for (const { members } of await statements()) {
      expect(members).toContainEqual({ ...enrolled(newcomer), status: 'active', since: expect.any(Number) as number });
    }
    practice.moved(built);
  });

  test('an order that grants power is highlighted, and one approver can cancel it for all', async () => {
    const until = Math.floor(Date.now() / 1000) + 86_400;
    const { member } = practice.secretary;
    const built = practice.next({ kind: 'raise', member, purpose: 'scope', perDay: 300, until });
    await proposed(built, 2);
    await open(bob.page, 2);
    const card = order(bob.page, 'Relever la limite d’un membre');
    const shown = (await card.innerText()).replace(/\s+/g, ' ');
    expect(shown).toContain('Ce changement donne du pouvoir.');
    expect(shown).toContain('300 ouvertures de dossier par jour');
    await card.getByRole('button', { name: 'Refuser et annuler' }).click();
    await bob.page.getByRole('heading', { name: 'Ordre annulé' }).waitFor();
    expect(await said(bob.page)).toBe('Ordre annulé Coffre 1 : annulé Coffre 2 : annulé Coffre 3 : annulé');
    await open(alice.page, 1);
    expect(await alice.page.getByText('Aucun ordre n’attend.').count()).toBe(1);
  });

  test('an order with the kit is delayed, and an approver cancels it', async () => {
    const built = practice.next({ kind: 'contacts', contacts: ['autre@cabinet.example'] });
    for (const position of [0, 1, 2]) {
      const answer = await practice.post(built, [await signAsKit(built, practice.kit)], position);
      expect(((await answer.json()) as OrderAnswer).status).toBe('delayed');
    }
    await open(alice.page, 1);
    const card = order(alice.page, 'Changer les adresses d’alerte');
    const shown = (await card.innerText()).replace(/\s+/g, ' ');
    expect(shown).toContain('autre@cabinet.example');
    expect(shown).toContain('Signé par le kit de secours');
    expect(shown).toMatch(/Coffre 3 : s’appliquera le .*, sauf si un approbateur l’annule/);
    await card.getByRole('button', { name: 'Refuser et annuler' }).click();
    await alice.page.getByRole('heading', { name: 'Ordre annulé' }).waitFor();
    expect(await said(alice.page)).toBe('Ordre annulé Coffre 1 : annulé Coffre 2 : annulé Coffre 3 : annulé');
  });

  test('the page updates a vault that was away', async () => {
    const built = practice.next({ kind: 'retire', member: practice.secretary.member });
    // Applied by two vaults while the third was unreachable.
    const { page } = alice;
    await page.route(`${new URL(stage.page(3)).origin}/**`, async (route) => route.abort());
    await proposed(built);
    await open(page, 1);
    await page.getByRole('button', { name: 'Signer cet ordre' }).click();
    await page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    const words = await said(page);
    await page.unrouteAll();
    practice.moved(built);
    expect(words).toBe('Ordre signé Coffre 1 : appliqué Coffre 2 : appliqué Coffre 3 : injoignable');
    expect((await statements()).map(({ head }) => head === built.id)).toEqual([true, true, false]);
    await open(bob.page, 2);
    expect((await statements()).map(({ head }) => head)).toEqual([built.id, built.id, built.id]);
  });

  test('the first reason for a freeze is the one that leaves nothing, and its control explains the others', async () => {
    await open(alice.page, 1);
    await alice.page.getByText('Geler l’accès', { exact: true }).nth(1).click();
    const reason = alice.page.getByRole('combobox', { name: 'Pourquoi ?' });
    expect(await reason.evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.text)).toBe(
      'vol soupçonné',
    );
    const described = await reason.evaluate(
      (select) => document.getElementById(select.getAttribute('aria-describedby') ?? '')?.textContent ?? '',
    );
    expect(described.replace(/\s+/g, ' ')).toContain('Autres raisons : il garde l’accès d’urgence');
  });

  test('a member is listed with the id that alarm mails give', async () => {
    await open(alice.page, 1);
    const rows = await alice.page.getByRole('listitem').filter({ hasText: 'courriels d’alerte' }).allInnerTexts();
    const { members } = await statement(0);
    expect(rows).toHaveLength(members.length);
    for (const { member } of members) expect(rows.filter((row) => row.includes(member))).toHaveLength(1);
  });

  test('one approver freezes a member at once, with the keyboard only', async () => {
    await open(alice.page, 1);
    const control = alice.page.getByText('Geler l’accès', { exact: true }).nth(1);
    await control.focus();
    await alice.page.keyboard.press('Enter');
    const reason = alice.page.getByRole('combobox', { name: 'Pourquoi ?' });
    await reason.focus();
    await reason.selectOption('vol soupçonné');
    await alice.page.keyboard.press('Tab');
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    expect(await said(alice.page)).toBe('Ordre signé Coffre 1 : appliqué Coffre 2 : appliqué Coffre 3 : appliqué');
    for (const { members, freezes } of await statements()) {
      expect(freezes).toHaveLength(1);
      expect(members.filter(({ status }) => status === 'frozen')).toHaveLength(1);
    }
    expect(await alice.page.getByText('gelé', { exact: true }).count()).toBe(1);
    expect(await alice.page.getByText('posé par un approbateur, sans fin – il ne peut plus rien ouvrir').count()).toBe(
      1,
    );
    const { sequence, head } = await statement(0);
    practice.sequence = sequence;
    practice.head = head;
  });

  test('an approver confirms a freeze by the server', async () => {
    const { member } = practice.doctor;
    const freeze = newId();
    const audience = stage.federation.vaults.map(({ signingKey }) => signingKey);
    const freezeAt = async (position: number): Promise<void> => {
      const jti = toBase64url(random(16));
      const body = { audience, iat: Math.floor(Date.now() / 1000), jti, practice: practice.id, freeze, member };
      const jws = await sign({ ...body, reason: 'canary' }, jwsTypes.freeze, practice.server);
      expect((await postJws(practice.url('/freezes', position), jws)).status).toBe(200);
    };
    for (const position of [0, 1]) await freezeAt(position);
    await open(bob.page, 2);
    expect(await bob.page.getByText('En vigueur dans 2 coffres sur 3').count()).toBe(1);
    await freezeAt(2);
    await open(bob.page, 2);
    expect(await bob.page.getByText('En vigueur dans 2 coffres sur 3').count()).toBe(0);
    await bob.page.getByRole('button', { name: 'Confirmer ce gel' }).click();
    await bob.page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    for (const { freezes } of await statements()) {
      expect(freezes.find((each) => each.freeze === freeze)).toMatchObject({ by: 'approver', until: null });
    }
    const { sequence, head } = await statement(0);
    practice.sequence = sequence;
    practice.head = head;
  });

  test('a member whom a canary froze keeps the emergency quota until an approver freezes them for suspected theft', async () => {
    const { member } = practice.doctor;
    await open(alice.page, 1);
    const row = alice.page.getByRole('listitem').filter({ hasText: `courriels d’alerte : ${member}` });
    expect(await alice.page.getByText('sans fin – l’accès d’urgence lui reste').count()).toBe(1);
    await row.getByText('Geler l’accès', { exact: true }).click();
    await row.getByRole('button', { name: 'Geler maintenant' }).click();
    await alice.page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    for (const { freezes } of await statements()) {
      const own = freezes.filter((each) => each.member === member);
      expect(own.map(({ by, reason }) => `${by} ${reason}`).sort()).toEqual([
        'approver canary',
        'approver suspected_theft',
      ]);
    }
    await row.waitFor();
    expect(await row.getByText('Geler l’accès', { exact: true }).count()).toBe(0);
    const { sequence, head } = await statement(0);
    practice.sequence = sequence;
    practice.head = head;
  });

  test('alarms are shown to an approver after a passkey prompt', async () => {
    await open(alice.page, 1);
    expect(await alice.page.getByText('accès gelé').count()).toBe(0);
    await alice.page.getByRole('button', { name: 'Voir les alertes avec ma clé d’accès' }).click();
    const list = alice.page.getByRole('listitem').filter({ hasText: 'accès gelé' });
    await list.first().waitFor();
    expect(await list.count()).toBeGreaterThanOrEqual(2);
  });

  test('a visitor without a passkey for this page sees the addresses of the other pages', async () => {
    await using stranger = await approverAt(stage, 3);
    await stranger.page.getByRole('textbox', { name: 'Identifiant du cabinet' }).fill(practice.id.toUpperCase());
    await stranger.page.keyboard.press('Enter');
    await stranger.page.getByRole('heading', { level: 1, name: `Cabinet ${practice.id}` }).waitFor();
    const link = stranger.page.getByRole('link', { name: new URL(stage.page(1)).host });
    expect(await link.getAttribute('href')).toBe(`${stage.page(1)}#${practice.id}`);
    expect(await stranger.page.getByRole('button', { name: /Signer|Geler|Refuser/ }).count()).toBe(0);
    expect(stranger.troubles).toEqual([]);
  });

  test('the story caused no policy violation and no console message', () => {
    // Requests that the test itself blocked, while a vault was away, may cause browser errors.
    const own = [...alice.troubles, ...bob.troubles].filter((trouble) => !trouble.includes('ERR_FAILED'));
    expect(own).toEqual([]);
  });
}
