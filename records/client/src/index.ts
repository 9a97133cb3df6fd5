export { RecordsClientError, transientCodes, type RecordsClientErrorCode } from './records-client-error.ts';
export { createMemory } from './session/memory.ts';
export { createBrowserOutputStore } from './session/browser-output-store.ts';
export { createBrowserPasskeys } from './session/browser-passkeys.ts';
export { createOutputMemory, type OutputRow, type OutputStore } from './session/output-store.ts';
export type { Environment, Memory, Passkeys, RecordsClientOptions, RetryRules, VaultAccess } from './options.ts';
export type { Call, Download, Upload } from './transport/call.ts';

export { signIn, signOut } from './session/sign-in.ts';
export type { RecordsClient } from './session/client.ts';
export type { Practice } from './session/practice.ts';
export type { PracticeSecrets, Secrets } from './session/secrets.ts';
export type { Session } from './session/session.ts';
export type { MemberStatus } from './session/member-status.ts';
export {
  addPasskey,
  endSession,
  listPasskeys,
  listSessions,
  removePasskey,
  startIdentityProof,
  type PasskeyEntry,
  type SessionEntry,
} from './session/sessions-and-passkeys.ts';

export { foundPractice, resumeFounding, type Founding } from './members/found.ts';
export type { FoundingResult, FoundingPlan } from './members/complete-founding.ts';
export { register, type Registration } from './members/register.ts';
export {
  findNewcomer,
  invite,
  listMembers,
  withdrawInvitation,
  type MemberEntry,
  type Newcomer,
} from './members/members.ts';
export { epochIsDue, grant, openNextEpoch } from './members/grants.ts';
export { openImporter, prepareImporter, type PreparedImporter } from './members/importer.ts';
export { openImporterFile, type ImporterFile } from './members/importer-file.ts';

export {
  freezeMember,
  proposeApprovers,
  proposeConfirmFreeze,
  proposeContacts,
  proposeEnrolment,
  proposeFreeze,
  proposeLive,
  proposeRaise,
  proposeRekey,
  proposeRestore,
  proposeRetirement,
  proposeServer,
  proposeThaw,
} from './orders/propose.ts';
export {
  catchUpVaults,
  pendingOrders,
  repostPending,
  signPending,
  type OrderState,
  type PendingOrder,
} from './orders/order-progress.ts';
export { dailyCounts, listAlarms, remainingQuotas, vaultOwners } from './orders/vault-questions.ts';
export type { FirstLimit, Remainder, Quotas } from './orders/remaining-quotas.ts';
export type { Freeze, PracticeState } from './orders/practice-state.ts';

export { prepareRecovery, type PreparedRecovery } from './recovery/prepare-recovery.ts';
export { helpRecovery, listRecoveriesToHelp, type RecoveryToHelp } from './recovery/help.ts';
export { startRecovery, type OngoingRecovery } from './recovery/recover.ts';
export { openKit } from './kit/open-kit.ts';
export { adoptKit, proposeKit, type ProposedKit } from './kit/replace-kit.ts';
export type { KitSheet } from './kit/new-kit.ts';

export { createRecordsData, type RecordsData } from './data/records-data.ts';
export { type DataOptions, type Evaluate, type EvaluateElements, type FoundIssue } from './data/data-options.ts';
export { DataError, type DataErrorCode, type PlacedIssue } from './data/data-error.ts';
export type { QuotaReached } from './data/quota-reached.ts';
export type { Change, ResourceInput } from './data/change.ts';
export type { Conflict } from './data/conflict.ts';
export type { FileResource } from './data/file-resource.ts';
export type { Patients } from './patients/patients.ts';
export type { ImportedFile, ImportedNames, ImportedVersion, StoredRecords } from './import/write-imported-patient.ts';
export type { PatientFile } from './patients/patient-file.ts';
export type { NewPatient } from './patients/new-patient.ts';
export type { EmergencyReason } from './patients/open-patient.ts';
export type { PastVersion } from './patients/history.ts';
export type { Access } from './patients/accesses.ts';
export type { PatientExport } from './patients/export-patient.ts';
export { linkedFiles, type LinkedFile } from './patients/merge-patients.ts';
export { binaryOf, type AttachmentElement, type NewAttachment } from './attachments/attachment.ts';
export type { BinarySource } from './attachments/stream-bytes.ts';
export type { CallOptions } from './data/abortable.ts';
export type { SearchAnswer, SearchOptions } from './search/search.ts';
export type { UnassignedEntry } from './unassigned/list-unassigned.ts';
export type { Unassigned } from './unassigned/unassigned.ts';
export type { UnassignedFile } from './unassigned/open-unassigned.ts';
export type { NewUnassigned } from './unassigned/write-unassigned.ts';
export { unassignedReasons, type RejectionReason, type UnassignedReason } from '@etanche/core-records-protocol';
export { idsByPrefix, createKeyedHash, recordIds, type KeyedHash, type RecordIds } from './import/record-ids.ts';
export { metaOf, sourceName, writtenAt, type SourceResource } from './import/source-name.ts';
export { recordsByPrefix, planVersions, type PlannedItem, type VersionChain } from './import/plan-versions.ts';
export type { FoundCard } from './search/open-cards.ts';
export type { Duplicates } from './search/find-duplicates.ts';
export type { Agenda } from './agenda/agenda.ts';
export { memberSystem } from './agenda/appointment.ts';
export type { AgendaDay } from './agenda/agenda-day.ts';
export type { AuditReport } from './audit/verify-audit.ts';
export { tracedFetch, type Span, type SpanName, type Trace } from './data/trace.ts';
