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
  type EvaluateRequest,
  type EvaluateResponse,
  type SignedEvaluate,
  type Work,
} from './evaluate.ts';
export { keySetOrderSchema, keySetsPath, type KeySetOrder, type OpenKeySet } from './key-set-order.ts';
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
export { type QuotaLimit, problemCodes, problemSchema, type Problem, type ProblemCode } from './problem.ts';
export { leadingZeroBits, solveWork, workPreimage } from './work.ts';
export { recoveryNoticeId } from './orders/recovery-notice.ts';
export { withPracticeId, practiceIdOf } from './orders/practice-id.ts';
export { federationQuorumsMeet, issuersNeeded, quorumsMeet } from './orders/issuers.ts';
export {
  actionSchema,
  approvalsNeeded,
  approverSchema,
  importerUnits,
  mostImporterUnits,
  roles,
  personRoles,
  secondsSchema,
  freezeReasonSchema,
  type Action,
  type Approver,
  type EnrolledMember,
  type FreezeReason,
  type PersonRole,
  type Role,
} from './orders/action.ts';
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
} from './orders/order.ts';
export {
  acknowledgedSchema,
  acknowledgementHash,
  acknowledgementSchema,
  signedAcknowledgementSchema,
  type Acknowledgement,
  type SignedAcknowledgement,
} from './orders/acknowledgement.ts';
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
} from './orders/practice.ts';
export {
  memberActivitySchema,
  practiceUsageSchema,
  type MemberActivity,
  type PracticeUsage,
} from './orders/activity.ts';
export { chainKeysHash, type ChainKeys } from './orders/chain-keys.ts';
export { approverCardSchema, approverKeyHash, type ApproverCard } from './orders/approver-card.ts';
export {
  checkpointAnswerSchema,
  checkpointRequestSchema,
  directoryId,
  logOrigin,
  type CheckpointAnswer,
  type CheckpointRequest,
} from './orders/checkpoint.ts';
export { practicePurposes, type PracticePurpose } from './orders/practice-purposes.ts';
export { agreeOnHead, agreeOnState, type AgreedMember, type Agreement } from './orders/agree.ts';
export {
  audienceOf,
  beforeGenesis,
  follows,
  isForFederation,
  isLinked,
  selectChain,
  type ChainPosition,
  type HashedOrder,
} from './orders/link.ts';
export { mergeLists, mergeOrders, mostApprovals } from './orders/merge.ts';
export {
  currentPeriod,
  isEnded,
  isPresent,
  type Chain,
  type ChainImporter,
  type ChainMember,
  type KitPeriod,
  type MemberPeriod,
} from './orders/practice-chain.ts';
export { isNamedByItself, parseOrder, readOrder, type ReadOrder } from './orders/read-order.ts';
export { isRenewal } from './orders/renewal.ts';
export { replayChain, type Replayed } from './orders/replay.ts';
