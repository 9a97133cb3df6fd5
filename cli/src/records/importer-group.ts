import { resolve } from 'node:path';
import { EvaluationThread, loadNativeGroup, loadSodiumGroup, systemToolchain } from '@etanche/core-oprf-sodium';
import { engineDirectory } from '@etanche/vault-server';

/**
 * The engine on which an importer evaluates. There is no fallback for a native engine that cannot be loaded: the person
 * who asked for it is at the terminal.
 *
 * @param directory that of `etanche vault engine build`; undefined for WebAssembly
 * @throws OprfError `engine_unavailable`, `engine_altered`, `engine_unsafe`
 */
export async function importerGroup(directory: string | undefined): ReturnType<typeof loadSodiumGroup> {
  if (directory === undefined) return loadSodiumGroup();
  return loadNativeGroup(engineDirectory(resolve(directory)), systemToolchain.libraries).group;
}

/** A thread that evaluates on the same engine, beside the one that reads, seals and writes. */
export function importerEvaluationThread(directory: string | undefined): EvaluationThread {
  return new EvaluationThread(directory === undefined ? null : engineDirectory(resolve(directory)));
}
