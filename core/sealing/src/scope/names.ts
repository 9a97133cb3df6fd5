import {
  fromUtf8,
  object,
  parseShape,
  ProtocolError,
  recordIdSchema,
  utf8,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { cannotOpen } from '../sealing-error.ts';

/** Most characters of a full URL. */
export const FULL_URL_LENGTH = 4096;

const namesSchema = object({
  names: {
    type: 'array',
    items: object({
      fullUrl: { type: 'string', minLength: 1, maxLength: FULL_URL_LENGTH },
      resource: recordIdSchema,
    }),
    minItems: 1,
    maxItems: 20_000,
  },
});

/**
 * The content of a version of kind `names` (docs/protocol.md 7.4): the full URLs (R4, Bundle.entry.fullUrl) that the
 * source of an import had for resources of the scope, by record id. References name resources by them. One resource may
 * have several, since a `urn:uuid:` means something in one Bundle only.
 */
export type ResourceNames = Shape<typeof namesSchema>;

/** @throws ProtocolError `shape_invalid` */
export function encodeNames(names: ResourceNames): Bytes {
  return utf8(JSON.stringify(parseShape(namesSchema, names, 'names of resources')));
}

/** @throws SealingError `cannot_open` */
export function parseNames(bytes: Bytes): ResourceNames {
  try {
    return parseShape(namesSchema, JSON.parse(fromUtf8(bytes)) as unknown, 'names of resources');
  } catch (error) {
    if (!(error instanceof ProtocolError) && !(error instanceof SyntaxError)) throw error;
    throw cannotOpen('names of resources');
  }
}
