import type { Caller } from '../route.ts';

/** Parts that may call, by what they have to do with a patient. */
export const everybody = [
  'doctor',
  'secretary',
  'administrator',
  'importer',
  'kit',
] as const satisfies readonly Caller[];
export const people = ['doctor', 'secretary', 'administrator'] as const satisfies readonly Caller[];
export const care = ['doctor', 'secretary'] as const satisfies readonly Caller[];
export const writers = ['doctor', 'secretary', 'importer'] as const satisfies readonly Caller[];
export const granters = ['doctor', 'secretary', 'kit'] as const satisfies readonly Caller[];
