import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Stretch } from '@etanche/core-check-protocol';
import { joinFields, toBase64url } from '@etanche/core-wire';
import type { LeakSettings } from './leak-file.ts';
import type { Report } from '../progress.ts';
import type { ImportSource } from '../import-request.ts';

/**
 * A keyed hash of all inputs of the index, including file contents: exactly one set of inputs may be sealed under one
 * version's key sets. It is keyed because the plain hash of a small file could be guessed.
 *
 * @returns 32 bytes in base64url
 */
export async function fingerprintInputs(
  key: Uint8Array,
  sources: readonly ImportSource[],
  settings: { readonly leak: LeakSettings; readonly stretch: Stretch | null },
  report: Report,
): Promise<string> {
  const total = sources.reduce((sum, source) => sum + source.bytes, 0);
  const hashes = new Map<string, Buffer>();
  let done = 0;
  const fields: (string | Uint8Array)[] = [JSON.stringify(settings)];
  for (const { path, description, mapping } of sources) {
    const known = hashes.get(path);
    const hash = createHash('sha256');
    // If a file has several tables, its bytes are read once.
    if (known === undefined)
      for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        done += chunk.length;
        report({ step: 'fingerprint', done, total, unit: 'bytes' });
      }
    const contents = known ?? hash.digest();
    hashes.set(path, contents);
    fields.push(
      contents,
      createHash('sha256')
        .update(JSON.stringify([description, mapping]))
        .digest(),
    );
  }
  const name = createHash('sha256')
    .update(fields[0] ?? '')
    .digest();
  return toBase64url(
    createHmac('sha256', key)
      .update(joinFields(name, ...fields.slice(1)))
      .digest(),
  );
}
