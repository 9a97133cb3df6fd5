import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import type { Locator, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { syntheticPractice } from '@etanche/demo';
import { readXdm, xmlLimits, zipLimits } from '@etanche/records-interop';
import type { RunningApplication } from '@etanche/trial';
import type { OpenApplication } from '../support/application-stage.ts';
import { until } from '../support/until.ts';

export const doctor = 'Dr Hélène Arnaud';
export const sentBy = 'Envoyés par MSSanté';
const main = join(import.meta.dirname, '../../../cli/src/main.ts');

/** The first or a later patient of the demonstration whose identity is qualified, or is not. @param place from 0 */
export function patientOf(stage: OpenApplication, isQualified: boolean, place = 0) {
  const { files, patients } = stage.application;
  const made = syntheticPractice({ seed: 'practice', patients, resourcesPerPatient: 1, today: '2026-11-30' });
  const found = Array.from(made, ({ traits }, i) => ({ traits, file: files[i] })).filter(
    ({ traits }) => (traits.reliability.status === 'QUAL' && traits.ins !== null) === isQualified,
  )[place];
  if (found?.file === undefined) throw new Error('the demonstration has no such patient');
  return { ...found.file, matricule: found.traits.ins?.matricule ?? '' };
}

/** A patient of the demonstration whose file has resources of all these types. */
export function patientWith(stage: OpenApplication, types: readonly string[]): { scope: string; name: string } {
  const { files, patients } = stage.application;
  const made = syntheticPractice({ seed: 'practice', patients, resourcesPerPatient: 'varied', today: '2026-11-30' });
  const place = Array.from(made).findIndex(({ resources }) =>
    types.every((type) => resources.some((text) => text.includes(`"resourceType":"${type}"`))),
  );
  const found = files[place];
  if (found === undefined) throw new Error('the demonstration has no such patient');
  return found;
}

export async function openPatient(page: Page, { scope, name }: { scope: string; name: string }): Promise<void> {
  await page.evaluate((wanted) => {
    location.hash = `#/patients/${wanted}`;
  }, scope);
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Opens the dialog from the open file, as soon as it offers MSSanté. */
export async function openSend(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Envoyer à un confrère' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Adresse MSSanté d’un professionnel').waitFor();
  return dialog;
}

/** Sends what is proposed of the open file to a typed address. */
export async function sendMail(
  page: Page,
  address: string,
  change?: (dialog: Locator) => Promise<void>,
): Promise<void> {
  const dialog = await openSend(page);
  await dialog.getByLabel('Adresse MSSanté d’un professionnel').fill(address);
  await dialog.getByRole('button', { name: 'Continuer' }).click();
  await change?.(dialog);
  await dialog.getByRole('button', { name: `Envoyer par MSSanté à ${address}` }).click();
  await page.getByText(`Envoi à ${address} : en attente de la passerelle`).waitFor();
}

/** The row of the newest mail to an address in the file's list. */
export async function sentRow(page: Page, address: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'Envois' }).click();
  const row = page.getByRole('list', { name: sentBy }).getByRole('listitem').filter({ hasText: address });
  await row.first().waitFor();
  return row.first();
}

/** Shows the gateway's list on the screen of sent mail; a device that has not opened it today is asked first. */
export async function showMails(page: Page): Promise<void> {
  const list = page.getByRole('list', { name: sentBy });
  const show = page.getByRole('button', { name: 'Montrer les envois par MSSanté' });
  await list.or(show).first().waitFor();
  if (await list.isVisible()) return;
  await show.click();
  await list.waitFor();
}

export function gatewayOf({ application }: OpenApplication): NonNullable<RunningApplication['gateway']> {
  if (application.gateway === null) throw new Error('the practice has no gateway');
  return application.gateway;
}

/** The newest mail that the operator accepted for an address. */
export async function acceptedBy(stage: OpenApplication, address: string) {
  const { mail } = gatewayOf(stage);
  const sent = await until(() => Promise.resolve(mail.sent.findLast(({ to }) => to.includes(address))));
  const email = await PostalMime.parse(Buffer.from(sent.raw, 'latin1'), { attachmentEncoding: 'arraybuffer' });
  const [zip, ...pdfs] = email.attachments;
  const bytes = new Uint8Array((zip?.content ?? new ArrayBuffer(0)) as ArrayBuffer);
  const { documents, rejected } = readXdm(bytes, { zip: zipLimits, xml: xmlLimits });
  const header = (name: string): string | null =>
    email.headers.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value ?? null;
  return { subject: email.subject ?? '', text: email.text ?? '', header, documents, rejected, pdfs };
}

/** `etanche gateway serve` in a process of its own, once it has signed in. */
export async function serveGateway(config: string): Promise<AsyncDisposable> {
  const child: ChildProcess = spawn(process.execPath, [main, 'gateway', 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      said += data.toString();
    });
  }
  const closed = once(child, 'close');
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the gateway ended: ${said}`);
    return Promise.resolve(said.includes('gateway_started') ? 'started' : null);
  });
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** A gateway that several groups of tests use: the first of them that needs it starts it. */
export type SharedGateway = { start(): Promise<void>; stop(): Promise<void> };

/** A gateway of its own process that tries a mail again after a second. The end of the test file stops it. */
export function impatientGateway(stage: OpenApplication): SharedGateway {
  let serving: AsyncDisposable | null = null;
  const stop = async (): Promise<void> => {
    await serving?.[Symbol.asyncDispose]();
    serving = null;
  };
  afterAll(stop);
  return {
    stop,
    async start() {
      serving ??= await serveGateway(await impatientConfig(stage));
    },
  };
}

/** @returns the path of the configuration of the gateway with short pauses between two tries */
async function impatientConfig(stage: OpenApplication): Promise<string> {
  const path = gatewayOf(stage).config;
  const config = JSON.parse(await readFile(path, 'utf8')) as { readonly mail: object };
  const retry = { firstSeconds: 1, longestSeconds: 1, giveUpHours: 1 };
  const other = path.replace(/\.json$/, '-impatient.json');
  await writeFile(other, JSON.stringify({ ...config, mail: { ...config.mail, retry } }), { mode: 0o600 });
  return other;
}
