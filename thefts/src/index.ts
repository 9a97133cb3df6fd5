export { playCheck, type PlayOptions } from './play-check.ts';
export { holds, type Played, type TheftResult } from './theft.ts';
export type { Size } from './system/throwaway.ts';
