import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  signedManifestSchema,
  trustFile,
  trustPath,
  type SignedManifest,
  type Trust,
} from '@etanche/core-check-protocol';
import { parseShape, toBase64url } from '@etanche/core-wire';
import { verifyManifest } from '@etanche/core-sealed-index';
import { cosignManifest, timerSleep } from '@etanche/vault-client';
import { checkBuckets, publishedDirectory } from './check-buckets.ts';
import { removeIfThere, renameDurably, writeDurably } from '../durable-file.ts';
import type { ImportRequest } from '../import-request.ts';
import { patienceOf } from '../evaluate/open-key-sets.ts';
import { withPatience } from '../evaluate/patience.ts';
import type { WorkDirectory } from '../work-directory.ts';

/** The keys of this import that a page and `verify` pin. */
function trustOf({ leak, federation, keys }: ImportRequest): Trust {
  return {
    index: leak.index,
    operatorKey: toBase64url(keys.signing.publicKey),
    threshold: federation.threshold,
    vaultKeys: federation.vaults.map(({ signingKey }) => signingKey),
  };
}

/** The manifest signed by an earlier run, which may have been sent to a vault: it is the only one of its version. */
export async function readSignedManifest(work: WorkDirectory): Promise<SignedManifest | null> {
  if (!existsSync(work.manifest)) return null;
  return parseShape(signedManifestSchema, JSON.parse(await readFile(work.manifest, 'utf8')), 'manifest');
}

export async function keepSignedManifest(work: WorkDirectory, signed: SignedManifest): Promise<void> {
  await writeDurably(work.manifest, JSON.stringify(signed));
}

/**
 * Has the manifest cosigned, moves the bucket files into the published directory and writes manifest.json last: a
 * visitor sees the complete old or new index.
 *
 * @param built directory that contains `v<version>`
 * @returns the number of vaults that cosigned
 */
export async function publish(
  request: ImportRequest,
  work: WorkDirectory,
  signed: SignedManifest,
  built: string,
): Promise<number> {
  const { federation, leak, out } = request;
  const cosigned = await withPatience(patienceOf(request, 'publish'), () =>
    cosignManifest({ fetch: request.fetch, sleep: timerSleep, timeoutMs: 30_000, federation, manifest: signed }),
  );
  const file = Buffer.from(`${JSON.stringify(cosigned)}\n`);
  const trust = trustOf(request);
  const manifest = await verifyManifest(file, trust, request.now());
  const folder = `v${leak.version}`;
  if (existsSync(join(built, folder))) {
    await removeIfThere(join(out, folder));
    await renameDurably(join(built, folder), join(out, folder));
  }
  await checkBuckets(manifest, publishedDirectory(out), (done, total) => {
    request.report({ step: 'publish', done, total, unit: 'buckets' });
  });
  await writeDurably(work.trust, trustFile(trust));
  await writeDurably(join(out, trustPath), trustFile(trust), 0o644);
  await writeDurably(join(out, 'manifest.json'), file, 0o644);
  return cosigned.signatures.length - 1;
}
