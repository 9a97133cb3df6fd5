import { allReferences, serverOf, splitBundle, withoutVersion, type BundleEntry } from '@etanche/records-fhir';

/** A resource of a document, a reference in it, and the exact texts that the reference leads to. */
export type Edge = { readonly from: string; readonly reference: string; readonly to: readonly string[] };

const limits = { bytes: 10_000_000, depth: 64 };

export function entriesOf(document: string): readonly BundleEntry[] {
  return splitBundle(document, limits).entries;
}

/**
 * The references within a document, each resolved as R4 says (Bundle, "Resolving references in Bundles") and in no other
 * way: by the full URL, relative ones under the server of the entry that they stand in.
 */
export function edgesOf(document: string): Edge[] {
  const entries = entriesOf(document);
  const edges = entries.flatMap((entry) =>
    allReferences(entry.resource)
      .map(withoutVersion)
      .filter((reference) => isWithin(reference))
      .map((reference): Edge => {
        const url = /^[A-Z]/.test(reference) ? `${serverOf(entry) ?? ''}/${reference}` : reference;
        const found = entries.filter(({ fullUrl }) => fullUrl === url);
        return { from: entry.text, reference, to: found.map(({ text }) => text) };
      }),
  );
  return edges;
}

function isWithin(reference: string): boolean {
  return /^(?:urn:|[A-Z][A-Za-z]+\/[^/]+$|https?:\/\/.*\/[A-Z][A-Za-z]+\/[^/]+$)/.test(reference);
}
