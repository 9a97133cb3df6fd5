export { RecordsClientError, type RecordsClientErrorCode } from './records-client-error.ts';
export { createMemory } from './memory.ts';
export { createBrowserPasskeys } from './browser-passkeys.ts';
export type { Memory, Passkeys, RecordsClientOptions, RetryRules } from './options.ts';
export type { Call, Download, Upload } from './transport/call.ts';

export { signIn, signOut } from './session/sign-in.ts';
export type { PracticeSecrets, SecretRole, Unlocked } from './session/unlocked.ts';
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
} from './session/accounts.ts';

export { foundPractice, type Founded, type Founding } from './practice/found.ts';
export { register, type Registered } from './practice/register.ts';
export {
  findNewcomer,
  invite,
  listMembers,
  withdrawInvitation,
  type MemberEntry,
  type Newcomer,
} from './practice/members.ts';
export { epochIsDue, grant, openNextEpoch } from './practice/grants.ts';
export { openImporter, prepareImporter, type PreparedImporter } from './practice/importer.ts';

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
} from './registry/propose.ts';
export {
  catchUpVaults,
  pendingOrders,
  repostPending,
  signPending,
  type OrderState,
  type PendingOrder,
} from './registry/order-progress.ts';
export { dailyCounts, listAlarms, quotasLeft } from './registry/vault-questions.ts';
export type { Left, Quotas } from './registry/openable.ts';
export type { Chain, ChainMember, Freeze, PracticeState } from './registry/practice-state.ts';

export { prepareRecovery } from './recovery/prepare-recovery.ts';
export { helpRecovery, listRecoveriesToHelp, type RecoveryToHelp } from './recovery/help.ts';
export { startRecovery, type OngoingRecovery } from './recovery/recover.ts';
export { openKit } from './kit/open-kit.ts';
export type { KitSheet } from './kit/new-kit.ts';
