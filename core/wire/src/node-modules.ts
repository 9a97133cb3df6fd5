import type * as Crypto from 'node:crypto';
import type * as Zlib from 'node:zlib';

/** Node's modules that replace WebCrypto and the platform's streams without a job on another thread per call. */
export type NodeModules = { readonly crypto: typeof Crypto; readonly zlib: typeof Zlib };

/**
 * Null in browsers. The modules are looked up by name and not imported, so that bundles for browsers do not require
 * them: https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export function nodeModules(): NodeModules | null {
  return found;
}

function find(): NodeModules | null {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const crypto = process?.getBuiltinModule?.('node:crypto');
  const zlib = process?.getBuiltinModule?.('node:zlib');
  return crypto === undefined || zlib === undefined ? null : { crypto, zlib };
}

const found = find();
