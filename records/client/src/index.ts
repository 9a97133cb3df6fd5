export { RecordsClientError, type RecordsClientErrorCode } from './records-client-error.ts';
export { createMemory } from './memory.ts';
export type { Memory, Passkeys, RecordsClientOptions, RetryRules } from './options.ts';
export type { PracticeSecrets, SecretRole, Unlocked } from './session/unlocked.ts';
export type { Chain, ChainMember, Freeze, PracticeState } from './registry/practice-state.ts';
export type { Call, Download, Upload } from './transport/call.ts';
