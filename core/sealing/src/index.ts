export { decisionMessage, eraserKey, erasureMessage } from './eraser.ts';
export { SealingError, type SealingErrorCode } from './sealing-error.ts';
export type { Random } from './random.ts';
export { hpkeSeal, sealingKeyFromSeed, SEALING_PUBLIC_KEY_BYTES, type SealingKey } from './hpke.ts';
export { signingKeyFromSeed, type SigningKey } from './signing-key.ts';
export {
  chainKeysOf,
  KIT_HOLDER,
  keysHash,
  memberKeysFromSeed,
  publicKeysOf,
  type MemberKeys,
  type PublicMemberKeys,
} from './member-keys.ts';
export { signMemberStatement, verifyMemberStatement } from './member-statement.ts';
export { fingerprint, keysFingerprint } from './fingerprint.ts';
export { jwsHash } from './signed-json.ts';
export {
  keyringSchema,
  openKeyring,
  passkeyPrfInput,
  sealKeyring,
  type Keyring,
  type KeyringOwner,
} from './keyring.ts';
export {
  makeRecovery,
  openRecovery,
  parseRecoveryCode,
  printRecoveryCode,
  recoveryLookup,
  recoveryRequestHash,
  sealRecovery,
  type Recovery,
} from './recovery.ts';
export { openRecoveryPlan, sealRecoveryPlan, type RecoveryPlan } from './recovery-plan.ts';
export {
  combineHelps,
  helpRecover,
  isOfPlan,
  openHelp,
  sealRecoveryShares,
  type RecoveryHelp,
} from './recovery-shares.ts';
export { openFounding, sealFounding, type FoundingOwner, type FoundingSecrets } from './founding.ts';
export {
  combineKitSheets,
  drawKitSecret,
  kitKeysFromSecret,
  kitKeysHash,
  parseKitSheet,
  printKit,
  type Kit,
  type KitKeys,
  type KitSheet,
} from './kit.ts';
export {
  commitment,
  makePracticeSecrets,
  secretRoles,
  type PracticeSecrets,
  type RoleSecrets,
  type SecretRole,
} from './role-secrets.ts';
export {
  checkCommitments,
  openEarlierSecrets,
  openEpoch,
  verifyEpochs,
  type Epoch,
  type OpenerKeys,
  type SignedEpoch,
} from './epoch.ts';
export {
  makeGrant,
  openGrant,
  verifyGrant,
  type Grant,
  type GrantedSecrets,
  type GranterKeys,
  type Holder,
} from './grant.ts';
export {
  compartmentKey,
  compartments,
  roleOf,
  scopeInput,
  type Compartment,
  type CompartmentKey,
  type ImportSeal,
  keySetPurpose,
  type ScopePurpose,
} from './scope.ts';
export { elementOutput } from './scope-element.ts';
export { roleKey } from './role-key.ts';
export { makeBatch, openBatch, verifyBatch, type BatchSecrets, type ImportBatch } from './import-batch.ts';
export { encodeLink, linkId, parseLink, type Link } from './link.ts';
export { noPrevious, versionHash, type SealedVersion, type VersionPlace } from './version-place.ts';
export { encodeNames, FULL_URL_LENGTH, parseNames, type ResourceNames } from './names.ts';
export { versionKinds, type VersionKind } from './version-content.ts';
export {
  openVersion,
  openVersions,
  RESOURCE_BYTES,
  sealVersion,
  type AuthorKeys,
  type OpenedVersion,
  type VersionContent,
} from './version.ts';
export { verifyHistory } from './version-history.ts';
export { sizeClass } from './size-class.ts';
export {
  rootOf,
  signHead,
  verifyCurrent,
  verifyHead,
  verifyLeaves,
  verifySuccession,
  type CurrentVersion,
  type Head,
} from './head.ts';
export { verifyFreshness, type Freshness } from './freshness.ts';
export {
  CARD_BYTES,
  deriveTermKey,
  limitOf,
  openCard,
  openPosting,
  POSTING_BYTES,
  sealCard,
  sealPosting,
  searchIndexId,
  termInput,
  type CardPlace,
  type Posting,
  type TermKey,
} from './search.ts';
export {
  encodeReceptionName,
  parseReceptionName,
  type Reception,
  type ReceptionName,
  type ReceptionOf,
} from './reception.ts';
export { encodeScopeIndex, parseScopeIndex, scopeIndexSchema, type ScopeIndex } from './scope-index.ts';
export { deriveCacheKeys, cacheOwnerMark, type CacheKeys, type CachedOutput } from './kept.ts';
export { BINARY_CHUNK_BYTES, openBinary, sealBinary, sealedBinaryLength, type ByteTransform } from './binary.ts';
