/** Every label that the protocol hashes, derives or signs with. One purpose each; none is reused. */
export const labels = {
  /** HKDF salt that turns a seed into a share of a key set. */
  keySetShare: 'etanche/v1/key-set/share',
  /** Fingerprint by which the holders of a seed compare it. */
  seedFingerprint: 'etanche/v1/key-set/seed-fingerprint',
  /** OPRF input of Check. */
  checkTerm: 'etanche/v1/check/term',
  /** Argon2id password and salt of Check. */
  checkStretch: 'etanche/v1/check/stretch',
  checkStretchSalt: 'etanche/v1/check/stretch-salt',
  /** HKDF salt and infos of a sealed index, and the AAD of its entries. */
  sealedIndex: 'etanche/v1/sealed-index',
  sealedIndexLocator: 'etanche/v1/sealed-index/locator',
  sealedIndexKey: 'etanche/v1/sealed-index/key',
  sealedIndexEntry: 'etanche/v1/sealed-index/entry',
  /** What a proof of work hashes. */
  work: 'etanche/v1/work',
  workChallenge: 'etanche/v1/work/challenge',
} as const;

/** JWS `typ` header values (RFC 7515 section 4.1.9): a signature made for one purpose is refused for another. */
export const jwsTypes = {
  evaluate: 'etanche-evaluate+jws',
  keySetOrder: 'etanche-key-set-order+jws',
  keySetStatement: 'etanche-key-set-statement+jws',
  manifest: 'etanche-check-manifest+jws',
} as const;
