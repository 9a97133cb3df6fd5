import { recordsLimits } from '@etanche/core-records-protocol';
import { BINARY_SECRET_BYTES, ownBinaryKey, sealBinary, type Compartment } from '@etanche/core-sealing';
import { createKeyedQueue, fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { withStoredData, type LargeData, type StoredData } from '@etanche/records-fhir';
import { RecordsClientError, type RecordsClientErrorCode } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { newId } from '../data/new-id.ts';
import { traced } from '../data/trace.ts';
import { bytesOfValue } from './base64-pieces.ts';
import { streamOfPieces } from './stream-bytes.ts';

/** A resource whose large data are stored separately, and the binaries that its write must name. */
type ReducedResource = { readonly text: string; readonly binaries: readonly string[] };

/**
 * Seals the large data of a resource and stores them, each under its own key. The reduced text contains these keys. The
 * server deletes binaries that no write names.
 *
 * @throws RecordsClientError
 */
export async function storeLargeData(
  context: DataContext,
  scope: string,
  compartment: Compartment,
  text: string,
  large: readonly LargeData[],
): Promise<ReducedResource> {
  const stored: (LargeData & { readonly stored: StoredData })[] = [];
  for (const data of large) {
    const { value, isPlain } = data;
    const content = streamOfPieces(bytesOfValue(text, value.start, value.end, isPlain));
    stored.push({ ...data, stored: { ...(await storeBinary(context, scope, compartment, content)), isPlain } });
  }
  return { text: withStoredData(text, stored), binaries: stored.map(({ stored: { binary } }) => binary) };
}

/**
 * Stores the large data of an imported resource. A session handles one resource at a time, because each binary is in
 * memory as a whole.
 *
 * @returns null if the server rejects these data: this resource cannot be written, others can
 * @throws RecordsClientError
 */
export async function importLargeData(...args: Parameters<typeof storeLargeData>): Promise<ReducedResource | null> {
  const [{ session }, , , , large] = args;
  if (large.length > recordsLimits.binariesPerWrite) return null;
  try {
    return await queue(session, () => storeLargeData(...args));
  } catch (error) {
    if (error instanceof RecordsClientError && affectOneResource.includes(error.code)) return null;
    throw error;
  }
}

const queue = createKeyedQueue();

/** Codes after which the server may accept other resources. */
const affectOneResource: readonly RecordsClientErrorCode[] = [
  'limit_reached',
  'request_invalid',
  'conflict',
  'unreachable',
  'answer_invalid',
  'overloaded',
  'store_unavailable',
  'internal_error',
];

/** Seals a binary under a key of its own and stores it. The write that names it makes it part of the scope. */
export async function storeBinary(
  { environment, session, secrets, practice, options }: DataContext,
  scope: string,
  compartment: Compartment,
  content: ReadableStream<Bytes>,
): Promise<{ readonly binary: string; readonly secret: string }> {
  const binary = newId({ environment });
  const secret = Uint8Array.from(environment.random(BINARY_SECRET_BYTES));
  const epoch = secrets.writingEpoch();
  const key = await ownBinaryKey({ practice: practice.id, scope, compartment, epoch }, secret);
  const { salt, transform } = await sealBinary(key, binary, environment.random);
  const body = await new Response(content.pipeThrough(transform)).blob();
  const query = { compartment, epoch, salt: toBase64url(salt) };
  await traced(options.trace, 'network', () => session.upload({ params: { scope, binary }, query, body }));
  return { binary, secret: toBase64url(secret) };
}

/** Derives the key of stored data from the resource that names them. @throws ProtocolError */
export async function storedDataKey(
  place: Parameters<typeof ownBinaryKey>[0],
  { secret }: StoredData,
): Promise<Awaited<ReturnType<typeof ownBinaryKey>>> {
  return ownBinaryKey(place, fromBase64url(secret, BINARY_SECRET_BYTES));
}
