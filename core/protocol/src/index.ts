export { securityText, securityTextPath } from './security-text.ts';
export { isSecureUrl, originSchema, urlSchema } from './secure-url.ts';
export { EtancheError, isEtancheError } from './etanche-error.ts';
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts';
export { compareBytes, concat, equalBytes, fromUtf8, joinFields, utf8, type Bytes } from './bytes.ts';
export { fromBase64url, toBase64url } from './base64url.ts';
export { findMismatch, object, parseShape, type JsonSchema, type Shape } from './json-schema.ts';
export { checkLabels } from './check-labels.ts';
export { jwsTypes, labels } from './labels.ts';
export { limits, type PostingLimit } from './limits.ts';
export {
  checkIndexId,
  isPublicPurpose,
  keySetIdPattern,
  parseKeySetId,
  purposes,
  type KeySetId,
  type Purpose,
} from './key-set-id.ts';
export {
  bytes32Schema,
  bytes64Schema,
  federationSchema,
  keySetIdSchema,
  keySetSchema,
  keySetStatementSchema,
  suite,
  vaultIndexSchema,
  type Federation,
  type KeySet,
  type KeySetStatement,
} from './key-set.ts';
export {
  evaluatePath,
  evaluateRequestSchema,
  evaluateResponseSchema,
  mediaTypes,
  signedEvaluateSchema,
  workSchema,
  type EvaluateRequest,
  type EvaluateResponse,
  type SignedEvaluate,
  type Work,
} from './evaluate.ts';
export {
  closeKeySetSchema,
  keySetOrderSchema,
  keySetsPath,
  openKeySetSchema,
  withdrawKeySetSchema,
  type KeySetOrder,
  type OpenKeySet,
} from './key-set-order.ts';
export {
  jurisdictionSchema,
  ownerSchema,
  sharedOwners,
  vaultsOfOneOwner,
  vaultStatementPath,
  vaultStatementSchema,
  type VaultStatement,
} from './vault-statement.ts';
export { pageHashesPath, pageHashesSchema, type PageHashes } from './page-hashes.ts';
export {
  quotaLimitSchema,
  type QuotaLimit,
  problemCodes,
  problemSchema,
  type Problem,
  type ProblemCode,
} from './problem.ts';
export {
  bilingualSchema,
  graceHoursSchema,
  indexNameSchema,
  kindNames,
  leakSchema,
  manifestLogSchema,
  manifestSchema,
  manifestsPath,
  nonceSchema,
  signedManifestSchema,
  stretchSchema,
  trustFile,
  trustPath,
  trustSchema,
  versionSchema,
  type Kind,
  type Leak,
  type Manifest,
  type ManifestLogStatement,
  type SignedManifest,
  type Stretch,
  type Trust,
} from './manifest.ts';
export {
  claimedKid,
  ed25519FromSeed,
  signCompact,
  signDetached,
  splitCompact,
  verifyCompact,
  verifyDetached,
  type Jws,
} from './jws.ts';
export { leadingZeroBits, solveWork, workPreimage } from './work.ts';
export { checkTerm, stretchSalt, type Argon2id } from './check-term.ts';
export { sha256 } from './sha256.ts';
export { verifyEd25519 } from './verify-ed25519.ts';
export { fromRecordId, recordIdSchema, toRecordId } from './registry/record-id.ts';
export { recoveryNoticeId } from './registry/recovery-notice.ts';
export { withPracticeId, practiceIdOf } from './registry/practice-id.ts';
export { federationQuorumsMeet, issuersNeeded, quorumsMeet } from './registry/issuers.ts';
export {
  actionSchema,
  approvalsNeeded,
  approverSchema,
  enrolledMemberSchema,
  importerUnits,
  mostImporterUnits,
  roles,
  rolesSchema,
  secondsSchema,
  freezeReasonSchema,
  type Action,
  type Approver,
  type EnrolledMember,
  type FreezeReason,
  type Role,
} from './registry/action.ts';
export {
  approvalSchema,
  assertionSchema,
  cancelHash,
  cancelOrderSchema,
  orderAnswerSchema,
  orderHash,
  orderListSchema,
  orderMessage,
  orderReceiptSchema,
  orderSchema,
  practicesPath,
  signedOrderSchema,
  type Approval,
  type Assertion,
  type Order,
  type OrderAnswer,
  type OrderReceipt,
  type SignedOrder,
} from './registry/order.ts';
export {
  acknowledgedSchema,
  acknowledgementHash,
  acknowledgementSchema,
  signedAcknowledgementSchema,
  type Acknowledgement,
  type SignedAcknowledgement,
} from './registry/acknowledgement.ts';
export {
  alarmKinds,
  alarmListSchema,
  alarmSchema,
  dailyCountsSchema,
  practiceQuerySchema,
  practiceStatementSchema,
  quotaSchema,
  serverFreezeSchema,
  practiceNoticeSchema,
  type Alarm,
  type AlarmKind,
  type DailyCounts,
  type PracticeQuery,
  type PracticeStatement,
  type Quota,
  type ServerFreeze,
  type PracticeNotice,
} from './registry/practice.ts';
export { chainKeysHash, type ChainKeys } from './registry/chain-keys.ts';
export { approverCardSchema, approverKeyHash, type ApproverCard } from './registry/approver-card.ts';
export {
  checkpointAnswerSchema,
  checkpointRequestSchema,
  logOrigin,
  type CheckpointAnswer,
  type CheckpointRequest,
} from './registry/checkpoint.ts';
export {
  epochSchema,
  freshnessSchema,
  grantSchema,
  headSchema,
  importBatchSchema,
  memberStatementSchema,
  practiceKeySetsSchema,
  type Epoch,
  type Freshness,
  type Grant,
  type Head,
  type ImportBatch,
  type MemberStatement,
  type PracticeKeySets,
} from './records/payloads.ts';
export { practicePurposes, type PracticePurpose } from './registry/practice-purposes.ts';
