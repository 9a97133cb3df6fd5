import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { decodeElement, nobleGroup, verifyEvaluation } from '@etanche/core-oprf';
import { systemToolchain } from '@etanche/core-oprf-sodium';
import { evaluatePath, type EvaluateResponse } from '@etanche/core-vault-protocol';
import { concat, fromBase64url, toBase64url } from '@etanche/core-wire';
import { createLogger, TestDatabase } from '@etanche/platform';
import { builtEngine, copyEngine } from '../../../core/oprf-sodium/test/support/built-engine.ts';
import { chooseEngine, loadEngine } from '../src/evaluate/engine.ts';
import { EvaluationPool } from '../src/evaluate/evaluation-pool.ts';
import { defaults, engineDirectory, migrationsDirectory, type Vault, type VaultConfig } from '../src/index.ts';
import { readCompleteSeeds } from '../src/seeds/seed-file.ts';
import { makeSigner, opening, order, postJson, problemOf, someElements } from './support/caller.ts';
import { counted } from './support/claim.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

const { engine } = await builtEngine();
const operator = await makeSigner();
const importer = await makeSigner();
const keySet = 'check/engine.1';
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

let home: Awaited<ReturnType<typeof makeVaultDirectory>>;
let database: TestDatabase;

beforeAll(async () => {
  home = await makeVaultDirectory();
  database = await TestDatabase.create(inject('testServer'), migrationsDirectory);
});
afterAll(async () => {
  await database.drop();
  home[Symbol.dispose]();
});
beforeEach(() => {
  rmSync(engineDirectory(home.directory), { recursive: true, force: true });
});

const start = (change: Partial<VaultConfig>, lines: string[] = []) => {
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ service: 'etanche-vault', level: 'info', now: Date.now, destination });
  // A proof of work would be asked for the last units of a small ceiling.
  const settings = { work: { ...defaults.work, fromPercent: 100 }, ...change };
  return startVault(home.directory, database.url.reveal(), [operator.publicKey], settings, { logger });
};

async function evaluate(vault: Vault, elements: readonly string[], of = keySet): Promise<Response> {
  return postJson(`${vault.url}${evaluatePath}`, { keySet: of, elements });
}

describe('a vault without a native engine', () => {
  test('WebAssembly is the default, and is no fallback', async () => {
    expect(defaults.engine).toBe('wasm');
    const chosen = await chooseEngine('wasm', home.directory);
    expect(chosen).toMatchObject({ choice: { kind: 'wasm' }, name: 'libsodium in WebAssembly', fallback: null });
    expect(chosen.group.name).toBe('libsodium');
  });

  test('a vault with the setting “native” starts in WebAssembly, and says why', async () => {
    const lines: string[] = [];
    await using vault = await start({ engine: 'native' }, lines);
    expect(vault.engine).toEqual({
      name: 'libsodium in WebAssembly',
      problem: 'the native engine was not built',
    });
    const events = lines.map((line) => JSON.parse(line) as { event: string; code?: string; engine?: string });
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'native_engine_unavailable', code: 'engine_unavailable', level: 'warn' }),
    );
    expect(events).toContainEqual(expect.objectContaining({ event: 'vault_started', engine: 'wasm' }));
  });

  test('a thread that was promised the native engine has no fallback', async () => {
    const choice = { kind: 'native', directory: engineDirectory(home.directory) } as const;
    await expect(loadEngine(choice)).rejects.toThrow(refusal('engine_unavailable'));
    const readSeeds = () => readCompleteSeeds(home.directory);
    for (const workers of [0, 1]) {
      const starting = EvaluationPool.start({
        workers,
        engine: choice,
        shares: 1,
        readSeeds,
        onWorkerLost: () => null,
      });
      await expect(starting).rejects.toThrow('the native engine was not built');
    }
  });
});

describe.skipIf(engine === null)('a vault with the native engine', () => {
  beforeEach(() => {
    copyEngine(engineDirectory(home.directory));
  });

  test('both engines give the same elements under the same key, each with a proof, and count each unit', async () => {
    const elements = someElements(3);
    const answers: EvaluateResponse[] = [];
    for (const setting of ['wasm', 'native'] as const) {
      const lines: string[] = [];
      await using vault = await start({ engine: setting, workers: 2 }, lines);
      expect(vault.engine.problem).toBe(null);
      expect(vault.engine.name).toContain(setting === 'native' ? `native libsodium ${engine?.version}` : 'WebAssembly');
      expect(lines.some((line) => line.includes(`"engine":"${setting}"`))).toBe(true);
      if (setting === 'wasm') await order(vault, operator, opening(keySet, importer, { perMinute: 6, perDay: 6 }));
      answers.push((await (await evaluate(vault, elements)).json()) as EvaluateResponse);
    }
    expect(answers[1]?.elements).toEqual(answers[0]?.elements);
    expect(await counted(database.database, `ceiling/${keySet}`)).toBe(6);

    const readSeeds = () => readCompleteSeeds(home.directory);
    const choice = { kind: 'wasm' } as const;
    const pool = await EvaluationPool.start({
      workers: 0,
      engine: choice,
      shares: 1,
      readSeeds,
      onWorkerLost: () => null,
    });
    const publicKey = await pool.publicKey(keySet);
    await pool.close();
    const blinded = elements.map((element) => decodeElement(nobleGroup, element));
    for (const { elements: evaluated, proof } of answers) {
      const decoded = evaluated.map((element) => decodeElement(nobleGroup, element));
      expect(verifyEvaluation(nobleGroup, publicKey, blinded, decoded, fromBase64url(proof, 64))).toBe(true);
    }
  });

  test('the native engine refuses the identity before it counts, and what is beyond the quota', async () => {
    await using vault = await start({ engine: 'native' });
    const small = 'check/engine-quota.1';
    await order(vault, operator, opening(small, importer, { perMinute: 1, perDay: 1 }));
    const identity = toBase64url(new Uint8Array(32));
    const refused = await evaluate(vault, [identity], small);
    expect(await problemOf(refused)).toMatchObject({ code: 'element_invalid' });
    expect(await counted(database.database, `ceiling/${small}`)).toBe(0);
    expect((await evaluate(vault, someElements(1), small)).status).toBe(200);
    expect(await problemOf(await evaluate(vault, someElements(1), small))).toMatchObject({ code: 'quota_ceiling' });
    expect(await counted(database.database, `ceiling/${small}`)).toBe(1);
  });

  test('batches of every size have a valid proof on the native engine', async () => {
    const choice = { kind: 'native', directory: engineDirectory(home.directory) } as const;
    const readSeeds = () => readCompleteSeeds(home.directory);
    await using stack = new AsyncDisposableStack();
    const options = { workers: 2, engine: choice, shares: 4, readSeeds, onWorkerLost: () => null };
    const pool = stack.adopt(await EvaluationPool.start(options), (each) => each.close());
    const all = someElements(60).map((element) => decodeElement(nobleGroup, element));
    const publicKey = await pool.publicKey(keySet);
    const verified = [1, 2, 20, 21, 60, 1, 1].map(async (size) => {
      const blinded = all.slice(0, size);
      const { elements, proof } = await pool.evaluate(keySet, concat(...blinded));
      const evaluated = Array.from({ length: size }, (_, i) => elements.slice(i * 32, i * 32 + 32));
      return verifyEvaluation(nobleGroup, publicKey, blinded, evaluated, proof);
    });
    expect(new Set(await Promise.all(verified))).toEqual(new Set([true]));
  });

  test('a vault does not start with an engine that was altered or that another user may change', async () => {
    const directory = engineDirectory(home.directory);
    chmodSync(directory, 0o777);
    await expect(start({ engine: 'native' })).rejects.toThrow(refusal('engine_altered'));
    chmodSync(directory, 0o700);
    writeFileSync(join(directory, 'engine.json'), '{}');
    await expect(start({ engine: 'native' })).rejects.toThrow(refusal('engine_altered'));
    await using vault = await start({ engine: 'wasm' });
    expect(vault.engine.problem).toBe(null);
  });

  test('an engine that was built for other sources gives way to WebAssembly', async () => {
    const file = join(engineDirectory(home.directory), 'engine.json');
    const record = { ...copyEngine(engineDirectory(home.directory)), source: '0'.repeat(64) };
    writeFileSync(file, JSON.stringify(record));
    const chosen = await chooseEngine('native', home.directory);
    expect(chosen.choice.kind).toBe('wasm');
    expect(chosen.fallback?.message).toBe('the native engine was built for another version of Étanche');
    expect(systemToolchain.libraries).toContain(record.library.name);
  });
});
