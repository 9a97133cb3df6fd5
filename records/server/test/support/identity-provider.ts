import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export const issuer = 'https://auth.example';
export const redirectUri = 'https://records.example/v1/identity-proofs/callback';
export const acr = 'eidas1';

export type TestProvider = AsyncDisposable & {
  /** The URL that clients take for the provider's issuer. */
  readonly fetch: typeof fetch;
  /** Follows an address of the provider as a browser does, up to the address to which the provider sends it back. */
  readonly browse: (url: string) => Promise<string>;
  /** The person who signs in from now on, and the strength of the sign-in. */
  readonly signedIn: { nationalId: string; acr: string };
};

/** A real OpenID provider with the claims of Pro Santé Connect, at which somebody signs in without a word. */
export async function startProvider(clientSecret: string): Promise<TestProvider> {
  const signedIn = { nationalId: '899700000000', acr };
  const provider = new Provider(issuer, configuration(clientSecret, signedIn));
  provider.proxy = true;
  const answer = provider.callback();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      await answer(request, response);
      return;
    }
    const login = { accountId: 'dr-alice', acr: signedIn.acr };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  };
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined);
  });
  await promise;
  const { port } = server.address() as AddressInfo;
  const send = (url: string, init: RequestInit = {}) => {
    const target = new URL(url);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-proto', 'https');
    headers.set('x-forwarded-host', target.host);
    return fetch(`http://127.0.0.1:${port}${target.pathname}${target.search}`, { ...init, headers });
  };
  return {
    signedIn,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return url.startsWith(issuer) ? send(url, init) : fetch(input, init);
    },
    browse: (url) => browse(send, url),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      const { promise: closed, resolve: end } = Promise.withResolvers<undefined>();
      server.close(() => {
        end(undefined);
      });
      await closed;
    },
  };
}

function configuration(clientSecret: string, signedIn: TestProvider['signedIn']): Configuration {
  return {
    clients: [
      {
        client_id: 'etanche',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    scopes: ['openid', 'scope_all'],
    claims: { openid: ['sub'], scope_all: ['SubjectNameID', 'SubjectRole'], acr: null },
    acrValues: [acr, 'weak'],
    cookies: { keys: ['a key of a test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, SubjectNameID: signedIn.nationalId, SubjectRole: ['10^SM26'] }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid scope_all');
      await grant.save();
      return grant;
    },
  };
}

async function browse(send: (url: string, init?: RequestInit) => Promise<Response>, url: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = url;
  for (let hop = 0; hop < 10; hop++) {
    if (!at.startsWith(issuer)) return at;
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const response = await send(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`the provider answers ${response.status}: ${await response.text()}`);
    at = new URL(location, at).href;
  }
  throw new Error('the provider goes round in circles');
}
