import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OprfError } from '@etanche/core-oprf';
import { object, parseShape, type Shape } from '@etanche/core-wire';
import { compilerFlags } from './compile-addon.ts';

/** The C source of the addon. */
export const sourceFile = join(import.meta.dirname, '../../native/engine.c');

const text = { type: 'string', minLength: 1, maxLength: 255 } as const;
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$', maxLength: 64 } as const;

/** The content of `engine.json` beside the addon: its source, its target, and its hash. */
const recordSchema = object({
  format: { const: 'etanche/v1/native-engine' },
  /** SHA-256 of the C source and the compiler's flags. */
  source: hash,
  /** Node's ABI, platform and processor. */
  node: text,
  library: object({ name: text, version: text }),
  /** SHA-256 of the addon. */
  addon: hash,
});
export type EngineRecord = Shape<typeof recordSchema>;

export function recordFile(directory: string): string {
  return join(directory, 'engine.json');
}

/** The name contains the hash, so a new build never writes to a file that a running vault has loaded. */
export function addonFile(directory: string, addonHash: string): string {
  return join(directory, `engine-${addonHash}.node`);
}

/** The part of a record that this installation determines. */
export function currentInputs(): Pick<EngineRecord, 'source' | 'node'> {
  const source = sha256Hex(Buffer.concat([readFileSync(sourceFile), Buffer.from(compilerFlags.join('\0'))]));
  return { source, node: `${process.versions.modules} ${process.platform} ${process.arch}` };
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads the record and verifies that it fits this installation and that the addon is the one that it names.
 *
 * @throws OprfError `engine_unavailable`, `engine_altered`
 */
export function readRecord(directory: string): EngineRecord {
  const record = parseRecord(readOwn(recordFile(directory)));
  const { source, node } = currentInputs();
  if (record.source !== source) throw outdated('for another version of Étanche');
  if (record.node !== node) throw outdated('for another Node');
  if (sha256Hex(readOwn(addonFile(directory, record.addon))) !== record.addon) {
    throw new OprfError('engine_altered', 'the file of the native engine is not the one that was built');
  }
  return record;
}

export function outdated(why: string): OprfError {
  return new OprfError('engine_unavailable', `the native engine was built ${why}`);
}

function parseRecord(bytes: Buffer): EngineRecord {
  try {
    return parseShape(recordSchema, JSON.parse(bytes.toString('utf8')), 'engine.json');
  } catch (cause) {
    throw new OprfError('engine_altered', 'engine.json is not a record of the native engine', { cause });
  }
}

/**
 * Code of a process that holds seeds: nobody but its user and root may change the file, or put another in its place.
 */
function readOwn(file: string): Buffer {
  for (const path of [dirname(file), file]) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw new OprfError('engine_unavailable', 'the native engine was not built');
    const user = process.geteuid?.();
    if ((found.mode & 0o022) !== 0 || (user !== undefined && found.uid !== 0 && found.uid !== user)) {
      throw new OprfError('engine_altered', `another user may change ${path}`);
    }
  }
  return readFileSync(file);
}
