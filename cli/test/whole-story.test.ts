import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { getCompileCacheDir } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { freePort, TestDatabase } from '@etanche/platform';
import { encryptAgain } from '../../check/import/test/support/age.ts';
import { builtEngine } from '../../core/oprf-sodium/test/support/built-engine.ts';
import { commandTable, dispatch, Terminal } from '../src/index.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const indices = [1, 2, 3];
let home: string;
/** Node's compile cache of this run. */
const compiled = getCompileCacheDir();
const keptCode = compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) };
const databases: TestDatabase[] = [];
const vaults: ChildProcess[] = [];

type CommandResult = { readonly code: number | null; readonly out: string; readonly err: string };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'etanche-story-'));
});
afterAll(async () => {
  for (const vault of vaults) {
    vault.kill('SIGTERM');
    if (vault.exitCode === null) await once(vault, 'exit');
  }
  for (const database of databases) await database.drop();
  await rm(home, { recursive: true });
});

/** Commands that ran as a program before, except for those that change their process: they forbid its core dumps. */
const ran = new Set<string>();
const changeTheirProcess = ['check import', 'check open'];

/**
 * Runs the command in the story's folder: as a program the first time, later in this process, at a tenth of the cost.
 */
async function etanche(words: readonly string[]): Promise<CommandResult> {
  const name = commandTable.find((entry) => entry.name.split(' ').every((word, i) => words[i] === word))?.name ?? '';
  if (ran.has(name)) return inThisProcess(words);
  if (!changeTheirProcess.includes(name)) ran.add(name);
  const child = start(words, {});
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out: out(), err: err() };
}

async function inThisProcess(words: readonly string[]): Promise<CommandResult> {
  let [out, err] = ['', ''];
  const terminal = new Terminal({
    out: { write: (text) => void (out += text) },
    errors: { write: (text) => void (err += text) },
    now: Date.now,
    noColour: true,
  });
  const random = (length: number) => Uint8Array.from(randomBytes(length));
  const context = { terminal, json: false, signal: new AbortController().signal, now: Date.now, random };
  const before = process.cwd();
  process.chdir(home);
  try {
    const code = await dispatch(words, context, commandTable);
    return { code, out, err };
  } finally {
    process.chdir(before);
  }
}

function start(words: readonly string[], environment: Record<string, string>) {
  const env = { PATH: '/usr/bin:/bin', HOME: home, ...keptCode, ...environment };
  return spawn(process.execPath, [main, ...words], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString();
}

/** Fails with the output of the command. */
async function expectCode(code: number, words: readonly string[]): Promise<CommandResult> {
  const ended = await etanche(words);
  expect({ code: ended.code, said: ended.code === code ? '' : ended.err }).toEqual({ code, said: '' });
  return ended;
}

const passphrase = 'une phrase de passe pour essayer';

const place = (index: number) => [
  '--directory',
  `vault-${index}`,
  '--index',
  String(index),
  '--vaults',
  '3',
  '--threshold',
  '2',
];
const operator = ['--keys', 'operator.age', '--passphrase-file', 'passphrase'];
const published = ['check', 'verify', 'site'];

test('three holders create their seeds, and none has all', async () => {
  for (const index of indices) await expectCode(0, ['vault', 'seeds', 'make', ...place(index)]);
  const holders = indices.map((index) => `holder-${index}.json`);
  for (const index of indices) {
    await expectCode(0, ['vault', 'seeds', 'make', ...place(index), ...holders]);
  }
  for (const index of indices) {
    const packages = (await readdir(home)).filter((name) => name.endsWith(`-to-${index}.age`));
    expect(packages.length).toBeGreaterThan(0);
    const words = ['vault', 'seeds', 'import', '--directory', `vault-${index}`, ...packages];
    await expectCode(0, words);
    const held = JSON.parse(await readFile(join(home, `vault-${index}`, 'seeds.json'), 'utf8')) as { seeds: unknown[] };
    expect(held.seeds).toHaveLength(2);
  }
});

const { engine: native } = await builtEngine();

test.skipIf(native === null)('one holder compiles the native engine of its vault', async () => {
  await expectCode(0, ['vault', 'engine', 'build', '--directory', 'vault-1']);
  const wrong = await etanche(['vault', 'engine', 'build', '--directory', 'no-vault']);
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(await readdir(home)).not.toContain('no-vault');
});

test('the operator creates keys, and the vaults start with the public key', async () => {
  await writeFile(join(home, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
  const made = await etanche(['check', 'keys', 'make', 'operator.age', '--passphrase-file', 'passphrase', '--json']);
  expect(made.code).toBe(0);
  const { operatorKey: publicKey } = JSON.parse(made.out) as { operatorKey: string };
  // The later commands open the keys with the same passphrase; each would take a second with age's work factor.
  const keyFile = join(home, 'operator.age');
  await writeFile(keyFile, await encryptAgain(await readFile(keyFile), { passphrase, workFactor: 4 }));
  const members = [];
  for (const index of indices) {
    const database = await TestDatabase.create(inject('testServer'), undefined);
    databases.push(database);
    const port = await freePort();
    const vault = start(['vault', 'serve'], {
      ETANCHE_VAULT_DIRECTORY: join(home, `vault-${index}`),
      ETANCHE_VAULT_OPERATORS: publicKey,
      ETANCHE_VAULT_OWNER: `Organisme ${index}`,
      ETANCHE_VAULT_JURISDICTION: 'FR',
      ETANCHE_VAULT_BEHIND_PROXY: 'false',
      ETANCHE_VAULT_PORT: String(port),
      ETANCHE_VAULT_METRICS_PORT: String(await freePort()),
      ETANCHE_VAULT_WORKERS: '1',
      // Vault 3 has the default; vault 2 has no native engine.
      ...(index < 3 && { ETANCHE_VAULT_ENGINE: 'native' }),
      DATABASE_URL: database.url.reveal(),
    });
    vaults.push(vault);
    const [out, errors] = [collect(vault.stdout), collect(vault.stderr)];
    const url = `http://127.0.0.1:${port}`;
    const about = (await untilReady(`${url}/v1/vault`, vault, errors)) as {
      index: number;
      signingKey: string;
    };
    expect(about.index).toBe(index);
    const isNative = index === 1 && native !== null;
    const engine = isNative ? `native libsodium ${native.version}` : 'libsodium in WebAssembly';
    await expect.poll(out).toContain(`It evaluates with ${engine}.`);
    const missing = 'Not with the native engine: the native engine was not built.';
    await expect.poll(() => errors().includes(missing)).toBe(index < 3 && !isNative);
    members.push({ index, url, signingKey: about.signingKey });
  }
  await writeFile(join(home, 'vaults.json'), JSON.stringify({ threshold: 2, vaults: members }));
});

const rows = [
  'NUM_SECU;NOM;PRENOM;DATE_NAISSANCE;ADRESSE;CODE_POSTAL;VILLE;RESULTATS',
  '178059933010817;DURAND;ZOÉ;25/05/1978;1 RUE DE LA GARE;56100;LORIENT;POSITIF',
  '2 55 08 14 168 025 38;MARTIN;ANNE;23/08/1955;2 RUE DE LA GARE;56100;LORIENT;',
];
const importWords = ['check', 'import', 'patients.csv', '--leak', 'leak.json', '--vaults', 'vaults.json', ...operator];

test('the operator imports the file after a wrong passphrase was rejected', async () => {
  await writeFile(join(home, 'patients.csv'), `${rows.join('\r\n')}\r\n`);
  const expires = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const leak = {
    ...{ index: 'labo', version: 1, expires, controller: 'Laboratoire du Port', legalBasis: 'RGPD, article 34' },
    title: { fr: 'Fuite du laboratoire', en: 'Leak of the laboratory' },
    ...{
      occurred: { from: '2026-01', to: '2026-02' },
      discovered: '2026-03-01',
      contact: { email: 'dpo@labo.example' },
    },
  };
  await writeFile(join(home, 'leak.json'), JSON.stringify(leak));
  await writeFile(join(home, 'wrong'), 'autre chose\n');
  const wrong = await etanche([...importWords.slice(0, -1), 'wrong', '--out', 'site', '--yes']);
  expect(wrong).toMatchObject({ code: 1, out: '' });
  expect(wrong.err).toContain('keys_invalid');
  const done = await etanche([...importWords, '--out', 'site', '--yes', '--json']);
  expect(done).toMatchObject({ code: 0 });
  expect(JSON.parse(done.out)).toMatchObject({ people: 2, terms: { nir: 2, code: 2 }, rejected: [] });
  const files = await readdir(join(home, 'site'));
  expect(files).toEqual(expect.arrayContaining(['index.html', 'manifest.json', 'v1', '_headers', 'page-hashes.json']));
});

test('the letters open only for the operator, with one code for each person', async () => {
  const letters = await etanche(['check', 'open', 'site.import/letters.csv.age', ...operator]);
  expect(letters.code).toBe(0);
  expect(letters.out.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]/g)).toHaveLength(2);
  expect(
    await etanche([
      'check',
      'open',
      'site.import/letters.csv.age',
      '--keys',
      'operator.age',
      '--passphrase-file',
      'wrong',
    ]),
  ).toMatchObject({ code: 1, out: '' });
});

test('the index verifies, and the people of the file are found through the vaults', async () => {
  const words = [...published, '--trust', 'site.import/trust.json', '--sample', 'patients.csv', '--json'];
  const verified = await etanche(words);
  expect(verified).toMatchObject({ code: 0 });
  const vaults = indices.map((index) => ({ index, owner: `Organisme ${index}`, jurisdiction: 'FR' }));
  expect(JSON.parse(verified.out)).toMatchObject({ good: true, vaults });
  await writeFile(join(home, 'strangers.csv'), [rows[0], '277076322082910;NOBODY;NORA;21/07/1977;;;;'].join('\r\n'));
  const strangers = words.map((word) => (word === 'patients.csv' ? 'strangers.csv' : word));
  await expectCode(1, strangers);
});

test('another machine accepts the keys of the site if they have the published hash', async () => {
  const hash = createHash('sha256')
    .update(await readFile(join(home, 'site', 'trust.json')))
    .digest('hex');
  await cp(join(home, 'site'), join(home, 'copy'), { recursive: true });
  const alone = await etanche(['check', 'verify', 'copy', '--json']);
  expect(alone.code).toBe(3);
  expect(JSON.parse(alone.out)).toMatchObject({ good: false, trust: { sha256: hash, pinned: false } });
  const compared = await etanche(['check', 'verify', 'copy', '--trust-sha256', hash, '--json']);
  expect(compared.code).toBe(0);
  expect(JSON.parse(compared.out)).toMatchObject({ good: true, trust: { sha256: hash, pinned: true } });
  await expectCode(1, ['check', 'verify', 'copy', '--trust-sha256', '0'.repeat(64)]);
});

test('an altered bucket is detected', async () => {
  const bucket = join(home, 'site', 'v1', 'b', '0.bin');
  const good = await readFile(bucket);
  await writeFile(
    bucket,
    good.map((byte, i) => (i === 1000 ? byte ^ 1 : byte)),
  );
  await expectCode(1, published);
  await writeFile(bucket, good);
  await expectCode(0, published);
});

test('a withdrawn version is not answered any more', async () => {
  const words = ['check', 'withdraw', 'labo', '--index-version', '1', '--vaults', 'vaults.json', ...operator, '--json'];
  const done = await etanche(words);
  expect(done).toMatchObject({ code: 0 });
  expect(JSON.parse(done.out)).toEqual({ withdrawn: ['check/labo.1', 'check-code/labo.1'] });
  const asked = await etanche([...published, '--sample', 'patients.csv', '--patience', '1']);
  expect(asked.code).toBe(3);
});

async function untilReady(url: string, vault: ChildProcess, said: () => string): Promise<unknown> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (vault.exitCode !== null) throw new Error(`the vault ended: ${said()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return answer.json();
    await sleep(100);
  }
  throw new Error('the vault does not start');
}
