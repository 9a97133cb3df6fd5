export { RecordsClientError, transientCodes, type RecordsClientErrorCode } from './records-client-error.ts';
export { createMemory } from './session/memory.ts';
export { createBrowserMemory } from './session/browser-memory.ts';
export { createBrowserOutputStore } from './session/browser-output-store.ts';
export { createBrowserPasskeys } from './session/browser-passkeys.ts';
export { createOutputMemory, type OutputContent, type OutputRow, type OutputStore } from './session/output-store.ts';
export type { Environment, Memory, Passkeys, RecordsClientOptions, RetryRules } from './options.ts';

export { signIn, signOut } from './session/sign-in.ts';
export type { RecordsClient } from './session/client.ts';
export type { Practice } from './session/practice.ts';
export type { Secrets } from './session/secrets.ts';
export {
  addPasskey,
  endMemberSession,
  endSession,
  listDevices,
  listPasskeys,
  listSessions,
  recoveryPreparedAt,
  removeMemberPasskey,
  removePasskey,
  startIdentityProof,
} from './session/sessions-and-passkeys.ts';

export { hasFoundingDraft } from './members/founding-draft.ts';
export { approverNames } from './members/approver-names.ts';
export { approverOfCard } from './members/require-two-issuers.ts';
export { foundPractice, isNewServer, resumeFounding, type Founding } from './members/found.ts';
export { ownFingerprint, readInvitee, register, type Registration } from './members/register.ts';
export { findNewcomer, invite, listMembers, withdrawInvitation, type MemberEntry } from './members/members.ts';
export { epochIsDue, grant, openNextEpoch } from './members/grants.ts';
export { openImporter, prepareImporter } from './members/importer.ts';
export {
  admitGateway,
  gatewayPlace,
  makeGateway,
  openGateway,
  readGatewayFile,
  stateServices,
  type GatewayFile,
} from './members/gateway.ts';
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
  proposeRenewal,
  proposeRestore,
  proposeRetirement,
  proposeServer,
  proposeThaw,
} from './orders/propose.ts';
export { renewalOf } from './orders/renewal-of.ts';
export { catchUpVaults, pendingOrders, repostPending, signPending } from './orders/order-progress.ts';
export {
  alarmEvents,
  dailyCounts,
  listAlarms,
  memberActivity,
  practiceUsage,
  remainingQuotas,
  vaultOwners,
} from './orders/vault-questions.ts';
export type { AlarmEvent } from './orders/alarm-events.ts';
export type { Activity, MemberUsage, Usage } from './orders/combine-usage.ts';

export { draftRecovery, prepareRecovery, type DraftedRecovery } from './recovery/prepare-recovery.ts';
export { helpRecovery, listRecoveriesToHelp } from './recovery/help.ts';
export { startRecovery, type OngoingRecovery } from './recovery/recover.ts';
export { openKit } from './kit/open-kit.ts';
export {
  adoptKit,
  draftKit,
  forgetKit,
  kitReplacement,
  type DraftedKit,
  type KitReplacement,
} from './kit/replace-kit.ts';
export type { KitSheet } from './kit/new-kit.ts';

export { openDrafts, type Drafts } from './drafts/drafts.ts';
export type { StoredContent } from './drafts/contents.ts';
export { ofPractitioner } from './agenda/appointment.ts';
export type { AttachOptions } from './attachments/attachment.ts';
export type { EntryFit } from './agenda/agenda-day.ts';
export { createSealedMemory, type SealedStore } from './drafts/sealed-store.ts';
export { createBrowserSealedStore } from './drafts/browser-sealed-store.ts';

export { createRecordsData, type RecordsData } from './data/records-data.ts';
export { type DataOptions, type Evaluate, type SendWrite } from './data/data-options.ts';
export { mostListedBytes, mostListedWrites, sendWrites, writeBytes } from './import/send-writes.ts';
export { DataError, type DataErrorCode } from './data/data-error.ts';
export type { Change, ResourceInput } from './data/change.ts';
export type { FileResource } from './data/file-resource.ts';
export { mostStoredScopes, type Patients } from './patients/patients.ts';
export type { ImportedNames, ImportedVersion, StoredRecords } from './import/write-imported-patient.ts';
export type { PatientFile } from './patients/patient-file.ts';
export type { FileDamage } from './patients/examine-file.ts';
export { readCopies } from './patients/read-copies.ts';
export type { NewPatient } from './patients/new-patient.ts';
export { linkedFiles } from './patients/merge-patients.ts';
export { binaryOf } from './attachments/attachment.ts';
export type { SearchAnswer } from './search/search.ts';
export type { Unassigned } from './unassigned/unassigned.ts';
export type { NewUnassigned } from './unassigned/write-unassigned.ts';
export { VaultClientError } from '@etanche/vault-client';
export { settingsScope, unassignedReasons, type UnassignedReason } from '@etanche/core-records-protocol';
export { idsByPrefix, createKeyedHash, recordIds, type KeyedHash, type RecordIds } from './import/record-ids.ts';
export { metaOf, sourceName, writtenAt } from './import/source-name.ts';
export { recordsByPrefix, planVersions, type PlannedItem, type VersionChain } from './import/plan-versions.ts';
export { memberSystem } from './agenda/appointment.ts';
export type { AgendaDay } from './agenda/agenda-day.ts';
export type { MemberList } from './agenda/list.ts';
export type { Settings, SettingsEntry, PastSettings } from './settings/settings.ts';
export { writersOf } from './settings/writers.ts';
export { settingsIssues } from './settings/check-document.ts';
export type {
  CorrespondentDocument,
  DocumentName,
  FavouriteDocument,
  GrowthDocument,
  HoursDocument,
  InteractionsDocument,
  KindsDocument,
  LetterheadDocument,
  PractitionerDocument,
  SettingsDocument,
  TemplateDocument,
} from './settings/documents.ts';
export type { AuditReport } from './audit/verify-audit.ts';
export type { LogCheck, LogContradiction } from './audit/check-log.ts';
export { verifyLogProof, type LogProof, type ProvenLog } from './audit/log-proof.ts';
export type { LineFilter, LogLine, LogLines } from './audit/read-lines.ts';
export type { AuditKind, WaitingReason } from '@etanche/core-records-protocol';
export { tracedFetch, type Span } from './data/trace.ts';
export { longPollPath } from './live/live-changes.ts';
export { resultsToSee } from './results/results-to-see.ts';
export type { FiledReport, ReportToFile } from './results/file-report.ts';
export type { Filing } from './results/filing.ts';
export { fileVersion, type FiledVersion, type ResultChanges, type VersionToFile } from './results/file-version.ts';
export { isSameSent, planSentResults } from './results/sent-results.ts';
export { readDirectories, type Listing } from './exchange/read-directory.ts';
export { searchDirectory, searchPractices, type FoundDoctor } from './exchange/search-directory.ts';
export { confirmCorrespondent, verifyCorrespondent, type Correspondent } from './exchange/correspondent.ts';
export { isOwnEntry, publishEntry, type DirectoryProfile } from './exchange/publish-entry.ts';
export { sealMessage, type NewMessage, type SealedMessage, type SendOptions } from './exchange/send-message.ts';
export {
  endShare,
  sealFromFile,
  sealShare,
  sendFromFile,
  sentFrom,
  type MessageToSend,
} from './exchange/send-from-file.ts';
export { settleBefore, settleSent } from './exchange/settle-sent.ts';
export type { FiledTransfer } from './transfer/file-transfer.ts';
export type { SealedTransfer } from './transfer/seal-transfer.ts';
export {
  dropVolume,
  forgetTransfer,
  keepTransfer,
  keptTransfer,
  type UnfinishedKept,
} from './transfer/keep-transfer.ts';
export {
  openTransfer,
  readTransfer,
  transferVolume,
  type OpenedTransfer,
  type OpenedVolume,
  type TransferVolume,
} from './transfer/open-transfer.ts';
export { transferFacts, type TransferFacts } from './transfer/transfer-facts.ts';
export type { TransferConflict, TransferCounts } from './transfer/plan-transfer.ts';
export { withdrawTransfer, type TransferMessage, type TransferWithdrawal } from './transfer/withdraw-transfer.ts';
export {
  listInbox,
  listOutbox,
  markFiled,
  takeBackFiling,
  openMessage,
  sendReceipt,
  verifyReceipts,
  withdrawMessage,
  type OpenedMessage,
  type Received,
  type Sent,
} from './exchange/mailbox.ts';
export { isBySender, readGateways, writerOfListed, writerOfMail, type Gateways } from './exchange/mail-sender.ts';
export { listMail, queueMail, sendingIn } from './exchange/queue-mail.ts';
