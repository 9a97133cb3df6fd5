export {
  epochSchema,
  freshnessSchema,
  grantSchema,
  headSchema,
  importBatchSchema,
  memberStatementSchema,
  type Epoch,
  type Freshness,
  type Grant,
  type Head,
  type ImportBatch,
  type MemberStatement,
  type PracticeKeySets,
} from './payloads.ts';
export type { AnswerOf, BodyOf, Caller, ParamsOf, QueryOf, Route } from './route.ts';
export { accountRoutes } from './routes/account.ts';
export { auditRoutes } from './routes/audit.ts';
export { dataRoutes } from './routes/data.ts';
export { exchangeRoutes } from './routes/exchange.ts';
export {
  relaySchema,
  type InboxState,
  type KnownDirectory,
  type OutboxState,
  type ReceivedMessage,
  type Relay,
  type RelayAnswer,
  type SentMessage,
} from './exchange.ts';
export type { Changes, ChangesAsked } from './live.ts';
export { routes, type RouteName } from './routes.ts';
export {
  compareListed,
  encodeList,
  listsResource,
  packAad,
  packHash,
  parseList,
  type ListedVersion,
  type PackPlace,
} from './pack.ts';
export {
  countVersions,
  currentVersions,
  versionMarks,
  type CurrentLeaf,
  type ListedPack,
  type VersionLeaf,
  type VersionMark,
} from './current-versions.ts';
export { recordsLimits } from './limits.ts';
export { settingsScope } from './settings-scope.ts';
export { recordsProblemCodes, recordsProblemSchema, type RecordsProblem, type RecordsProblemCode } from './problem.ts';
export {
  compartments,
  packCopiesSchema,
  unassignedReasons,
  waitingReasons,
  type Assignment,
  type Compartment,
  type ListedWrite,
  type RejectionReason,
  type SealedScope,
  type PackCopies,
  type PackToWrite,
  type StoredPack,
  type UnassignedReason,
  type WaitingReason,
  type Write,
} from './scope.ts';
export { type SignedIn } from './account.ts';
export { type GatewayService, type Member } from './practice.ts';
export { auditLeafSchema, type AuditKind, type AuditLeaf } from './audit.ts';
