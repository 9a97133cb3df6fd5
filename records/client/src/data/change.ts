import type { Bytes } from '@etanche/core-wire';
import type { Resource } from '@etanche/records-fhir';

/**
 * A resource to be kept: the exact bytes or text of its JSON, kept as they are, or an object, which is serialised once.
 */
export type ResourceInput = Bytes | string | Resource;

/**
 * What is to change in a file. `id` is the record id of a resource, not FHIR's: of a new one only where the caller made
 * it, so that the same change given twice is one. `base` is the version that was looked at when it was edited; without it,
 * the one that the file holds.
 */
export type Change =
  | { readonly kind: 'create'; readonly resource: ResourceInput; readonly id?: string }
  | { readonly kind: 'update'; readonly id: string; readonly resource: ResourceInput; readonly base?: number }
  | { readonly kind: 'delete'; readonly id: string; readonly base?: number };
