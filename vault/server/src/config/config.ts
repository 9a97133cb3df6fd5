import type { Federation } from '@etanche/core-vault-protocol';
import type { LogLevel, Secret } from '@etanche/platform';
import type { ClockRates } from '../clock/guarded-clock.ts';
import type { MemberConfig } from './member-config.ts';
import type { NetworkLimits } from '../http/network-quota.ts';
import type { PracticeRateRules } from '../orders/practice-rate.ts';
import type { KeepRules } from '../pruning/keep-rules.ts';
import type { Ceiling } from '../store/quota-store.ts';
import type { EngineSetting } from '../evaluate/engine.ts';
import type { WorkRules } from '../http/work-challenges.ts';

/** All settings of a vault except its secrets. `README.md` gives the reason for each value. */
export type VaultConfig = {
  /** Contains the seeds, the signing key and the last count. Only its owner may access it. */
  readonly directory: string;
  /**
   * Directory into which systemd decrypts `seeds.json` and `signing-key.json` (LoadCredentialEncrypted); null:
   * `directory`.
   */
  readonly credentials: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  /** For `/.well-known/security.txt`: an `https:` or `mailto:` URL; null disables the file. */
  readonly securityContact: string | null;
  /** Serves metrics only; null disables the listener. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Number of proxies in front that append to `X-Forwarded-For`; 0 for none. */
  readonly trustedHops: number;
  /**
   * The operator of this vault, as its signed statement and every page show it. `trial`: one person runs all vaults.
   */
  readonly about: { readonly owner: string; readonly jurisdiction: string; readonly trial: boolean };
  /** Ed25519 public keys, base64url, of Check's operators, who may order key sets and have manifests cosigned. */
  readonly operators: readonly string[];
  /**
   * Ed25519 public keys, base64url, of the records servers that may admit practices; none is also an operator's key.
   */
  readonly recordsServers: readonly string[];
  /** The highest ceiling that an order may set for all anonymous callers of a key set together. */
  readonly ceiling: Ceiling;
  /** The most that an order may grant an importer. */
  readonly importer: { readonly units: number; readonly days: number };
  /** Quotas, alarms and ceilings of practices. */
  readonly members: MemberConfig;
  readonly network: NetworkLimits;
  /** Limit of refused requests about practices from one network. */
  readonly practices: PracticeRateRules;
  readonly work: WorkRules;
  readonly engine: EngineSetting;
  /** Number of evaluating threads; 0 evaluates on the calling thread, for several vaults in one process. */
  readonly workers: number;
  /** Elements accepted but not yet answered; beyond this `overloaded`. Anonymous callers may use half of them. */
  readonly inFlight: number;
  /** Number of derived shares that each worker caches. */
  readonly shares: number;
  readonly store: { readonly connections: number; readonly timeoutMs: number };
  /** Additional connections: for callers whose key is not yet verified, and for freezes and cancellations. */
  readonly lanes: { readonly ordinary: number; readonly urgent: number };
  readonly alarms: {
    /** https, or a URL on this machine; null disables the webhook. */
    readonly webhook: string | null;
    /** Sender address of mails, with `VaultSecrets.smtpUrl`; null disables mail. */
    readonly from: string | null;
    /** Interval between two reads of the outbox. */
    readonly pollMs: number;
  };
  readonly keep: KeepRules;
  /**
   * The origin to which approvers' passkeys are bound, and whether passkeys may be ones that can be copied into a cloud
   * account; null disables the approvals page.
   */
  readonly approvals: { readonly origin: string; readonly cloudPasskeys: boolean } | null;
  /** All vaults including this one: the approvals page sends an order to each. Null if not configured. */
  readonly federation: Federation | null;
  readonly heartbeatMs: number;
  /** Most units of members between two heartbeats. A copy of the store may miss at most this many without detection. */
  readonly unitsPerFloor: number;
  readonly clockRates: ClockRates;
  readonly logLevel: LogLevel;
};

/**
 * Secrets, which must not be printed with the configuration. The seeds stay in their file until a worker reads them.
 */
export type VaultSecrets = {
  readonly databaseUrl: Secret;
  /** Contains a password. */
  readonly smtpUrl: Secret | null;
};
