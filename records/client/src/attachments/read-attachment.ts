import { fromBase64url, ProtocolError, type Bytes } from '@etanche/core-wire';
import { compartments, openBinary, type Compartment } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { traced } from '../data/trace.ts';

/** Headers of a sealed binary. Its key is derived from their values. */
const headerNames = { compartment: 'etanche-compartment', epoch: 'etanche-epoch', salt: 'etanche-salt' } as const;

/**
 * Returns a binary as a stream. Each chunk is authenticated before it is emitted. The binary is complete only when the
 * stream ends without an error (SealingError `cannot_open`).
 *
 * @param binary id that a resource of this file names
 * @throws DataError; RecordsClientError
 */
export async function readAttachment(
  context: DataContext,
  state: ScopeState,
  binary: string,
): Promise<ReadableStream<Uint8Array>> {
  return orCouldNotCheck('attachment', async () => {
    const [{ compartment, epoch, salt, body }] = await Promise.all([
      downloadBinary(context, state, binary),
      context.keys.unlock(state),
    ]);
    const key = await context.keys.compartment(state, state.erasure, compartment, epoch);
    return body.pipeThrough(await openBinary(key, binary, salt));
  });
}

/** Downloads a sealed binary with the values from which its key is derived. @throws DataError; RecordsClientError */
export async function downloadBinary(
  context: DataContext,
  { scope }: Pick<ScopeState, 'scope'>,
  binary: string,
): Promise<{
  readonly compartment: Compartment;
  readonly epoch: number;
  readonly salt: Bytes;
  readonly body: ReadableStream<Uint8Array>;
}> {
  const { session, options } = context;
  const { headers, body } = await traced(options.trace, 'network', () =>
    session.download({ params: { scope, binary } }),
  );
  const { compartment, epoch, salt } = readHeaders(headers);
  if (!context.readable().includes(compartment)) throw untrusted('a binary of another compartment');
  return { compartment, epoch, salt, body };
}

function readHeaders(headers: Headers) {
  const compartment = compartments.find((one): one is Compartment => one === headers.get(headerNames.compartment));
  const epoch = Number(headers.get(headerNames.epoch));
  if (compartment === undefined || !Number.isSafeInteger(epoch) || epoch < 1 || epoch > 0xffffffff) {
    throw untrusted('a binary without its compartment or epoch');
  }
  try {
    return { compartment, epoch, salt: fromBase64url(headers.get(headerNames.salt) ?? '', 32) };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw untrusted('a binary without its salt', cause);
    throw cause;
  }
}
