import { EtancheError } from '@etanche/core-wire';

/** - `patient_missing`: there is not exactly one Patient among the resources. */
type DocumentErrorCode = 'patient_missing';

export class DocumentError extends EtancheError<DocumentErrorCode> {}
