import { EtancheError } from '@etanche/core-wire';

/**
 * - `json_invalid`: not the UTF-8 JSON text of one object, or JSON that readers interpret differently (a repeated name,
 *   half a surrogate pair, `__proto__`); do not retry.
 * - `json_limits`: larger or deeper than the given limits; do not retry.
 * - `too_large`: a resource is too large even without its stored data, or its data are too large: `path` names them; do
 *   not retry.
 * - `extension_reserved`: the source contains the extension that is reserved for stored data; remove it.
 * - `resource_type`: `resourceType` is not the name of an R4 resource type; do not retry.
 * - `bundle_invalid`: not a Bundle of a type that can be imported; do not retry.
 * - `card_invalid`: a card does not fit 256 bytes, or bytes are not a card; do not retry.
 * - `growth_table_invalid`: a growth table is malformed: `path` names the place; correct the file.
 * - `document_invalid`: the resources are not those of one patient; correct them first.
 */
type FhirErrorCode =
  | 'json_invalid'
  | 'json_limits'
  | 'too_large'
  | 'extension_reserved'
  | 'resource_type'
  | 'bundle_invalid'
  | 'card_invalid'
  | 'growth_table_invalid'
  | 'document_invalid';

export class FhirError extends EtancheError<FhirErrorCode> {
  /** FHIRPath without values; empty if unknown. */
  readonly path: string;

  constructor(code: FhirErrorCode, message: string, options: ErrorOptions & { readonly path?: string } = {}) {
    super(code, message, options);
    this.path = options.path ?? '';
  }
}
