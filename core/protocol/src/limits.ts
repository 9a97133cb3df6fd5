/** Limits of the wire formats. Quotas are not here: each vault's configuration has its own. */
export const limits = {
  /** Most elements in one evaluation by anonymous callers and members. */
  elementsPerRequest: 20,
  /** Most elements in one evaluation by an importer. */
  elementsPerImport: 256,
  /** Most vaults in one federation: the seeds of n vaults at threshold t are C(n, t-1). */
  vaults: 9,
  /** Largest body that a vault reads, in bytes: 256 elements in a JWS, with room. */
  requestBytes: 64 * 1024,
  /** Largest manifest, in bytes, and largest bucket file. */
  manifestBytes: 256 * 1024,
  bucketBytes: 4 * 1024 * 1024,
  /** Most manifests of one index that a vault lists: the newest. */
  loggedManifests: 20,
  /** Most category bits of an entry. */
  categories: 64,
  /** Fewest entries that a bucket may stand for, padding included. */
  entriesPerBucket: 1000,
  /**
   * Most patients that a search term shows (docs/protocol.md 7.5): a term that combines two traits, and a birth date, NIR
   * or telephone number alone. The first byte of a locator is its limit.
   */
  postings: { combined: 8, exact: 20 },
  /** How far a signed request's `iat` may lie from the vault's clock, in seconds. */
  requestAgeSeconds: 120,
} as const;

/** Most postings at a locator, which is its first byte. */
export type PostingLimit = (typeof limits.postings)[keyof typeof limits.postings];
