import type { Browser, Page } from 'playwright-core';
import type { ApproverCard } from '@etanche/core-vault-protocol';
import { freePorts } from '@etanche/platform';
import { createSoftwarePasskeys } from '@etanche/records-passkey';
import { makeSigner, random, type Signer } from '../../../vault/server/test/support/caller.ts';
import { startTestFederation, type TestFederation } from '../../../vault/server/test/support/federation.ts';
import { makeMember, TestPractice, type TestApprover } from '../../../vault/server/test/support/practice.ts';
import { addAuthenticator } from './authenticator.ts';
import { openBrowser } from './stage.ts';
import { visit, type Visit, type VisitOptions } from './visit.ts';

export type OpenApprovals = {
  readonly browser: Browser;
  readonly federation: TestFederation;
  readonly operator: Signer;
  /** The approvals page of a vault, counted from 1. */
  readonly page: (vault: number) => string;
};

type ApprovalsStage = AsyncDisposable & OpenApprovals;

/** Three vaults with threshold two, each with its approvals page on `localhost`. */
export async function openApprovals(browserPath: string): Promise<ApprovalsStage> {
  if (browserPath === '') throw new Error('no browser was found: `npm test` downloads one');
  await using building = new AsyncDisposableStack();
  const operator = await makeSigner();
  const ports = await freePorts(3);
  const options = { recordsServers: [operator.publicKey], ports, approvals: true, config: { heartbeatMs: 200 } };
  const federation = building.use(await startTestFederation(options));
  const browser = await openBrowser(browserPath);
  building.defer(async () => browser.close());
  const running = building.move();
  return {
    ...{ browser, federation, operator },
    page: (vault) => `http://localhost:${ports[vault - 1] ?? 0}/approvals`,
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}

/** An approver at a device with a passkey reader that always verifies its owner. */
export async function approverAt(stage: OpenApprovals, vault: number, options: VisitOptions = {}): Promise<Visit> {
  const visitor = await visit(stage.browser, stage.page(vault), options);
  await addAuthenticator(visitor.page);
  return visitor;
}

/** Registers on the page like a person, and returns the displayed card. */
export async function register(page: Page, name: string): Promise<TestApprover> {
  await page.getByRole('textbox', { name: 'Votre nom' }).fill(name);
  await page.getByRole('button', { name: 'Créer ma clé d’accès' }).click();
  await page.getByRole('heading', { level: 1, name: 'Votre carte d’approbateur' }).waitFor();
  const jws = await page.getByRole('textbox', { name: 'Carte à transmettre' }).inputValue();
  const card = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as ApproverCard;
  // Never signs: the passkey is in the browser.
  const passkeys = createSoftwarePasskeys({ random, origin: card.origin });
  return { id: card.approver, card, jws, passkeys };
}

/** A practice at every vault, with these two approvers. */
async function foundPractice(
  stage: OpenApprovals,
  approvers: readonly [TestApprover, TestApprover],
): Promise<TestPractice> {
  const running = { vaults: stage.federation.vaults, directory: stage.federation.directory };
  const people = {
    server: await makeSigner(),
    kit: await makeSigner(),
    doctor: await makeMember('doctor'),
    secretary: await makeMember('secretary'),
    approvers,
  };
  const practice = new TestPractice(running, people, Date.now);
  const genesis = practice.next(practice.genesis());
  await practice.apply(genesis, await practice.foundersOf(genesis, stage.operator));
  return practice;
}

export type ApproversAndPractice = AsyncDisposable & {
  readonly alice: Visit;
  readonly bob: Visit;
  readonly practice: TestPractice;
};

/** Two approvers, of whom each registered at another vault, and their practice. */
export async function startApprovers(stage: OpenApprovals): Promise<ApproversAndPractice> {
  await using building = new AsyncDisposableStack();
  const alice = building.use(await approverAt(stage, 1));
  const bob = building.use(await approverAt(stage, 2));
  const cards = [await register(alice.page, 'Dr Alice Martin'), await register(bob.page, 'Bruno Petit')] as const;
  const practice = await foundPractice(stage, cards);
  const running = building.move();
  return { alice, bob, practice, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Reloads the page of a practice at a vault. */
export async function openPractice(
  stage: OpenApprovals,
  { id }: TestPractice,
  page: Page,
  vault: number,
): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.page(vault)}#${id}`);
  await page.getByRole('heading', { level: 1, name: `Cabinet ${id}` }).waitFor();
}
