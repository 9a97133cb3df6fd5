import type { Caller } from '../route.ts';

/** Roles that may call a route, grouped by their access to patients. */
export const everybody = [
  'doctor',
  'secretary',
  'administrator',
  'gateway',
  'importer',
  'kit',
] as const satisfies readonly Caller[];
export const people = ['doctor', 'secretary', 'administrator'] as const satisfies readonly Caller[];
export const care = ['doctor', 'secretary'] as const satisfies readonly Caller[];
/** A gateway reads and writes files like a doctor, and has no right over members, erasures or messages. */
export const readers = [...care, 'gateway'] as const satisfies readonly Caller[];
export const writers = [...readers, 'importer'] as const satisfies readonly Caller[];
/**
 * A member writes and reads the practice's settings, an administrator nothing else (`compartmentsIn` of the server).
 */
export const scopeUsers = [...writers, 'administrator'] as const satisfies readonly Caller[];
export const granters = ['doctor', 'secretary', 'kit'] as const satisfies readonly Caller[];
