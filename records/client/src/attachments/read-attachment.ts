import { fromBase64url, ProtocolError, type Bytes } from '@etanche/core-wire';
import { compartments, openBinary, type Compartment } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { traced } from '../data/trace.ts';

/** Headers of a sealed binary: what its key is derived from. */
const headerNames = { compartment: 'etanche-compartment', epoch: 'etanche-epoch', salt: 'etanche-salt' } as const;

/**
 * A binary as a stream. Each chunk is authenticated before it comes out; that none is missing is known when the stream has
 * ended without an error (SealingError `cannot_open`), and not before.
 *
 * @param binary as the resource names it, which is what says that it belongs to this file
 * @throws DataError; RecordsClientError
 */
export async function readAttachment(
  context: DataContext,
  state: ScopeState,
  binary: string,
): Promise<ReadableStream<Uint8Array>> {
  return orCouldNotCheck('attachment', async () => {
    const [{ place, salt, body }] = await Promise.all([
      downloadBinary(context, state, binary),
      context.keys.unlock(state),
    ]);
    const key = await context.keys.compartment(state, state.erasure, place.compartment, place.epoch);
    return body.pipeThrough(await openBinary(key, binary, salt));
  });
}

/** A sealed binary, and what its key derives from beside a secret. @throws DataError; RecordsClientError */
export async function downloadBinary(
  context: DataContext,
  { scope }: Pick<ScopeState, 'scope'>,
  binary: string,
): Promise<{
  readonly place: { readonly compartment: Compartment; readonly epoch: number };
  readonly salt: Bytes;
  readonly body: ReadableStream<Uint8Array>;
}> {
  const { session, options } = context;
  const { headers, body } = await traced(options.trace, 'network', () =>
    session.download({ params: { scope, binary } }),
  );
  const { compartment, epoch, salt } = readHeaders(headers);
  if (!context.readable().includes(compartment)) throw untrusted('a binary of another compartment');
  return { place: { compartment, epoch }, salt, body };
}

function readHeaders(headers: Headers) {
  const compartment = compartments.find((one): one is Compartment => one === headers.get(headerNames.compartment));
  const epoch = Number(headers.get(headerNames.epoch));
  if (compartment === undefined || !Number.isSafeInteger(epoch) || epoch < 1 || epoch > 0xffffffff) {
    throw untrusted('a binary without its place');
  }
  try {
    return { compartment, epoch, salt: fromBase64url(headers.get(headerNames.salt) ?? '', 32) };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw untrusted('a binary without its salt', cause);
    throw cause;
  }
}
