import type { Manifest } from '@etanche/core-check-protocol';
import type { KeySet } from '@etanche/core-vault-protocol';
import { leakDescription } from '@etanche/demo';

const dayMs = 86_400_000;

/** The manifest of a generated index: one kind, not stretched, under the key set of its name. */
export function generatedManifest(
  name: string,
  entries: number,
  keySet: KeySet,
  buckets: Manifest['buckets'],
  vaults: Manifest['vaults'],
): Manifest {
  const instant = (time: number) => new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const { title, summary, controller, legalBasis, occurred, discovered, contact } = leakDescription('2099-01-01');
  return {
    format: 'etanche/v1/check-manifest',
    ...{ index: name, version: 1, graceHours: 24, keySets: [keySet], vaults, count: entries, buckets },
    issuedAt: instant(Date.now()),
    expiresAt: instant(Date.now() + dayMs),
    kinds: [{ kind: 'nir', keySet: keySet.id, stretch: null, withoutBirthDate: false }],
    leak: {
      ...{ title, summary, controller, legalBasis, occurred, discovered, contact },
      categories: [{ bit: 0, key: 'identity', name: { fr: 'Identité', en: 'Identity' } }],
      details: [],
    },
  };
}
