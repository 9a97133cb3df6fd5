import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TrialPractice } from '@etanche/trial';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { grant, invite, proposeEnrolment } from '../../src/index.ts';
import { startTestPractice } from '../system/test-practice.ts';
import type { Entry } from './browser-entry.ts';

/** The files of a bundle, by their paths. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const entry = new URL('browser-entry.ts', import.meta.url).pathname;
  const lib = { entry, formats: ['es' as const], fileName: 'client' };
  const built = await build({ configFile: false, logLevel: 'silent', build: { write: false, minify: false, lib } });
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  return new Map(outputs.flatMap((each) => (each.type === 'chunk' ? [[`/${each.fileName}`, each.code]] : [])));
}

const files = await bundle();
const html = `<!doctype html><script type="module">import { entry } from '/client.js'; globalThis.entry = entry;</script>`;
const server = createServer((request, response) => {
  const script = files.get(request.url ?? '');
  response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
  response.end(script ?? html);
});
let running: TrialPractice;
let origin: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const recordsConfig = { origins: ['http://localhost:8180', origin] };
  running = await startTestPractice({ members: [], recordsConfig });
});
afterAll(async () => {
  server.close();
  await running[Symbol.asyncDispose]();
});

/** A platform authenticator with PRF that verifies its user, as phones and computers have. */
async function addAuthenticator(page: Page, hasPrf: boolean): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf,
    },
  });
}

describe('in a browser', () => {
  test('the client imports no module of Node', () => {
    const code = Array.from(files.values()).join('\n');
    expect(code).toContain('etanche/v1/passkey/prf');
    expect(code).not.toMatch(/(from|import)\s*\(?["']node:/);
  });

  test('a newcomer registers with the browser’s passkey and signs in with it', async () => {
    const { doctor } = running;
    const url = running.servers.records.url;
    await using browser = await chromium.launch({ executablePath: inject('browserPath') });
    const page = await browser.newPage();
    await page.goto(origin);
    await addAuthenticator(page, true);
    const { member, invitation } = await invite(doctor.client, { name: 'Dr Navigateur', roles: ['doctor'] });
    const compared = await page.evaluate(
      ([server, text]) => (globalThis as unknown as { entry: Entry }).entry.registerNewcomer(server, text),
      [url, invitation] as const,
    );
    const { order } = await proposeEnrolment(doctor.client, { member, roles: ['doctor'], compared });
    await running.approve(order);
    await grant(doctor.client, member);
    const answer = await page.evaluate(
      (server) => (globalThis as unknown as { entry: Entry }).entry.signInAgain(server),
      url,
    );
    expect(answer).toEqual({ member, status: 'active', bytes: 64, wiped: true, code: 'locked' });
  });

  test('a device stores sealed rows and its secret across pages', async () => {
    await using browser = await chromium.launch({ executablePath: inject('browserPath') });
    const page = await browser.newPage();
    await page.goto(origin);
    const steps = await page.evaluate(() => (globalThis as unknown as { entry: Entry }).entry.storeRows());
    expect(steps).toEqual([1, 1, 3, null, 'a,b', 'c', 'b', '', '', 1]);
  });

  test('an authenticator without PRF is rejected before the registration', async () => {
    await using browser = await chromium.launch({ executablePath: inject('browserPath') });
    const page = await browser.newPage();
    await page.goto(origin);
    await addAuthenticator(page, false);
    const { invitation } = await invite(running.doctor.client, { name: 'Dr Ancien Modèle', roles: ['doctor'] });
    const code = await page.evaluate(
      ([server, text]) =>
        (globalThis as unknown as { entry: Entry }).entry.registerNewcomer(server, text).catch((error: unknown) => {
          return (error as { code: string }).code;
        }),
      [running.servers.records.url, invitation] as const,
    );
    expect(code).toBe('passkey_without_prf');
  });
});
