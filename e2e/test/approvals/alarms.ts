import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { evaluateAs, type TestPractice } from '../../../vault/server/test/support/practice.ts';
import {
  openPractice,
  startApprovers,
  type ApproversAndPractice,
  type OpenApprovals,
} from '../support/approvals-stage.ts';
import type { Visit } from '../support/visit.ts';

export function testApprovalsAlarms(stage: OpenApprovals): void {
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

  /** One request of the doctor at this vault, counted from 0. */
  async function ask(position: number, purpose: 'scope' | 'search' | 'agenda', count: number): Promise<number> {
    const keySet = `${purpose}/${practice.id}`;
    return (await evaluateAs(practice.running, practice.doctor.signer, keySet, { position, count, now: Date.now() }))
      .status;
  }

  async function ofDatabase<Row extends object>(position: number, text: string): Promise<Row[]> {
    const database = stage.federation.databases[position]?.database;
    if (database === undefined) throw new Error('no such vault');
    return (await database.query<Row>(text, [practice.id, practice.doctor.member])).rows;
  }

  const waiting = `SELECT kind FROM alarm WHERE practice = $1 AND member = $2
  AND acknowledge_by IS NOT NULL AND acknowledged_at IS NULL`;

  test('an approver acknowledges an alarm with the passkey, and every vault settles its own', async () => {
    // A harvest at two vaults: each raises its own alarm, whatever the hour at which this test runs.
    for (const position of [0, 1]) {
      expect(await ask(position, 'agenda', 3)).toBe(200);
      for (let unit = 0; unit < 30 && (await ofDatabase(position, waiting)).length === 0; unit++) {
        await ask(position, 'search', 3);
      }
      expect((await ofDatabase(position, waiting)).length).toBeGreaterThan(0);
    }
    const { page } = alice;
    await open(page, 1);
    await page.getByRole('button', { name: 'Voir les alertes avec ma clé d’accès' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'à vérifier avant le' }).first();
    await row.getByRole('button', { name: 'J’ai vérifié avec cette personne : tout est normal' }).click();
    await page.getByRole('heading', { name: 'Alertes vérifiées' }).waitFor();
    const lines = await page.getByRole('listitem').filter({ hasText: 'alertes réglées' }).allInnerTexts();
    const said = lines.map((line) => line.replace(/\s+/g, ' '));
    expect(said).toHaveLength(3);
    expect(said.slice(0, 2).map((line) => Number(/(\d+) alertes réglées/.exec(line)?.[1]))).not.toContain(0);
    expect(said[2]).toContain('0 alertes réglées');
    for (const position of [0, 1, 2]) expect(await ofDatabase(position, waiting)).toEqual([]);
    // After a reload the page shows it as settled.
    await page.getByRole('button', { name: 'Voir les alertes avec ma clé d’accès' }).click();
    await page.getByText('vérifiée le').first().waitFor();
    expect(await page.getByText('à vérifier avant le').count()).toBe(0);
    expect(alice.troubles).toEqual([]);
  });

  test('an approver reactivates a dormant member at every vault', async () => {
    for (const position of [0, 1, 2]) {
      await ofDatabase(position, 'UPDATE practice_member SET active_at = 0 WHERE practice = $1 AND id = $2');
      expect(await ask(position, 'scope', 1)).toBe(403);
    }
    const { page } = bob;
    await open(page, 2);
    const doctor = page
      .getByRole('listitem')
      .filter({ has: page.getByText('médecin') })
      .filter({ hasText: 'actif' });
    await doctor.getByRole('button', { name: 'Réactiver (compte inutilisé)' }).click();
    await page.getByRole('heading', { name: 'Ordre signé' }).waitFor();
    for (const position of [0, 1, 2]) expect(await ask(position, 'scope', 1)).toBe(200);
    expect(bob.troubles).toEqual([]);
  });
}
