import { IntakeError } from '../intake-error.ts';
import { encodeText } from '../text/encodings.ts';
import type { SourceDescription } from '../source.ts';

/** How records and cells are separated, in bytes of the source's encoding. */
export type Dialect = {
  readonly separator: Uint8Array;
  /** -1: cells are never quoted. */
  readonly quote: number;
  readonly backslash: boolean;
  /** A lone carriage return ends a record. */
  readonly carriageReturnEnds: boolean;
  /** 1 for the bytes that can end an unquoted cell or need special handling. */
  readonly special: Uint8Array;
};

export type DialectOptions = Pick<SourceDescription, 'separator' | 'quote' | 'escape' | 'lineEnd'>;

/** @throws IntakeError `format_unsupported` when the separator is empty or the quote is not one ASCII character */
export function makeDialect(options: DialectOptions, encoding: string): Dialect {
  const separator = encodeText(options.separator ?? ';', encoding);
  if (separator.length === 0)
    throw new IntakeError('format_unsupported', 'separator: it is empty, or the encoding lacks it');
  const quote = options.quote === undefined ? -1 : options.quote.charCodeAt(0);
  if (options.quote !== undefined && (options.quote.length !== 1 || quote > 0x7f))
    throw new IntakeError('format_unsupported', 'quote: it is not one ASCII character');
  const backslash = options.escape === 'backslash';
  const carriageReturnEnds = options.lineEnd === 'cr';
  const special = new Uint8Array(256);
  special[0] = 1;
  special[0x0a] = 1;
  special[separator[0] ?? 0] = 1;
  if (carriageReturnEnds) special[0x0d] = 1;
  if (backslash) special[0x5c] = 1;
  return { separator, quote, backslash, carriageReturnEnds, special };
}
