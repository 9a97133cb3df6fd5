export { playCheck, type PlayOptions } from './play-check.ts';
export { playRecords, type PlayRecordsOptions } from './play-records.ts';
export { holds, type Played, type TheftResult } from './theft.ts';
export type { Size } from './system/throwaway.ts';
