import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signedManifestSchema, type Manifest } from '@etanche/core-check-protocol';
import { parseShape } from '@etanche/core-wire';
import { readPayload } from '@etanche/core-sealed-index';

/** The manifest of a published directory, readable by anyone. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file: unknown = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
  return readPayload(parseShape(signedManifestSchema, file, 'manifest').payload);
}
