import { EtancheError } from '@etanche/core-wire';

/**
 * - `json_invalid`: not the UTF-8 JSON text of one object, or JSON that two readers would read differently (a name
 *   given twice, half a surrogate pair, `__proto__`); do not retry.
 * - `json_limits`: larger or deeper than the limits given; do not retry.
 * - `too_large`: a resource that is too large even without its stored data, or data that are: `path` names them; do not retry.
 * - `extension_reserved`: the source has the extension by which stored data are named; remove it.
 * - `resource_type`: an object without the name of an R4 resource type; do not retry.
 * - `bundle_invalid`: not a Bundle of a type that can be imported; do not retry.
 * - `card_invalid`: a card that does not fit its 256 bytes, or bytes that are no card; do not retry.
 * - `document_invalid`: the resources do not make a document of one patient; correct them first.
 */
export type FhirErrorCode =
  | 'json_invalid'
  | 'json_limits'
  | 'too_large'
  | 'extension_reserved'
  | 'resource_type'
  | 'bundle_invalid'
  | 'card_invalid'
  | 'document_invalid';

export class FhirError extends EtancheError<FhirErrorCode> {
  /** FHIRPath without values; empty where none is known. */
  readonly path: string;

  constructor(code: FhirErrorCode, message: string, options: ErrorOptions & { readonly path?: string } = {}) {
    super(code, message, options);
    this.path = options.path ?? '';
  }
}
