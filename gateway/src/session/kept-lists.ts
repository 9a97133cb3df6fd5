import {
  fromBase64url,
  isEtancheError,
  object,
  parseShape,
  toBase64url,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { errorFields, readPrivateFile, writePrivateFile, type Logger } from '@etanche/platform';
import { createOutputMemory, type OutputContent, type OutputStore } from '@etanche/records-client';

const short = { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$', maxLength: 22 } as const;
const mostRows = 1000;
const fileSchema = object({
  format: { const: 'etanche/v1/kept-lists' },
  secret: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 },
  rows: {
    type: 'array',
    items: object({
      id: short,
      owners: { type: 'array', items: short, minItems: 2, maxItems: 2 },
      dropAfter: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      sealed: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: 200 },
    }),
    minItems: 0,
    maxItems: mostRows,
  },
});

/**
 * The outputs with which the lists of the last 24 hours open again, in a file beside the gateway's key: a restart costs
 * no unit of the vaults. They are sealed under that key. A file that is lost, malformed or of another gateway costs
 * units, as if there were none.
 *
 * @throws PlatformError `private_file_open` if another user may read it
 */
export function openKeptLists(path: string, logger: Logger): OutputStore {
  let writing = Promise.resolve();
  return createOutputMemory(readKept(path, logger), async ({ secret, rows }) => {
    if (secret === null) return;
    writing = writing.then(async () => {
      // Without the file, as on a full disk, the lists stay open in this process, and a restart costs units.
      await writePrivateFile(path, textOf(secret, rows)).catch((error: unknown) => {
        logger.warn('lists_not_kept', errorFields(error));
      });
    });
    await writing;
  });
}

function readKept(path: string, logger: Logger): OutputContent {
  const none: OutputContent = { secret: null, rows: [] };
  const text = readPrivateFile(path)?.toString('utf8');
  if (text === undefined) return none;
  try {
    const { secret, rows } = parseShape(fileSchema, JSON.parse(text), 'kept lists');
    return {
      secret: fromBase64url(secret, 32),
      rows: rows.map(({ id, owners: [member = '', credential = ''], dropAfter, sealed }) => ({
        ...{ id, owners: [member, credential] as const, dropAfter },
        sealed: fromBase64url(sealed, undefined),
      })),
    };
  } catch (error) {
    if (!isEtancheError(error) && !(error instanceof SyntaxError)) throw error;
    logger.warn('kept_lists_unreadable', errorFields(error));
    return none;
  }
}

function textOf(secret: Bytes, rows: OutputContent['rows']): string {
  const content: Shape<typeof fileSchema> = {
    format: 'etanche/v1/kept-lists',
    secret: toBase64url(secret),
    rows: rows.map(({ id, owners, dropAfter, sealed }) => ({
      ...{ id, owners: [...owners], dropAfter },
      sealed: toBase64url(sealed),
    })),
  };
  return `${JSON.stringify(content)}\n`;
}
