import { type Manifest, type SignedManifest } from '@etanche/core-check-protocol';
import { type KeySet } from '@etanche/core-vault-protocol';
import { jwsTypes, signDetached, toBase64url, utf8 } from '@etanche/core-wire';
import type { SigningKey } from '../../src/index.ts';

const line = { fr: 'Essai', en: 'Trial' };

/** The smallest manifest that a vault cosigns, signed by its operator. */
export async function signedManifest(
  operator: SigningKey,
  keySet: KeySet,
  change: Partial<Manifest>,
): Promise<SignedManifest> {
  const manifest: Manifest = {
    format: 'etanche/v1/check-manifest',
    index: 'laboratories',
    version: 1,
    issuedAt: '2026-01-10T00:00:00Z',
    expiresAt: '2999-01-10T00:00:00Z',
    graceHours: 24,
    keySets: [keySet],
    vaults: keySet.shares.map(({ index }) => ({ index, owner: 'Essai, une seule personne', jurisdiction: 'FR' })),
    kinds: [{ kind: 'nir', keySet: keySet.id, stretch: null, withoutBirthDate: false }],
    count: 1,
    buckets: { count: 1, entries: 1000, plaintextBytes: 16, root: toBase64url(new Uint8Array(32)) },
    leak: {
      title: line,
      summary: line,
      controller: 'Laboratoire d’essai',
      legalBasis: 'RGPD, article 34',
      occurred: { from: '2021-01', to: '2021-02' },
      discovered: '2021-02-23',
      contact: {},
      categories: [{ bit: 0, key: 'nir', name: line }],
      details: [],
    },
    ...change,
  };
  const payload = utf8(JSON.stringify(manifest));
  const signature = await signDetached(
    payload,
    jwsTypes.manifest,
    operator.privateKey,
    toBase64url(operator.publicKey),
  );
  return { payload: toBase64url(payload), signatures: [signature] };
}
