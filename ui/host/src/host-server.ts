import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { HostError } from './host-error.ts';
import type { HostedFiles } from './listed-files.ts';
import { answerRequest } from './respond.ts';
import { fileSecurityPolicy, securityHeaders, strictTransportSecurity } from './security-headers.ts';

export type HostSettings = {
  readonly files: HostedFiles;
  /**
   * Content security policy of HTML files, and of scripts: a worker has the policy of its script's response. `own`
   * gives those of single scripts, by their path.
   */
  readonly policies: { readonly page: string; readonly script: string; readonly own?: ReadonlyMap<string, string> };
  /** Features of the permissions policy that the page uses. */
  readonly features: readonly string[];
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** PEM. With a certificate the host uses HTTP/2 and HTTP/1.1 over TLS, without one plain HTTP/1.1. */
  readonly tls: { readonly certificate: string | Uint8Array; readonly key: string | Uint8Array } | null;
};

export type Host = { readonly url: string; close(): Promise<void> };

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const timeouts = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 };

/**
 * A strict static host: GET and HEAD of the listed files, without storing or logging data of visitors. It responds like
 * a CDN or nginx with the generated header configuration.
 *
 * @throws HostError `settings_invalid` or `port_taken`
 */
export async function createHost(settings: HostSettings): Promise<Host> {
  const { files, policies } = settings;
  const headersOf = (policy: string) => [
    ...securityHeaders(policy, settings.features),
    ...(settings.tls === null ? [] : [strictTransportSecurity]),
  ];
  const headers = {
    page: headersOf(policies.page),
    script: headersOf(policies.script),
    file: headersOf(fileSecurityPolicy),
  };
  const own = new Map(Array.from(policies.own ?? [], ([path, policy]) => [path, headersOf(policy)]));
  const handle = (request: Request, response: Response): void => {
    void respond(request, response);
  };
  const respond = async (request: Request, response: Response): Promise<void> => {
    const answer = await answerRequest(files, {
      method: request.method,
      url: request.url,
      acceptEncoding: request.headers['accept-encoding']?.toString() ?? '',
      ifNoneMatch: request.headers['if-none-match'],
    }).catch(() => ({ status: 500, kind: 'file' as const, path: null, headers: [], body: new Uint8Array() }));
    response.statusCode = answer.status;
    const common = own.get(answer.path ?? '') ?? headers[answer.kind];
    for (const [name, value] of [...common, ...answer.headers]) response.setHeader(name, value);
    // HTTP/2 and HTTP/1.1 responses share this call, but TypeScript cannot unify their overloads.
    (response as ServerResponse).end(answer.body);
  };
  const server = createServer(settings.tls, handle);
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return { url: `${settings.tls === null ? 'http' : 'https'}://${name}:${port}`, close: async () => close(server) };
}

function createServer(tls: HostSettings['tls'], handle: (request: Request, response: Response) => void): Server {
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
    throw new HostError('settings_invalid', 'the TLS certificate or its key is invalid', { cause });
  }
}

async function listen(server: Server, { host, port }: HostSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE' || cause.code === 'EACCES';
      reject(taken ? new HostError('port_taken', `port ${port} is taken or not allowed`, { cause }) : cause);
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
