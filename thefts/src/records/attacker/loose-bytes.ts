import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, utf8, type Bytes } from '@etanche/core-wire';
import type { StolenRows } from './stolen-rows.ts';
import { payloadOf } from './jws-payload.ts';

/** Maximum number of values of one kind to try; more would be equally random. */
const mostOfKind = 60;

/** All 32-byte values in the stolen data, whatever their purpose. The attacker tries each as every secret. */
export function looseBytes(rows: StolenRows, directories: readonly string[]): Bytes[] {
  const found = new Map<string, Bytes>();
  const add = (bytes: Bytes): void => {
    if (bytes.length === 32) found.set(Buffer.from(bytes).toString('hex'), bytes);
  };
  add(new Uint8Array(32));
  add(sha256(utf8(rows.practice)));
  for (const { hash, auth, author, grant } of rows.keys.slice(0, mostOfKind)) [hash, auth, author, grant].forEach(add);
  for (const { erasure, packs } of [...rows.scopes.values()].slice(0, mostOfKind)) {
    if (erasure !== null) add(erasure);
    packs.slice(0, 1).forEach(({ content }) => {
      if (content !== null) add(content.salt);
    });
  }
  const statements = [...rows.epochs, ...rows.grants.slice(0, mostOfKind)].map(payloadOf);
  const files = directories.flatMap((directory) => filesBelow(directory).map((path) => readFileSync(path, 'latin1')));
  for (const text of [...statements, ...files]) {
    for (const [word] of text.matchAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g)) {
      add(Uint8Array.from(Buffer.from(word, 'base64url')));
    }
  }
  return [...found.values()];
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
