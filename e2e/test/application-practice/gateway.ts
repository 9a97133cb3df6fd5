import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../application/accessible.ts';
import { atWork, type OpenApplication } from '../support/application-stage.ts';

const main = join(import.meta.dirname, '../../../cli/src/main.ts');
const name = 'Passerelle du secrétariat';
let directory: string;
let said = '';
let fingerprint = '';

/** Runs a command of `etanche` on the gateway's computer, until it ends or says a word. */
async function etanche(
  words: readonly string[],
  until: string | null = null,
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  // A second signal ends the command at once, without its exit code.
  let isStopped = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      out += data.toString();
      if (isStopped || until === null || !out.includes(until)) return;
      isStopped = child.kill('SIGTERM');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

async function writeConfig(server: string): Promise<void> {
  const folder = join(directory, 'labo');
  await mkdir(folder);
  const unnamed = { id: null, name: 'Cabinet', phone: null, address: null, setting: null };
  await writeFile(
    join(directory, 'config.json'),
    JSON.stringify({
      ...{ server, key: join(directory, 'keys', 'gateway.json'), timeZone: 'Europe/Paris', mail: null, api: null },
      practice: {
        ...{ name: 'Cabinet', phone: null, organization: unnamed, sourceId: '2.999.2' },
        facility: { code: 'SA08', system: '1.2.250.1.71.4.2.4', name: null },
      },
      doctors: [{ ...{ member: 'm', name: 'Dr', id: null, profession: null }, family: 'D', given: 'D', title: null }],
      folder: { path: folder, settleSeconds: 1, everySeconds: 1 },
    }),
  );
}

export function testGateway(stage: OpenApplication): void {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etanche-gateway-screen-'));
    let server = '';
    await stage.application.recordsOutage((url) => {
      server = url;
      return Promise.resolve();
    });
    await writeConfig(server);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const config = () => ['--config', join(directory, 'config.json')];

  test('the practice’s file is saved, and the gateway’s computer draws its keys', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('button', { name: 'Ajouter une passerelle' }).click();
    await page.getByRole('heading', { name: 'Sur l’ordinateur de la passerelle' }).waitFor();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Enregistrer le fichier du cabinet' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('place.txt');
    const place = join(directory, 'place.txt');
    await download.saveAs(place);
    const { code, out } = await etanche(['gateway', 'init', ...config(), '--place', place]);
    expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
    said = out;
    fingerprint = /Fingerprint: ([A-Z2-7 -]+)/.exec(out)?.[1]?.trim() ?? '';
    expect(fingerprint).toMatch(/^[A-Z2-7]{4}([ -][A-Z2-7]{4}){3}$/);
    expect(administrator.troubles).toEqual([]);
  });

  test('its public keys are refused without a file, from another file, or with another fingerprint', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('button', { name: 'Ajouter une passerelle' }).click();
    const typed = page.getByLabel('Empreinte affichée sur l’ordinateur de la passerelle');
    const ask = page.getByRole('button', { name: 'Demander aux approbateurs' });
    const file = page.getByLabel('Fichier des clés publiques');
    await typed.fill(fingerprint);
    await ask.click();
    await page.getByRole('alert').getByText('Choisissez le fichier des clés publiques.').waitFor();
    await file.setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') });
    await page.getByRole('alert').getByText('Ce fichier n’est pas celui d’une passerelle.').waitFor();
    await file.setInputFiles(join(directory, 'place.txt'));
    await ask.click();
    await page.getByRole('alert').getByText('n’est pas valable', { exact: false }).waitFor();
    await file.setInputFiles({ name: 'passerelle.txt', mimeType: 'text/plain', buffer: Buffer.from(said) });
    await page.getByText('Fichier lu : passerelle.txt').waitFor();
    await typed.fill('AAAA BBBB CCCC DDDD');
    await ask.click();
    await page.getByRole('alert').getByText('L’empreinte n’est pas celle qui a été comparée').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Fermer' }).click();
    expect(await page.getByRole('row', { name: /Passerelle/ }).count()).toBe(0);
  });

  test('an administrator registers it by keyboard, two approvers sign, a doctor opens its access, and it starts', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('button', { name: 'Ajouter une passerelle' }).press('Enter');
    const file = page.getByLabel('Fichier des clés publiques');
    await file.setInputFiles({ name: 'passerelle.txt', mimeType: 'text/plain', buffer: Buffer.from(said) });
    await page.getByLabel('Nom de la passerelle').fill(name);
    const typed = page.getByLabel('Empreinte affichée sur l’ordinateur de la passerelle');
    await typed.fill(fingerprint.toLowerCase());
    await typed.press('Enter');
    await page.getByText('Inscrire un membre').waitFor();
    await page.getByRole('row', { name: new RegExp(`${name} Passerelle.*approbation en attente`) }).waitFor();
    expect((await etanche(['gateway', 'serve', ...config()], 'sign_in_refused')).out).toContain('sign_in_refused');
    await page.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    await page.getByText('Aucun accord en attente.').waitFor();
    await page.getByRole('row', { name: new RegExp(`${name} Passerelle.*ouvrir l’accès`) }).waitFor();
    await expectAccessible(page);

    await using doctor = await atWork(stage, 'Dr Hélène Arnaud');
    await doctor.page.getByRole('link', { name: 'Cabinet' }).click();
    await doctor.page.getByRole('button', { name: `Ouvrir l’accès à ${name}` }).click();
    await doctor.page.getByRole('row', { name: new RegExp(`${name} Passerelle Actif.*À jour`) }).waitFor();
    const { code, out } = await etanche(['gateway', 'serve', ...config()], 'gateway_started');
    expect({ code, out: out.includes('gateway_started') ? '' : out }).toEqual({ code: 0, out: '' });
    for (const { troubles } of [administrator, doctor]) expect(troubles).toEqual([]);
  });

  test('a gateway is not invited; it is suspended and leaves like a member, and then does not start', async () => {
    await using administrator = await atWork(stage, 'Paul Le Roux');
    const { page } = administrator;
    await page.getByRole('button', { name: `Gérer ${name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Pour un ordinateur perdu, volé ou infecté', { exact: false }).waitFor();
    expect(await dialog.getByRole('button', { name: /Inviter|Retirer|Fermer la session/ }).count()).toBe(0);
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Enregistrer le départ' }).click();
    await dialog.getByRole('button', { name: 'Confirmer le départ' }).click();
    await page.getByText('Départ d’un membre').waitFor();
    await page.getByRole('button', { name: 'Approuver (démonstration)' }).click();
    await page.getByRole('row', { name: new RegExp(`${name}.*Parti`) }).waitFor();
    const { code, out } = await etanche(['gateway', 'serve', ...config()], 'gateway_started');
    // The server's state of the practice can be half a minute old; the gateway then finds its departure at the vaults.
    expect([code, out]).toEqual([1, expect.stringMatching(/\((sign_in_refused|not_a_member)\)/)]);
    expect(await readFile(join(directory, 'keys', 'gateway.json'), 'utf8')).toContain('etanche/v1/gateway');
    expect(administrator.troubles).toEqual([]);
  });
}
