import { allReferences, serverOf, splitBundle, withoutVersion, type BundleEntry } from '@etanche/records-fhir';

/** A resource of a document, a reference in it, and the exact texts of the entries to which the reference resolves. */
export type Edge = { readonly from: string; readonly reference: string; readonly to: readonly string[] };

const limits = { bytes: 10_000_000, depth: 64 };

export function entriesOf(document: string): readonly BundleEntry[] {
  return splitBundle(document, limits).entries;
}

/**
 * Resolves the references within a document exactly as R4 requires (Bundle, "Resolving references in Bundles"): by full
 * URL, and relative references by the server of their entry.
 */
export function edgesOf(document: string): Edge[] {
  const entries = entriesOf(document);
  return entries.flatMap((entry) =>
    allReferences(entry.resource)
      .map(withoutVersion)
      .filter((reference) => isWithin(reference))
      .map((reference): Edge => {
        const url = /^[A-Z]/.test(reference) ? `${serverOf(entry) ?? ''}/${reference}` : reference;
        const targets = entries.filter(({ fullUrl }) => fullUrl === url);
        return { from: entry.text, reference, to: targets.map(({ text }) => text) };
      }),
  );
}

function isWithin(reference: string): boolean {
  return /^(?:urn:|[A-Z][A-Za-z]+\/[^/]+$|https?:\/\/.*\/[A-Z][A-Za-z]+\/[^/]+$)/.test(reference);
}
