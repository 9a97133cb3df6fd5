export { attacksBlock, type AttacksBlock } from './attacks-block.ts';
export { playCheck, type PlayOptions } from './play-check.ts';
export { playIdentities } from './play-identities.ts';
export { playRecords, type PlayRecordsOptions } from './play-records.ts';
export { holds, isDemonstrable, type Played, type TheftResult } from './theft.ts';
export type { Size } from './system/throwaway.ts';
