import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { EtancheError } from '@etanche/core-wire';
import type { Secret } from '@etanche/platform';
import type { BlobStore } from './blob-store.ts';

type S3Options = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: Secret;
  readonly secretAccessKey: Secret;
  /** Time limit of one request, including the upload of a part. */
  readonly timeoutMs: number;
};

/** S3 requires parts of at least 5 MiB, except for the last. One part of each upload is in memory. */
const partBytes = 8 * 1024 * 1024;

/**
 * Blobs in a bucket of an S3-compatible store, addressed by path. Small blobs are sent in one request, larger ones in
 * parts, because the length of an upload is only known at its end. A crash leaves parts of an unfinished upload: the
 * bucket's lifecycle should abort those after a day.
 */
export function openS3Store(options: S3Options): BlobStore {
  const send = sender(options);
  return {
    async put(key, bytes) {
      const parts = chunked(bytes);
      const first = await parts.next();
      if (first.done === true || first.value.length < partBytes) {
        await send('PUT', key, first.done === true ? new Uint8Array() : first.value);
        return;
      }
      const upload = idOf(await (await send('POST', `${key}?uploads`)).text());
      try {
        const tags = [await putPart(send, key, upload, 1, first.value)];
        for await (const part of parts) tags.push(await putPart(send, key, upload, tags.length + 1, part));
        const done = await send('POST', `${key}?uploadId=${encodeURIComponent(upload)}`, completion(tags));
        // S3 may return 200 with an error in the body (CompleteMultipartUpload, "Response Syntax").
        if ((await done.text()).includes('<Error>')) throw failure(200);
      } catch (error) {
        await send('DELETE', `${key}?uploadId=${encodeURIComponent(upload)}`).catch(() => undefined);
        throw error;
      }
    },
    async get(key) {
      const answer = await send('GET', key);
      if (answer.status === 404 || answer.body === null) return null;
      return Readable.fromWeb(answer.body as WebStream<Uint8Array>);
    },
    async delete(key) {
      await send('DELETE', key);
    },
  };
}

type Send = (method: string, path: string, body?: Uint8Array<ArrayBuffer>) => Promise<Response>;

/** @returns a function that throws for every status except success and 404 */
function sender({ endpoint, bucket, region, accessKeyId, secretAccessKey, timeoutMs }: S3Options): Send {
  const client = new AwsClient({
    accessKeyId: accessKeyId.reveal(),
    secretAccessKey: secretAccessKey.reveal(),
    service: 's3',
    region,
    retries: 3,
  });
  return async (method, path, body) => {
    const url = `${endpoint.replace(/\/$/, '')}/${bucket}/${path}`;
    const signal = AbortSignal.timeout(timeoutMs);
    let answer;
    try {
      answer = await client.fetch(url, { method, signal, redirect: 'error', ...(body !== undefined && { body }) });
    } catch (cause) {
      throw failure(0, cause);
    }
    if (answer.ok || (answer.status === 404 && method !== 'PUT' && method !== 'POST')) return answer;
    await answer.body?.cancel();
    throw failure(answer.status);
  };
}

async function putPart(
  send: Send,
  key: string,
  upload: string,
  number: number,
  part: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const answer = await send('PUT', `${key}?partNumber=${number}&uploadId=${encodeURIComponent(upload)}`, part);
  await answer.body?.cancel();
  const tag = answer.headers.get('etag');
  if (tag === null || !/^"?[0-9A-Za-z-]{1,128}"?$/.test(tag)) throw failure(answer.status);
  return tag;
}

function completion(tags: readonly string[]): Uint8Array<ArrayBuffer> {
  const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
  return new TextEncoder().encode(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
}

function idOf(xml: string): string {
  const id = /<UploadId>([^<>&]{1,1024})<\/UploadId>/.exec(xml)?.[1];
  if (id === undefined) throw failure(200);
  return id;
}

/** Parts of exactly `partBytes`, except for the last. */
async function* chunked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(partBytes);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.subarray(from, from + partBytes - filled);
      part.set(taken, filled);
      filled += taken.length;
      from += taken.length;
      if (filled < partBytes) continue;
      yield part;
      part = new Uint8Array(partBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.slice(0, filled);
}

function failure(status: number, cause?: unknown): EtancheError {
  return new EtancheError('store_unavailable', `the object store answers ${status}`, { cause });
}
