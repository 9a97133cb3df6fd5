export { decisionMessage, eraserKey, erasureMessage } from './scope/eraser.ts';
export { SealingError, type SealingErrorCode } from './sealing-error.ts';
export type { Random } from './envelope/random.ts';
export { hpkeSeal, sealingKeyFromSeed, SEALING_PUBLIC_KEY_BYTES, type SealingKey } from './envelope/hpke.ts';
export { signingKeyFromSeed, type SigningKey } from './envelope/signing-key.ts';
export {
  chainKeysOf,
  KIT_HOLDER,
  keysHash,
  memberKeysFromSeed,
  publicKeysOf,
  type MemberKeys,
  type PublicMemberKeys,
} from './keys/member-keys.ts';
export { roleKey } from './keys/role-key.ts';
export { signMemberStatement, verifyMemberStatement } from './keys/member-statement.ts';
export { fingerprint, keysFingerprint } from './envelope/fingerprint.ts';
export { jwsHash } from './envelope/signed-json.ts';
export {
  keyringSchema,
  openKeyring,
  passkeyPrfInput,
  sealKeyring,
  type Keyring,
  type KeyringOwner,
} from './keys/keyring.ts';
export {
  makeRecovery,
  openRecovery,
  parseRecoveryCode,
  printRecoveryCode,
  recoveryLookup,
  recoveryRequestHash,
  sealRecovery,
  type Recovery,
} from './recovery/recovery.ts';
export { openRecoveryPlan, sealRecoveryPlan, type RecoveryPlan } from './recovery/recovery-plan.ts';
export {
  combineHelps,
  helpRecover,
  isOfPlan,
  openHelp,
  sealRecoveryShares,
  type RecoveryHelp,
} from './recovery/recovery-shares.ts';
export { openFounding, sealFounding, type FoundingOwner, type FoundingSecrets } from './keys/founding.ts';
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
} from './recovery/kit.ts';
export {
  commitment,
  makePracticeSecrets,
  secretRoles,
  type PracticeSecrets,
  type RoleSecrets,
  type GrantRole,
  type SecretRole,
} from './keys/role-secrets.ts';
export {
  openEarlierSecrets,
  openEpoch,
  verifyEpochs,
  type Epoch,
  type OpenerKeys,
  type SignedEpoch,
} from './keys/epoch.ts';
export {
  makeGrant,
  makeSettingsGrant,
  openGrant,
  openSettingsGrant,
  verifyGrant,
  type Grant,
  type GrantedSecrets,
  type GranterKeys,
  type Holder,
} from './keys/grant.ts';
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
} from './scope/scope.ts';
export { inboxContext, inboxSplit } from './exchange/inbox-key.ts';
export {
  makeMessageKey,
  openMessageKey,
  type InboxKeys,
  type MessageKey,
  type MessageRoute,
} from './exchange/message-key.ts';
export { openMessageBody, sealMessageBody, type MessageBody, type SignedBody } from './exchange/message-body.ts';
export { signedVersion, verifySignedFile, type SignedFile, type VerifiedFile } from './exchange/signed-file.ts';
export { cutParts, measureStream, openAttachment, sealAttachment, verifyPart } from './exchange/message-stream.ts';
export {
  signDirectoryEntry,
  signMessage,
  signReceipt,
  signWithdrawal,
  verifyDirectoryEntry,
  verifyMessage,
  verifyReceipt,
  verifyWithdrawal,
} from './exchange/statements.ts';
export { settingsOutput, settingsRoot } from './scope/settings.ts';
export { openDeposit, sealDeposit } from './scope/deposit.ts';
export { elementOutput } from './scope/scope-element.ts';
export { makeBatch, openBatch, verifyBatch, type BatchSecrets, type ImportBatch } from './scope/import-batch.ts';
export { encodeLink, linkId, parseLink, type Link } from './scope/link.ts';
export { encodeNames, FULL_URL_LENGTH, parseNames, type ResourceNames } from './scope/names.ts';
export {
  noPrevious,
  RESOURCE_BYTES,
  type AuthorKeys,
  type OpenedVersion,
  type VersionContent,
  type VersionKind,
  type VersionPlace,
} from './scope/version.ts';
export { sealedDigest } from './scope/pack-place.ts';
export {
  entryOf,
  openEach,
  openPacks,
  openToCarry,
  sealPack,
  verifyPacks,
  type SealedPack,
  type VersionToPack,
} from './scope/pack.ts';
export type { PackEntry } from './scope/pack-content.ts';
export { pastEntries, verifyHistory, type PastEntry } from './scope/version-history.ts';
export { hmac, importHmac } from './envelope/mac.ts';
export { sizeClass } from './envelope/size-class.ts';
export { rootOf, signHead, verifyCurrent, verifyHead, verifySuccession, type Head } from './scope/head.ts';
export { verifyFreshness, type Freshness } from './scope/freshness.ts';
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
} from './scope/search.ts';
export {
  encodeReceptionName,
  parseReceptionName,
  type Reception,
  type ReceptionName,
  type ReceptionOf,
} from './scope/reception.ts';
export { encodeScopeIndex, parseScopeIndex, type ScopeIndex } from './scope/scope-index.ts';
export { deriveDraftKeys, type DraftKeys } from './keys/drafts.ts';
export { deriveCacheKeys, cacheOwnerMark, gatewayCacheSecret, type CacheKeys, type CachedOutput } from './keys/kept.ts';
export { BINARY_SECRET_BYTES, openBinary, ownBinaryKey, sealBinary } from './scope/binary.ts';
export {
  CHUNK_BYTES as BINARY_CHUNK_BYTES,
  sealedChunksLength as sealedBinaryLength,
  type ByteTransform,
} from './envelope/sealed-chunks.ts';
