import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import {
  contentSecurityPolicy,
  fileSecurityPolicy,
  securityHeaders,
  strictTransportSecurity,
} from './security-headers.ts';
import { SiteError } from './site-error.ts';
import { openSite } from './site-files.ts';
import { answerRequest } from './site-response.ts';

export type SiteServerSettings = {
  /** A directory written by `writeSite` and the import. */
  readonly directory: string;
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** PEM. With a certificate the host uses HTTP/2 and HTTP/1.1 over TLS, without one plain HTTP/1.1. */
  readonly tls: { readonly certificate: string | Uint8Array; readonly key: string | Uint8Array } | null;
};

export type SiteServer = { readonly url: string; close(): Promise<void> };

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const timeouts = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 };

/**
 * A strict static host: GET and HEAD of the listed files, without storing or logging data of visitors. It responds like
 * a CDN or nginx with the generated header configuration.
 *
 * @throws SiteError `site_missing`, `site_altered`, `settings_invalid` or `port_taken`
 */
export async function createSiteServer(settings: SiteServerSettings): Promise<SiteServer> {
  const files = await openSite(settings.directory);
  const headersOf = (policy: string) => [
    ...securityHeaders(policy),
    ...(settings.tls === null ? [] : [strictTransportSecurity]),
  ];
  const headers = { page: headersOf(contentSecurityPolicy(files.vaults)), file: headersOf(fileSecurityPolicy) };
  const handle = (request: Request, response: Response): void => {
    void respond(request, response);
  };
  const respond = async (request: Request, response: Response): Promise<void> => {
    const answer = await answerRequest(files, {
      method: request.method,
      url: request.url,
      acceptEncoding: request.headers['accept-encoding']?.toString() ?? '',
      ifNoneMatch: request.headers['if-none-match'],
    }).catch(() => ({ status: 500, isPage: false, headers: [], body: new Uint8Array() }));
    response.statusCode = answer.status;
    const kind = answer.isPage ? 'page' : 'file';
    for (const [name, value] of [...headers[kind], ...answer.headers]) response.setHeader(name, value);
    // HTTP/2 and HTTP/1.1 responses share this call, but TypeScript cannot unify their overloads.
    (response as ServerResponse).end(answer.body);
  };
  const server = createServer(settings.tls, handle);
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return { url: `${settings.tls === null ? 'http' : 'https'}://${name}:${port}`, close: async () => close(server) };
}

function createServer(tls: SiteServerSettings['tls'], handle: (request: Request, response: Response) => void): Server {
  if (tls === null) return createHttpServer({ ...timeouts, maxHeaderSize: 8192 }, handle);
  try {
    const options = { cert: Buffer.from(tls.certificate), key: Buffer.from(tls.key), allowHTTP1: true, ...timeouts };
    const server = createSecureServer({ ...options, minVersion: 'TLSv1.2' }, handle);
    // Node has no default timeout for an idle HTTP/2 session.
    server.on('session', (session) => {
      session.setTimeout(30_000, () => {
        session.close();
      });
    });
    return server;
  } catch (cause) {
    throw new SiteError('settings_invalid', 'the TLS certificate or its key is invalid', { cause });
  }
}

async function listen(server: Server, { host, port }: SiteServerSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      reject(taken ? new SiteError('port_taken', `port ${port} is taken or not allowed`, { cause }) : cause);
    });
    server.listen(port, host, () => {
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections();
  });
}
