import type { Bytes } from '@etanche/core-wire';
import type { Resource } from '@etanche/records-fhir';

/**
 * A resource to store: the exact bytes or text of its JSON, stored unchanged, or an object, which is serialised once.
 */
export type ResourceInput = Bytes | string | Resource;

/**
 * A change of one resource of a file. `id` is the record id, not the FHIR id; a caller may give it for a new resource,
 * so that a repeated change creates it once. `base` is the version that was edited; without it, the file's current one.
 */
export type Change =
  | { readonly kind: 'create'; readonly resource: ResourceInput; readonly id?: string }
  | { readonly kind: 'update'; readonly id: string; readonly resource: ResourceInput; readonly base?: number }
  | { readonly kind: 'delete'; readonly id: string; readonly base?: number };
