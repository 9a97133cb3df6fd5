/** Limits of the wire formats. Quotas are in each vault's configuration. */
export const limits = {
  /** Maximum number of elements in one evaluation by anonymous callers and members. */
  elementsPerRequest: 20,
  /** Maximum number of elements in one evaluation by an importer. */
  elementsPerImport: 256,
  /** Maximum number of vaults in one federation: the seeds of n vaults at threshold t are C(n, t-1). */
  vaults: 9,
  /** Largest body that a vault reads, in bytes: 256 elements in a JWS, with a margin. */
  requestBytes: 64 * 1024,
  /** Largest manifest, in bytes, and largest bucket file. */
  manifestBytes: 256 * 1024,
  bucketBytes: 4 * 1024 * 1024,
  /** Maximum number of manifests of one index that a vault lists: the newest ones. */
  loggedManifests: 20,
  /** Maximum number of category bits of an entry. */
  categories: 64,
  /** Minimum number of entries per bucket, padding included. */
  entriesPerBucket: 1000,
  /**
   * Maximum number of patients that a search term shows (docs/protocol.md 7.5): for a term of two combined traits, and
   * for a birth date, NIR or telephone number alone. The first byte of a locator is its limit.
   */
  postings: { combined: 8, exact: 20 },
  /** Maximum difference between a signed request's `iat` and the vault's clock, in seconds. */
  requestAgeSeconds: 120,
} as const;

/** Maximum number of postings at a locator: the locator's first byte. */
export type PostingLimit = (typeof limits.postings)[keyof typeof limits.postings];
