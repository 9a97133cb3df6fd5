import { join } from 'node:path';
import { OprfError, type ConstantTimeGroup } from '@etanche/core-oprf';
import { loadNativeGroup, loadSodiumGroup, systemToolchain } from '@etanche/core-oprf-sodium';

/** The setting: WebAssembly runs everywhere, native needs `etanche vault engine build` on this machine. */
export type EngineSetting = 'wasm' | 'native';

/** The engine of all threads of one vault. */
export type EngineChoice = { readonly kind: 'wasm' } | { readonly kind: 'native'; readonly directory: string };

export type ChosenEngine = {
  readonly choice: EngineChoice;
  readonly group: ConstantTimeGroup;
  /** For people: the engine with its version. */
  readonly name: string;
  /** Why the native engine is configured and not used, or null. */
  readonly fallback: OprfError | null;
};

/** The directory of the native engine within that of the vault. */
export function engineDirectory(vaultDirectory: string): string {
  return join(vaultDirectory, 'engine');
}

/**
 * Chooses the engine once, at the start. If the native engine is missing, outdated or cannot be loaded, WebAssembly
 * takes its place, and `fallback` says so: both compute the same, and a slower vault serves. An engine that another
 * user may have changed, or that computes wrongly, stops the start.
 *
 * @throws OprfError `engine_altered`, `engine_unsafe`
 */
export async function chooseEngine(setting: EngineSetting, vaultDirectory: string): Promise<ChosenEngine> {
  if (setting === 'wasm') return wasmEngine(null);
  const directory = engineDirectory(vaultDirectory);
  try {
    const { group, version } = loadNativeGroup(directory, systemToolchain.libraries);
    return { choice: { kind: 'native', directory }, group, name: `native libsodium ${version}`, fallback: null };
  } catch (error) {
    if (error instanceof OprfError && error.code === 'engine_unavailable') return wasmEngine(error);
    throw error;
  }
}

/**
 * The chosen engine for another thread, without a fallback: a thread that silently used another engine would make the
 * answer at the start wrong.
 *
 * @throws OprfError as `chooseEngine`, and `engine_unavailable`
 */
export async function loadEngine(choice: EngineChoice): Promise<ConstantTimeGroup> {
  if (choice.kind === 'wasm') return loadSodiumGroup();
  return loadNativeGroup(choice.directory, systemToolchain.libraries).group;
}

async function wasmEngine(fallback: OprfError | null): Promise<ChosenEngine> {
  return { choice: { kind: 'wasm' }, group: await loadSodiumGroup(), name: 'libsodium in WebAssembly', fallback };
}
