/** The most that a document from outside may have. `bytes` counts the encoded document. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  /** Attributes and namespace declarations of one element. */
  readonly attributes: number;
  /** Characters of the name of an element or attribute, with its prefix. */
  readonly nameLength: number;
}

/**
 * A CDA document of 64 MiB contains a PDF of 48 MB; the French laboratory reports seen have fewer than 10,000 elements.
 */
export const xmlLimits: XmlLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 128,
  elements: 500_000,
  attributes: 64,
  nameLength: 256,
};
