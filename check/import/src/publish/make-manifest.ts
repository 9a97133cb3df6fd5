import { categories, mappedCategories } from '@etanche/intake';
import type { Leak, Manifest } from '@etanche/core-check-protocol';
import type { KeySet, VaultStatement } from '@etanche/core-vault-protocol';
import type { BucketGeometry } from '@etanche/core-sealed-index';
import { keySetId } from '../evaluate/evaluate-terms.ts';
import type { ImportRequest } from '../import-request.ts';
import type { Findings } from '../state-file.ts';

/** The manifest of the built index, issued now. */
export function makeManifest(
  request: ImportRequest,
  findings: Findings,
  keySets: readonly KeySet[],
  vaults: readonly VaultStatement[],
  built: { readonly geometry: BucketGeometry; readonly count: number },
): Manifest {
  const { leak, stretch } = request;
  return {
    format: 'etanche/v1/check-manifest',
    index: leak.index,
    version: leak.version,
    issuedAt: instant(request.now()),
    expiresAt: `${leak.expires}T00:00:00Z`,
    graceHours: leak.graceHours,
    keySets: [...keySets],
    vaults: vaults.map(({ index, owner, jurisdiction }) => ({ index, owner, jurisdiction })),
    kinds: leak.kinds.map((kind) => ({
      kind,
      keySet: keySetId(leak.index, leak.version, kind),
      stretch: kind === 'code' ? null : stretch,
      withoutBirthDate: kind === 'nir' && findings.withoutBirthDate,
    })),
    count: built.count,
    buckets: built.geometry,
    leak: describeLeak(request),
  };
}

function describeLeak({ leak, sources }: ImportRequest): Leak {
  const { title, summary, controller, legalBasis, occurred, discovered, contact } = leak;
  const exposed = new Set([...leak.exposed, ...sources.flatMap(({ mapping }) => mappedCategories(mapping))]);
  const table = [...categories, ...leak.ownCategories].filter(({ key }) => exposed.has(key));
  return {
    title,
    summary,
    controller,
    legalBasis,
    occurred,
    discovered,
    contact,
    categories: table.map(({ bit, key, name }) => ({ bit, key, name: { ...name } })),
    details: leak.details.map(({ name, maxBytes }, i) => ({ id: i + 1, name, maxBytes })),
  };
}

/** In whole seconds, as required by the manifest's schema. */
function instant(now: number): string {
  return new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
