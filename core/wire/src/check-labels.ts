/** The labels of Check and of an evaluation: all that its page needs, which carries no others. */
export const checkLabels = {
  /** HKDF salt that turns a seed into a share of a key set. */
  keySetShare: 'etanche/v1/key-set/share',
  /** Fingerprint by which the holders of a seed compare it. */
  seedFingerprint: 'etanche/v1/key-set/seed-fingerprint',
  /** Label of the hash that gives the nonce of an evaluation's proof. */
  proofNonce: 'etanche/v1/proof-nonce',
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
  /** Label of the hash of a proof of work. */
  work: 'etanche/v1/work',
  workChallenge: 'etanche/v1/work/challenge',
} as const;

/** The JWS `typ` header values of the same. */
export const checkJwsTypes = {
  evaluate: 'etanche-evaluate+jws',
  keySetStatement: 'etanche-key-set-statement+jws',
  manifest: 'etanche-check-manifest+jws',
  vaultStatement: 'etanche-vault-statement+jws',
  pageHashes: 'etanche-page-hashes+jws',
  manifestLog: 'etanche-manifest-log+jws',
} as const;
