import { OprfError } from '@etanche/core-oprf';
import { hasSodiumFunctions, type SodiumFunctions, type SodiumModule } from '../sodium-module.ts';

type Addon = SodiumFunctions & {
  version(library: string): string;
  open(library: string, bytes: number): ArrayBuffer;
  wipe(offset: number, length: number): void;
};

/** The first release with ristretto255. */
const oldest = [1, 0, 18] as const;

/** Two pages: one engine reserves a little more than one. */
const memoryBytes = 8192;
/** Offset of the first reservation; 0 means that there is none. */
const firstOffset = 64;

/**
 * Loads a compiled addon into this thread.
 *
 * @throws OprfError `engine_unavailable` if it is not our addon
 */
export function loadAddon(file: string): Addon {
  const loaded: { exports: unknown } = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (cause) {
    throw new OprfError('engine_unavailable', 'the native engine cannot be loaded into this Node', { cause });
  }
  const { exports } = loaded;
  if (!isAddon(exports)) throw new OprfError('engine_unavailable', 'the native engine lacks a function');
  return exports;
}

/** @throws OprfError `engine_unavailable` if none of the libraries is installed, or the first one found is too old */
export function findLibrary(addon: Addon, libraries: readonly string[]): { name: string; version: string } {
  for (const name of libraries) {
    const version = versionOf(addon, name);
    if (version === null) continue;
    if (!isRecent(version)) {
      throw new OprfError(
        'engine_unavailable',
        `libsodium ${version} is too old: it must be ${oldest.join('.')} or newer`,
      );
    }
    return { name, version };
  }
  throw new OprfError('engine_unavailable', `libsodium is not installed: none of ${libraries.join(', ')} was found`);
}

/** @throws OprfError `engine_unavailable` if the library lacks a function or has no memory */
export function openNativeModule(addon: Addon, library: string): SodiumModule {
  const memory = new Uint8Array(openMemory(addon, library));
  let next = firstOffset;
  const own = {
    HEAPU8: memory,
    _malloc: (bytes: number) => {
      if (next + bytes > memory.length) return 0;
      const offset = next;
      next += bytes;
      return offset;
    },
  };
  return Object.assign(addon, own);
}

function openMemory(addon: Addon, library: string): ArrayBuffer {
  try {
    return addon.open(library, memoryBytes);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unknown';
    throw new OprfError('engine_unavailable', `libsodium cannot be used: ${detail}`, { cause });
  }
}

function versionOf(addon: Addon, library: string): string | null {
  try {
    return addon.version(library);
  } catch {
    return null;
  }
}

function isRecent(version: string): boolean {
  const found = version.split('.').map(Number);
  for (const [i, least] of oldest.entries()) {
    const part = found[i] ?? NaN;
    // A part that is not a number compares as neither, and is refused.
    if (part !== least) return part > least;
  }
  return true;
}

function isAddon(exports: unknown): exports is Addon {
  return (
    typeof exports === 'object' &&
    exports !== null &&
    ['version', 'open', 'wipe'].every((name) => typeof Reflect.get(exports, name) === 'function') &&
    hasSodiumFunctions(exports)
  );
}
