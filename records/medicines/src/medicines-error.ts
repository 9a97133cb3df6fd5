import { EtancheError } from '@etanche/core-wire';

/**
 * - `bdpm_missing`: a file of the medicines database is missing or empty.
 * - `bdpm_invalid`: a line does not have the columns or the codes of the format; the message names file and line.
 * - `bdpm_date`: the date is not a date, or earlier than an entry of the files.
 * - `index_invalid`: not an index of medicines, an index of another version, or a cut one.
 * - `thesaurus_invalid`: not a thesaurus of interactions in the documented format, or one that is too large; `path`
 *   names the place.
 * - `dose_invalid`: a dose that must not be written (zero, contradictory, or not whole where it must be).
 * - `number_invalid`: a number that cannot be spelled.
 * - `line_invalid`: a prescription line that contradicts itself.
 *
 * Do not retry any of them.
 */
export type MedicinesErrorCode =
  | 'bdpm_missing'
  | 'bdpm_invalid'
  | 'bdpm_date'
  | 'index_invalid'
  | 'thesaurus_invalid'
  | 'dose_invalid'
  | 'number_invalid'
  | 'line_invalid';

export class MedicinesError extends EtancheError<MedicinesErrorCode> {
  /** Place of the fault in a thesaurus, such as `interactions[12].level`; empty for its root and for other errors. */
  readonly path: string;

  constructor(code: MedicinesErrorCode, message: string, options: ErrorOptions & { readonly path?: string } = {}) {
    super(code, message, options);
    this.path = options.path ?? '';
  }
}
