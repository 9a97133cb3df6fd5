import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileAddon } from './compile-addon.ts';
import { addonFile, currentInputs, recordFile, sha256Hex, sourceFile, type EngineRecord } from './engine-record.ts';
import { openNativeGroup } from './load-native-group.ts';
import { findLibrary, loadAddon } from './native-module.ts';
import type { Toolchain } from './toolchain.ts';

/**
 * Compiles the native engine with the machine's compiler, verifies its answers, and stores it in the directory, which
 * only this user may write to. An earlier build is replaced when the new one has answered correctly.
 *
 * @returns the name and version of the libsodium that it uses
 * @throws OprfError `engine_unavailable` if this machine lacks what it needs, `engine_not_built`, `engine_unsafe` if
 *   libsodium computes wrongly
 */
export async function buildNativeEngine(directory: string, toolchain: Toolchain): Promise<EngineRecord['library']> {
  // Not its parents: a mistyped directory of a vault must not come into being here.
  if (!existsSync(directory)) await mkdir(directory, { mode: 0o700 });
  const workplace = await mkdtemp(join(directory, '.build-'));
  try {
    const built = join(workplace, 'engine.node');
    await compileAddon(sourceFile, built, toolchain);
    const addon = loadAddon(built);
    const library = findLibrary(addon, toolchain.libraries);
    openNativeGroup(addon, library.name);
    const hash = sha256Hex(await readFile(built));
    const record: EngineRecord = { format: 'etanche/v1/native-engine', ...currentInputs(), library, addon: hash };
    const written = join(workplace, 'engine.json');
    await writeFile(written, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(built, addonFile(directory, hash));
    await rename(written, recordFile(directory));
    await removeOthers(directory, addonFile(directory, hash));
    return library;
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

async function removeOthers(directory: string, kept: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (/^engine-[0-9a-f]{64}\.node$/.test(name) && name !== basename(kept)) await rm(join(directory, name));
  }
}
