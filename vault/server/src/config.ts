import type { Federation } from '@etanche/core-protocol';
import type { LogLevel, Secret } from '@etanche/platform';
import type { ClockRates } from './clock/guarded-clock.ts';
import type { MemberConfig } from './member-config.ts';
import type { NetworkLimits } from './network-quota.ts';
import type { PracticeRateRules } from './registry/practice-rate.ts';
import type { KeepRules } from './pruning/keep-rules.ts';
import type { Ceiling } from './quota-store.ts';
import type { WorkRules } from './work-desk.ts';

/** Everything that a vault is told, but its secrets. `README.md` gives each value's reason. */
export type VaultConfig = {
  /** Holds the seeds, the signing key and the last count; its owner's alone. */
  readonly directory: string;
  /** Where systemd decrypts `seeds.json` and `signing-key.json` to (LoadCredentialEncrypted); null: in `directory`. */
  readonly credentials: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  /** For `/.well-known/security.txt`: an `https:` or `mailto:` URL; null serves none. */
  readonly securityContact: string | null;
  /** Metrics and nothing else; null serves none. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Proxies in front that append to `X-Forwarded-For`; 0 for none. */
  readonly trustedHops: number;
  /** Who runs this vault, as its signed statement and every page show it. `trial`: one person runs all vaults. */
  readonly about: { readonly owner: string; readonly jurisdiction: string; readonly trial: boolean };
  /** Ed25519 public keys, base64url, of Check's operators: they may order key sets and have manifests cosigned. */
  readonly operators: readonly string[];
  /** Ed25519 public keys, base64url, of the records servers that may admit practices here; none is an operator's. */
  readonly recordsServers: readonly string[];
  /** Most that an order may open for all anonymous callers of a key set together. */
  readonly ceiling: Ceiling;
  /** Most that an order may give an importer. */
  readonly importer: { readonly units: number; readonly days: number };
  /** Quotas, alarms and ceilings of practices. */
  readonly members: MemberConfig;
  readonly network: NetworkLimits;
  /** What one network may ask of practices in vain. */
  readonly practices: PracticeRateRules;
  readonly work: WorkRules;
  readonly workers: number;
  /** Elements accepted and not yet answered; beyond it `overloaded`. Anonymous callers have half of them. */
  readonly inFlight: number;
  /** Derived shares kept by each worker. */
  readonly shares: number;
  readonly store: { readonly connections: number; readonly timeoutMs: number };
  /** Connections beside those: for callers whom nobody vouches for yet, and for freezes and cancellations. */
  readonly lanes: { readonly ordinary: number; readonly urgent: number };
  readonly alarms: {
    /** https, or this machine's own; null posts none. */
    readonly webhook: string | null;
    /** The sender of mails, with `VaultSecrets.smtpUrl`; null writes none. */
    readonly from: string | null;
    /** How often the outbox is looked at. */
    readonly pollMs: number;
  };
  readonly keep: KeepRules;
  /**
   * The origin that approvers' passkeys are bound to, and whether passkeys may be ones that can be copied into a cloud
   * account; null serves no approvals page.
   */
  readonly approvals: { readonly origin: string; readonly cloudPasskeys: boolean } | null;
  /** All vaults, this one included: where the approvals page takes an order to. Null where it is not told. */
  readonly federation: Federation | null;
  readonly heartbeatMs: number;
  /** Most units of members between two heartbeats: a copy of the store may have forgotten them unnoticed. */
  readonly unitsPerFloor: number;
  readonly clockRates: ClockRates;
  readonly logLevel: LogLevel;
};

/** What must not be printed with the configuration. The seeds stay in their file until a worker takes them. */
export type VaultSecrets = {
  readonly databaseUrl: Secret;
  /** Holds a password. */
  readonly smtpUrl: Secret | null;
};
