import type { LogLevel, Secret } from '@etanche/platform';
import type { DataConfig } from '../data/data-config.ts';

export type Address = { readonly host: string; readonly port: number };

/** Where sealed binaries lie. */
export type BlobConfig =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly endpoint: string; readonly bucket: string; readonly region: string };

/** OpenID Connect for identity proofs. `national`: Pro Santé Connect's claims; otherwise `sub` alone. */
export type IdentityConfig = {
  readonly issuer: string;
  readonly clientId: string;
  /** This server's callback as the provider knows it: `https://…/v1/identity-proofs/callback`. */
  readonly redirectUri: string;
  /** Where the browser goes afterwards, with `?proof=proved` or `?proof=refused`. */
  readonly returnUri: string;
  readonly scope: string;
  /** Authentication context that the provider must have reached; null asks for none. */
  readonly acr: string | null;
  readonly claims: 'pro-sante-connect' | 'sub';
};

/** All settings of a records server except its secrets. `README.md` gives each value's reason. */
export type RecordsConfig = {
  /** Holds the server's key and the canary key, and what is embedded; its owner's alone. */
  readonly directory: string;
  /** Shown by authenticators and clients. */
  readonly name: string;
  readonly listen: Address;
  /** For `/.well-known/security.txt`: an `https:` or `mailto:` URL; null serves none. */
  readonly securityContact: string | null;
  /** Metrics and nothing else; null serves none. */
  readonly metrics: Address | null;
  /** Proxies in front that append to `X-Forwarded-For`; 0 for none. */
  readonly trustedHops: number;
  /** WebAuthn relying party, and the origins whose pages may sign in. */
  readonly rpId: string;
  readonly origins: readonly string[];
  readonly federationFile: string;
  readonly blobs: BlobConfig;
  readonly sessions: { readonly absoluteMs: number; readonly idleMs: number };
  /** How long each may be used. */
  readonly lifetimes: {
    readonly challengeMs: number;
    readonly invitationMs: number;
    readonly recoveryMs: number;
    readonly idempotencyMs: number;
  };
  /**
   * Reading the chain at the vaults: how old an answer is used as it is, and at most when they cannot be asked; how often
   * the vaults that lack orders are sent them.
   */
  readonly chain: {
    readonly freshMs: number;
    readonly mostMs: number;
    readonly timeoutMs: number;
    readonly bringUpMs: number;
  };
  /** Requests a minute of those who are not signed in. */
  readonly anonymous: { readonly perNetwork: number; readonly inAll: number };
  /** Requests accepted and not yet answered; beyond it `overloaded`. */
  readonly inFlight: number;
  readonly store: { readonly connections: number; readonly timeoutMs: number };
  /** How often expired rows are removed. */
  readonly sweepMs: number;
  readonly identity: IdentityConfig | null;
  readonly data: DataConfig;
  readonly logLevel: LogLevel;
};

/** What must not be printed with the configuration. */
export type RecordsSecrets = {
  readonly databaseUrl: Secret;
  readonly blobs: { readonly accessKeyId: Secret; readonly secretAccessKey: Secret } | null;
  readonly identity: { readonly clientSecret: Secret } | null;
};
