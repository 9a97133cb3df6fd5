import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  customFetch,
  discovery,
  fetchUserInfo,
  type Configuration,
} from 'openid-client';
import type { Secret } from '@etanche/platform';
import type { IdentityConfig } from '../config/config.ts';

/** A person's identity as the provider states it. */
type ProvedIdentity = { readonly nationalId: string; readonly role: string | null };
type Flow = { readonly state: string; readonly nonce: string; readonly verifier: string };

const mostText = 100;

/** An OpenID provider (OpenID Connect Core 1.0): authorization code with PKCE, state and nonce. */
export class IdentityProvider {
  readonly config: IdentityConfig;
  readonly #clientSecret: Secret;
  readonly #fetch: typeof fetch;
  #found: Promise<Configuration> | null = null;

  constructor(config: IdentityConfig, clientSecret: Secret, fetch: typeof globalThis.fetch) {
    this.config = config;
    this.#clientSecret = clientSecret;
    this.#fetch = fetch;
  }

  /** The address to which the browser is redirected. */
  async begin({ state, nonce, verifier }: Flow): Promise<string> {
    const { redirectUri, scope, acr } = this.config;
    const url = buildAuthorizationUrl(await this.#provider(), {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(acr !== null && { acr_values: acr }),
    });
    return url.href;
  }

  /**
   * Reads the provider's answer. @param query of the callback, with its question mark
   *
   * @throws if the answer, its signature, state, nonce or authentication context is invalid
   */
  async finish(query: string, { state, nonce, verifier }: Flow): Promise<ProvedIdentity> {
    const provider = await this.#provider();
    const url = new URL(this.config.redirectUri);
    url.search = query;
    const tokens = await authorizationCodeGrant(provider, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('no identity');
    const { acr } = this.config;
    if (acr !== null && claims.acr !== acr) throw new Error('the authentication was weaker than asked for');
    if (this.config.claims === 'sub') return { nationalId: textOf(claims.sub), role: null };
    const info = await fetchUserInfo(provider, tokens.access_token, claims.sub);
    return { nationalId: textOf(info['SubjectNameID']), role: roleOf(info['SubjectRole']) };
  }

  async #provider(): Promise<Configuration> {
    this.#found ??= this.#discover();
    try {
      return await this.#found;
    } catch (error) {
      this.#found = null;
      throw error;
    }
  }

  #discover(): Promise<Configuration> {
    const issuer = new URL(this.config.issuer);
    const secret = ClientSecretPost(this.#clientSecret.reveal());
    return discovery(issuer, this.config.clientId, undefined, secret, {
      [customFetch]: (url, options) => this.#fetch(url, options as RequestInit),
      timeout: 10,
    });
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > mostText) throw new Error('no identifier');
  return value;
}

/** Pro Santé Connect returns a list of profession and mode of practice, such as `10^SM26`. */
function roleOf(value: unknown): string | null {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [value];
  return typeof first === 'string' && first.length <= mostText ? first : null;
}
