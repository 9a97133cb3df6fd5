import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OprfError } from '@etanche/core-oprf';
import { onTestFinished } from 'vitest';
import { buildNativeEngine, loadNativeGroup, systemToolchain, type NativeEngine } from '../../src/index.ts';
import { readRecord, type EngineRecord } from '../../src/native/engine-record.ts';

type BuiltEngine = { readonly directory: string; readonly engine: NativeEngine | null };

const place = join(mkdtempSync(join(tmpdir(), 'etanche-engine-')), 'engine');
let built: Promise<BuiltEngine> | null = null;
process.once('exit', () => {
  rmSync(join(place, '..'), { recursive: true, force: true });
});

/**
 * The native engine, built once in each test file. Null on a machine without a compiler, Node's headers or libsodium,
 * with one line; a source that does not compile, or an engine that does not load, is an error.
 */
export function builtEngine(): Promise<BuiltEngine> {
  built ??= build();
  return built;
}

async function build(): Promise<BuiltEngine> {
  try {
    await buildNativeEngine(place, systemToolchain);
  } catch (error) {
    if (!(error instanceof OprfError) || error.code !== 'engine_unavailable') throw error;
    process.stdout.write(`The tests of the native engine are skipped: ${error.message}.\n`);
    return { directory: place, engine: null };
  }
  return { directory: place, engine: loadNativeGroup(place, systemToolchain.libraries) };
}

/** Copies the built engine to another directory, for a test that may change it. @returns its record */
export function copyEngine(directory: string): EngineRecord {
  cpSync(place, directory, { recursive: true });
  return readRecord(directory);
}

/** A directory that is removed after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'etanche-engine-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
