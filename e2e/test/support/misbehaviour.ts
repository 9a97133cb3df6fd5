import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from 'playwright-core';
import { type SignedManifest } from '@etanche/core-check-protocol';
import { type Problem } from '@etanche/core-vault-protocol';
import { jwsTypes, signDetached, toBase64url, fromBase64url } from '@etanche/core-wire';
import { serveCopy } from './published-site.ts';

/** An alteration of the files that a host serves. */
export type Alter = (directory: string) => Promise<void>;
export function eachBucket(alter: (bytes: Buffer) => Buffer): Alter {
  return async (directory) => {
    const folder = join(directory, 'v1', 'b');
    for (const name of await readdir(folder)) {
      await writeFile(join(folder, name), alter(await readFile(join(folder, name))));
    }
  };
}

export function manifest(alter: (signed: SignedManifest) => unknown): Alter {
  return async (directory) => {
    const file = join(directory, 'manifest.json');
    const signed = JSON.parse(await readFile(file, 'utf8')) as SignedManifest;
    await writeFile(file, JSON.stringify(await alter(signed)));
  };
}

export function flip(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  return bytes;
}

/** A second host of the same files, altered. */
export async function alteredHost(original: string, alter: Alter): Promise<AsyncDisposable & { url: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'etanche-altered-'));
  await cp(original, directory, { recursive: true });
  await alter(directory);
  const host = await serveCopy(directory);
  return {
    url: `${host.url}/`,
    async [Symbol.asyncDispose]() {
      await host.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A vault’s refusal as seen by the browser. */
export async function refuse(route: Route, problem: Omit<Problem, 'type' | 'title'>): Promise<void> {
  if (route.request().method() !== 'POST') return route.continue();
  return route.fulfill({
    status: problem.status,
    contentType: 'application/problem+json',
    headers: { 'Access-Control-Allow-Origin': '*' },
    body: JSON.stringify({ type: 'about:blank', title: problem.code, ...problem }),
  });
}

export async function strangersSignature({ payload }: SignedManifest) {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return signDetached(fromBase64url(payload, undefined), jwsTypes.manifest, pair.privateKey, toBase64url(publicKey));
}

export function repeatFirst({ signatures }: SignedManifest) {
  const [operator, first] = signatures;
  return [operator, first, first];
}
