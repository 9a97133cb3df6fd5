import { parseRecoveryCode, SealingError } from '@etanche/core-sealing';
import type { Bytes } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';

/** Reads a printed code as typed. @throws RecordsClientError `text_invalid` */
export function readRecoveryCode(typed: string): Bytes {
  try {
    return parseRecoveryCode(typed);
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause;
    throw new RecordsClientError('text_invalid', cause.message, { cause });
  }
}
