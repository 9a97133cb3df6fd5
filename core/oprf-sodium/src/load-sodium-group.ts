import type { ConstantTimeGroup } from '@etanche/core-oprf';
import { createSodiumGroup } from './sodium-group.ts';
import { loadWasmModule } from './wasm-module.ts';

/**
 * The engine that runs everywhere: libsodium compiled to WebAssembly.
 *
 * @throws OprfError `engine_unsafe`
 */
export async function loadSodiumGroup(): Promise<ConstantTimeGroup> {
  return createSodiumGroup(await loadWasmModule(), 'libsodium');
}
