import type { ConstantTimeGroup } from '@etanche/core-oprf';
import { requireKnownAnswers } from './known-answers.ts';
import { createSodiumGroup } from '../sodium-group.ts';
import { addonFile, outdated, readRecord } from './engine-record.ts';
import { findLibrary, loadAddon, openNativeModule } from './native-module.ts';

export type NativeEngine = {
  readonly group: ConstantTimeGroup;
  /** Version of the system's libsodium. */
  readonly version: string;
};

/**
 * Loads the native engine that `buildNativeEngine` stored in the directory, for this thread.
 *
 * @param libraries as in `Toolchain`
 * @throws OprfError `engine_unavailable`, `engine_altered`, `engine_unsafe`
 */
export function loadNativeGroup(directory: string, libraries: readonly string[]): NativeEngine {
  const record = readRecord(directory);
  const addon = loadAddon(addonFile(directory, record.addon));
  const library = findLibrary(addon, libraries);
  if (library.name !== record.library.name || library.version !== record.library.version) {
    throw outdated(`for libsodium ${record.library.version}, and this machine has ${library.version}`);
  }
  return { group: openNativeGroup(addon, library.name), version: library.version };
}

/** @throws OprfError `engine_unavailable`, `engine_unsafe` */
export function openNativeGroup(addon: ReturnType<typeof loadAddon>, library: string): ConstantTimeGroup {
  const group = createSodiumGroup(openNativeModule(addon, library), 'native libsodium');
  requireKnownAnswers(group);
  return group;
}
