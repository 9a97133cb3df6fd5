export { attacksBlock, type AttacksBlock } from './attacks-block.ts';
export { runCheck, type RunCheckOptions } from './run-check.ts';
export { runIdentities } from './run-identities.ts';
export { runRecords, type RunRecordsOptions } from './run-records.ts';
export { holds, isDemonstrable, type ScenarioResult, type TheftResult } from './theft.ts';
export type { Size } from './system/throwaway.ts';
