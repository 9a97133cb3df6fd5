import { parseShape, ProtocolError } from '@etanche/core-wire';
import { packCopiesSchema, type PackCopies } from '@etanche/core-records-protocol';
import { DataError } from '../data/data-error.ts';

/** Reads the file of copies that an operator made (`etanche records copy-packs`). @throws DataError `invalid_copies` */
export function readCopies(text: string): PackCopies {
  try {
    return parseShape(packCopiesSchema, JSON.parse(text), 'copies');
  } catch (cause) {
    if (!(cause instanceof ProtocolError) && !(cause instanceof SyntaxError)) throw cause;
    throw new DataError('invalid_copies', 'not a file of copies', { cause });
  }
}
