import type { LogLevel, Secret } from '@etanche/platform';
import type { DataConfig } from '../data/data-config.ts';
import type { ExchangeConfig } from '../exchange/exchange-config.ts';
import type { WaitingLimits } from '../live/waiting-requests.ts';

type Address = { readonly host: string; readonly port: number };

/** Storage of sealed binaries. */
export type BlobConfig =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly endpoint: string; readonly bucket: string; readonly region: string };

/** OpenID Connect for identity proofs. `national`: Pro Santé Connect's claims; otherwise `sub` alone. */
export type IdentityConfig = {
  readonly issuer: string;
  readonly clientId: string;
  /** This server's callback as registered with the provider: `https://…/v1/identity-proofs/callback`. */
  readonly redirectUri: string;
  /** The address to which the browser is redirected afterwards, with `?proof=proved` or `?proof=refused`. */
  readonly returnUri: string;
  readonly scope: string;
  /** Authentication context that the provider must reach; null requires none. */
  readonly acr: string | null;
  readonly claims: 'pro-sante-connect' | 'sub';
};

/** All settings of a records server except its secrets. `README.md` gives each value's reason. */
export type RecordsConfig = {
  /** Directory of the server's key, the canary key and embedded data; only its owner can read it. */
  readonly directory: string;
  /** Shown by authenticators and clients. */
  readonly name: string;
  readonly listen: Address;
  /** For `/.well-known/security.txt`: an `https:` or `mailto:` URL; null serves none. */
  readonly securityContact: string | null;
  /** Listener for metrics only; null serves none. */
  readonly metrics: Address | null;
  /** Proxies in front that append to `X-Forwarded-For`; 0 for none. */
  readonly trustedHops: number;
  /** WebAuthn relying party, and the origins whose pages may sign in. */
  readonly rpId: string;
  readonly origins: readonly string[];
  readonly federationFile: string;
  readonly blobs: BlobConfig;
  readonly sessions: { readonly absoluteMs: number; readonly idleMs: number };
  /** Lifetime of each. */
  readonly lifetimes: {
    readonly challengeMs: number;
    readonly invitationMs: number;
    readonly recoveryMs: number;
    readonly idempotencyMs: number;
  };
  /**
   * Reading the chain at the vaults: the age up to which an answer is used without a query, the age up to which it is
   * used while they are unreachable, and the interval at which missing orders are sent to vaults.
   */
  readonly chain: {
    readonly freshMs: number;
    readonly mostMs: number;
    readonly timeoutMs: number;
    readonly catchUpMs: number;
  };
  /** Requests without a session in a minute. */
  readonly anonymous: { readonly perNetwork: number; readonly inAll: number };
  /** Limit of accepted requests that wait for their answer; more are rejected with `overloaded`. */
  readonly inFlight: number;
  /**
   * Requests that wait for changes: the interval at which the store is asked, the limit for a member, and for this
   * server, of which one practice has half.
   */
  readonly live: WaitingLimits & { readonly everyMs: number };
  readonly store: { readonly connections: number; readonly timeoutMs: number };
  /** Interval at which expired rows are deleted. */
  readonly sweepMs: number;
  readonly identity: IdentityConfig | null;
  readonly data: DataConfig;
  readonly exchange: ExchangeConfig;
  readonly logLevel: LogLevel;
};

/** Settings that must not be printed with the configuration. */
export type RecordsSecrets = {
  readonly databaseUrl: Secret;
  readonly blobs: { readonly accessKeyId: Secret; readonly secretAccessKey: Secret } | null;
  readonly identity: { readonly clientSecret: Secret } | null;
};
