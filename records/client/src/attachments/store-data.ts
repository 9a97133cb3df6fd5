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

/** A resource whose large data are stored apart, and the binaries that its write has to name. */
export type ReducedResource = { readonly text: string; readonly binaries: readonly string[] };

/**
 * Seals the large data of a resource, each under a key of its own that the reduced text has, and stores them. What no
 * write names afterwards is swept by the server.
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
    stored.push({ ...data, stored: { ...(await storeOne(context, scope, compartment, content)), isPlain } });
  }
  return { text: withStoredData(text, stored), binaries: stored.map(({ stored: { binary } }) => binary) };
}

/**
 * The same for an import, one resource at a time in a session: each binary is held in memory as a whole.
 *
 * @returns null where the server does not take the data: the resource cannot be written, and others can
 * @throws RecordsClientError
 */
export async function bringLargeData(...given: Parameters<typeof storeLargeData>): Promise<ReducedResource | null> {
  const [{ session }, , , , large] = given;
  if (large.length > recordsLimits.binariesPerWrite) return null;
  try {
    return await inTurn(session, () => storeLargeData(...given));
  } catch (error) {
    if (error instanceof RecordsClientError && ofOne.includes(error.code)) return null;
    throw error;
  }
}

const inTurn = createKeyedQueue();

/** After these the server may take other resources. */
const ofOne: readonly RecordsClientErrorCode[] = [
  'limit_reached',
  'request_invalid',
  'conflict',
  'unreachable',
  'answer_invalid',
  'overloaded',
  'store_unavailable',
  'internal_error',
];

async function storeOne(
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

/** The key of stored data, from the resource that names them. @throws ProtocolError */
export async function storedDataKey(
  place: Parameters<typeof ownBinaryKey>[0],
  { secret }: StoredData,
): Promise<Awaited<ReturnType<typeof ownBinaryKey>>> {
  return ownBinaryKey(place, fromBase64url(secret, BINARY_SECRET_BYTES));
}
