import { bytes32Schema } from '@etanche/core-vault-protocol';
import { fromUtf8, object, parseShape, utf8, type Bytes, type Shape } from '@etanche/core-wire';
import { opening } from '../sealing-error.ts';

const locatorSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 } as const;

const scopeIndexSchema = object(
  {
    cardKey: bytes32Schema,
    postings: {
      type: 'array',
      items: object({
        term: { type: 'string', minLength: 1, maxLength: 200 },
        locator: locatorSchema,
      }),
      minItems: 0,
      maxItems: 24,
    },
    patient: { type: 'integer', minimum: 1, maximum: 0xffffffff },
  },
  ['patient'],
);
/**
 * A patient's own postings, stored in the scope so that an edit can remove them without another evaluation. `patient`
 * is the version of the Patient from which card and postings were made, if a later import wrote one (7.7); absent for
 * 1.
 */
export type ScopeIndex = Shape<typeof scopeIndexSchema>;

/** The bytes of a version of kind `index`, whose resource id is the scope's. */
export function encodeScopeIndex(index: ScopeIndex): Bytes {
  return utf8(JSON.stringify(parseShape(scopeIndexSchema, index, 'index of a scope')));
}

/** @throws SealingError `cannot_open` */
export async function parseScopeIndex(bytes: Bytes): Promise<ScopeIndex> {
  return opening('index of a scope', () =>
    parseShape(scopeIndexSchema, JSON.parse(fromUtf8(bytes)) as unknown, 'index of a scope'),
  );
}
