import { createHash } from 'node:crypto';
import { cacheControl, mediaTypeOf } from './media-types.ts';
import type { Encoding } from './precompress.ts';
import type { HostedFile, HostedFiles } from './listed-files.ts';

export type HostRequest = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly acceptEncoding: string;
  readonly ifNoneMatch: string | undefined;
};

export type HostResponse = {
  readonly status: number;
  /** Selects the content security policy of the response. */
  readonly kind: 'page' | 'script' | 'file';
  /** Path of the file; null if none is sent. */
  readonly path: string | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
};

const empty = new Uint8Array();

/** The response to one request, without the headers of every response. */
export async function answerRequest(files: HostedFiles, request: HostRequest): Promise<HostResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, kind: 'file', path: null, headers: [['Allow', 'GET, HEAD']], body: empty };
  }
  // The target is compared without decoding: a path has only one form, so traversal is impossible.
  const target = (request.url ?? '').split('?', 1)[0] ?? '';
  if (!target.startsWith('/')) return notFound();
  const path = target.slice(1);
  const file = await files.find(path === '' || path.endsWith('/') ? `${path}index.html` : path);
  if (file !== null) return serve(file, request);
  const isFolder = !path.includes('.') && (await files.find(`${path}/index.html`)) !== null;
  if (!isFolder) return notFound();
  return { status: 308, kind: 'file', path: null, headers: [['Location', `${target}/`]], body: empty };
}

function serve(file: HostedFile, request: HostRequest): HostResponse {
  const encoding = [...file.compressed.keys()].find((name) => accepts(request.acceptEncoding, name));
  const body = (encoding === undefined ? undefined : file.compressed.get(encoding)) ?? file.identity;
  const kind = file.path.endsWith('.html') ? 'page' : file.path.endsWith('.js') ? 'script' : 'file';
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers: [string, string][] = [
    ['Cache-Control', file.isImmutable ? cacheControl.immutable : cacheControl.short],
    ['ETag', etag],
    ['Vary', 'Accept-Encoding'],
  ];
  if (request.ifNoneMatch !== undefined && matches(request.ifNoneMatch, etag))
    return { status: 304, kind, path: file.path, headers, body: empty };
  headers.push(['Content-Type', mediaTypeOf(file.path)], ['Content-Length', String(body.length)]);
  if (encoding !== undefined) headers.push(['Content-Encoding', encoding]);
  return { status: 200, kind, path: file.path, headers, body: request.method === 'HEAD' ? empty : body };
}

function notFound(): HostResponse {
  return { status: 404, kind: 'file', path: null, headers: [['Cache-Control', 'no-store']], body: empty };
}

/** RFC 9110 section 12.5.3: a coding with `q=0` is not acceptable. */
function accepts(header: string, encoding: Encoding): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag || part.trim() === '*');
}
