import { recordIdSchema, toBase64url, type Bytes } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import { sealBinary, sealedBinaryLength, type Compartment } from '@etanche/core-sealing';
import { compartmentOf, type Resource } from '@etanche/records-fhir';
import type { CallOptions } from '../data/abortable.ts';
import type { Change } from '../data/change.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import { newId } from '../data/new-id.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { traced } from '../data/trace.ts';
import { retryInNextEpoch } from './retry-in-next-epoch.ts';
import { countBytes, streamOf, type BinarySource } from './stream-bytes.ts';

/** The members of an Attachment (R4, Datatypes) with which a resource names its binary. */
type AttachmentElement = {
  readonly contentType: string;
  readonly url: string;
  readonly size: number;
  readonly title?: string;
};

export type NewAttachment = {
  readonly content: BinarySource;
  /** RFC 6838, such as `application/pdf`. */
  readonly contentType: string;
  readonly title?: string;
  /** Record id of the resource, for an attachment that may be repeated. */
  readonly id?: string;
  /** Builds the resource that names the binary, usually a DocumentReference. Both are written together. */
  readonly resource: (attachment: AttachmentElement) => Resource;
};

export type AttachOptions = CallOptions & {
  /** Changes of the same transaction. */
  readonly alongside?: readonly Change[];
  /**
   * True if the changes still fit the file with these resources, which other members may have changed meanwhile. If not,
   * the call throws `conflict`, and the file shows them.
   */
  readonly fits?: (resources: readonly FileResource[]) => boolean;
  /** Called with the number of plain bytes that were sealed. */
  readonly onSealed?: (bytes: number) => void;
};

/** A stored binary. It becomes part of the file with the write that names it. */
type StoredAttachment = { readonly binary: string; readonly resource: Resource };

/**
 * Seals a binary chunk by chunk and stores it in the compartment of the resource that will name it. If the next epoch
 * was opened in the meantime, the binary is sealed again. A stream can be read only once and fails with `epoch_closed`.
 *
 * @throws DataError `too_large`, `not_entitled`; RecordsClientError
 */
export async function storeAttachment(
  context: DataContext,
  state: ScopeState,
  fresh: NewAttachment,
  onSealed: (bytes: number) => void = () => undefined,
): Promise<StoredAttachment> {
  const binary = newId(context);
  const element = (size: number): AttachmentElement => ({
    ...{ contentType: fresh.contentType, url: `Binary/${binary}`, size },
    ...(fresh.title === undefined ? {} : { title: fresh.title }),
  });
  const compartment = compartmentOf(fresh.resource(element(0)));
  requireWritable(context, compartment);
  await context.keys.unlock(state);
  const store = () => sealAndStore(context, state, binary, compartment, fresh.content, onSealed);
  // The client cannot read a stream a second time.
  const size = await (fresh.content instanceof ReadableStream ? store() : retryInNextEpoch(context, store));
  return { binary, resource: fresh.resource(element(size)) };
}

/** @returns the length of the plain binary, in bytes */
async function sealAndStore(
  { environment, session, secrets, options, keys, signal }: DataContext,
  state: ScopeState,
  binary: string,
  compartment: Compartment,
  content: BinarySource,
  onSealed: (bytes: number) => void,
): Promise<number> {
  const epoch = secrets.shared().writingEpoch();
  const key = await keys.compartment(state, state.erasure, compartment, epoch);
  const { salt, transform } = await sealBinary(key, binary, environment.random);
  const { transform: count, bytes } = countBytes(onSealed);
  const sealed = await sealedBlob(streamOf(content).pipeThrough(count).pipeThrough(transform));
  signal?.throwIfAborted();
  if (sealedBinaryLength(bytes()) > recordsLimits.binaryBytes) {
    throw new DataError('too_large', `a binary of ${bytes()} bytes`);
  }
  await traced(options.trace, 'network', () =>
    session.upload({
      params: { scope: state.scope, binary },
      query: { compartment, epoch, salt: toBase64url(salt) },
      body: sealed,
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return bytes();
}

/** Returns the record id of the binary that an Attachment names; null for the URL of another server. */
export function binaryOf(url: string): string | null {
  const id = /^Binary\/([a-z2-7]+)$/.exec(url)?.[1];
  return id !== undefined && new RegExp(recordIdSchema.pattern, 'u').test(id) ? id : null;
}

/** A Blob, because a browser can keep a large one on disk, and a retried request can read it again. */
async function sealedBlob(sealed: ReadableStream<Bytes>): Promise<Blob> {
  return new Response(sealed).blob();
}

function requireWritable(context: DataContext, compartment: Compartment): void {
  if (context.writable().includes(compartment)) return;
  throw new DataError('not_entitled', `this part does not write the compartment ${compartment}`);
}
