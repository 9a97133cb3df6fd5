import { once } from 'node:events';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { manifestsPath } from '@etanche/core-check-protocol';
import { evaluatePath, keySetsPath } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { createLogger, TestDatabase } from '@etanche/platform';
import { migrationsDirectory, type Vault } from '../src/index.ts';
import { makeSigner, opening, order, postJson, postJws, random, sign, someElements } from './support/caller.ts';
import { startProcess } from './support/kill-loop.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/leak.1';
const elements = someElements(4);
const marks = {
  'x-forwarded-for': '203.0.113.77',
  'user-agent': 'marked-browser/7.7',
  cookie: 'marked=cookie',
  authorization: 'Bearer marked-token',
  referer: 'https://marked.example/page',
  'accept-language': 'marked-tongue',
  'x-request-id': 'marked-request',
};
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;
let vault: Vault;
let logged = '';

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const logger = createLogger({ service: 'etanche-vault', level: 'debug', now: Date.now, destination });
  const change = { trustedHops: 1, metrics: { host: '127.0.0.1', port: 0 } };
  vault = await startVault(vaultHome.directory, own.url.reveal(), [operator.publicKey], change, { logger });
});
afterAll(async () => {
  await vault.close();
  vaultHome[Symbol.dispose]();
  await own.drop();
});

/** Sends valid and invalid requests with marked content to every route. Returns the answers to the invalid ones. */
async function drive(url: string, signingKey: string): Promise<string> {
  await order({ url, signingKey }, operator, opening(keySet, importer, { perMinute: 5, perDay: 5 }));
  const [good = '', second = '', third = '', fourth = ''] = elements;
  const bad = toBase64url(new Uint8Array(32).fill(0xff));
  const evaluate = `${url}${evaluatePath}`;
  await postJson(evaluate, { keySet, elements: [good] }, marks);
  const envelope = { aud: signingKey, iat: Math.floor(Date.now() / 1000), jti: toBase64url(random(16)) };
  await postJws(evaluate, await sign({ ...envelope, keySet, elements: [second] }, jwsTypes.evaluate, importer));
  const wrong = await Promise.all([
    postJson(evaluate, { keySet, elements: [third, third, third, third, third] }, marks),
    postJson(evaluate, { keySet, elements: [bad] }, marks),
    postJson(evaluate, { keySet, elements: [fourth], [fourth]: fourth }, marks),
    postJson(evaluate, { keySet: `check/${fourth}`, elements: [fourth] }, marks),
    fetch(evaluate, { method: 'POST', headers: { ...marks, 'content-type': 'application/json' }, body: `{"${fourth}` }),
    fetch(evaluate, { method: 'POST', headers: { ...marks, 'content-type': `text/${fourth}` }, body: fourth }),
    fetch(`${url}/${fourth}?${fourth}=${fourth}`, { headers: marks }),
    fetch(`${url}${keySetsPath}/check/${fourth}`, { headers: marks }),
    fetch(`${url}${manifestsPath}/${fourth}`, { headers: marks }),
    postJson(`${url}${manifestsPath}`, { payload: fourth, signatures: [] }, marks),
    postJws(`${url}${keySetsPath}`, `${fourth}.${fourth}.${fourth}`),
    fetch(`${url}/healthz`, { headers: marks }),
    fetch(`${url}/readyz`, { headers: marks }),
  ]);
  return (await Promise.all(wrong.map((response) => response.text()))).join('\n');
}

/** The whole content of the store, as text. */
async function dump(): Promise<string> {
  const tables = await own.database.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const contents = tables.rows.map(({ name }) =>
    own.database.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`),
  );
  return (await Promise.all(contents)).flatMap(({ rows }) => rows.map(({ line }) => line)).join('\n');
}

const secrets = [
  ...Object.values(marks),
  '203.0.113.',
  ...elements,
  ...elements.map((element) => Buffer.from(element, 'base64url').toString('hex')),
];

function found(text: string): string[] {
  return secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()));
}

test('no log line, metric, error or row contains an element, an address or a header', async () => {
  const errors = await drive(vault.url, vault.signingKey);
  const metrics = await (await fetch(vault.metricsUrl ?? '')).text();
  const rows = await dump();
  // Positive control: expected text is found, so the search works.
  expect(logged).toContain(keySet);
  expect(metrics).toContain('etanche_vault_refusals_total{code="element_invalid"} 1');
  expect(metrics).toContain('etanche_vault_units_total{purpose="check",caller="anonymous"} 1');
  expect(metrics).toContain('etanche_vault_units_total{purpose="check",caller="importer"} 1');
  expect(metrics).not.toContain('leak');
  expect(rows).toContain(importer.publicKey);
  expect(errors).toContain('element_invalid');
  expect({ log: found(logged), metrics: found(metrics), errors: found(errors), rows: found(rows) }).toEqual({
    log: [],
    metrics: [],
    errors: [],
    rows: [],
  });
});

test('metrics are served only at their own address', async () => {
  expect((await fetch(`${vault.url}/metrics`)).status).toBe(404);
});

test('nothing is written to standard output or standard error', async () => {
  using other = await makeVaultDirectory();
  await using store = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  const process = await startProcess(other.directory, store.url.reveal(), operator.publicKey);
  await drive(process.url, process.signingKey);
  process.child.kill('SIGTERM');
  await once(process.child, 'exit');
  expect(process.output()).toContain('stopped');
  expect(found(process.output())).toEqual([]);
});
