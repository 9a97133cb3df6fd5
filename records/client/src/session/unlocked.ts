import type { Bytes, Federation, PracticePurpose } from '@etanche/core-protocol';
import type { Caller } from '@etanche/core-records-protocol';
import type { MemberKeys } from '@etanche/core-sealing';
import type { VaultClient } from '@etanche/vault-client';
import type { RecordsClientOptions } from '../options.ts';
import type { PracticeState } from '../registry/practice-state.ts';
import type { Server } from '../transport/call.ts';

/** Role secrets: `reception` opens the compartment identity, `care` the clinical one too. */
export type SecretRole = 'reception' | 'care';

/**
 * What a practice's members share, as far as this one was granted it. The arrays are the client's own: they are zeroed
 * when it locks, so that nobody keeps or changes them.
 */
export type PracticeSecrets = {
  /** 32 bytes each. */
  readonly scopeRoot: Bytes;
  readonly indexSecret: Bytes;
  /** Under which new versions are written. @throws RecordsClientError `epoch_due` */
  writingEpoch(): number;
  /**
   * The secret of a role in an epoch, 32 bytes.
   *
   * @throws RecordsClientError `not_entitled` for a role that was not granted, `server_untrusted` for an epoch that is not
   *   in the signed chain of epochs
   */
  roleSecret(role: SecretRole, epoch: number): Bytes;
};

/**
 * A session that is signed in, with its keys in memory: what every function of this library takes first. Each call
 * throws `locked` once it is locked.
 */
export type Unlocked = Server & {
  readonly options: RecordsClientOptions;
  readonly practice: string;
  /** A record id; `kit` for the kit. */
  readonly member: string;
  readonly session: string;
  /** As the chain at the vaults says, never the server; those who wait for their enrolment have none. */
  parts(): readonly Caller[];
  /** SHA-256 of the practice's first order, base64url, and its vaults: from the keyring, never from the server. */
  readonly genesis: string;
  readonly federation: Federation;
  /** `author` of a kit or importer without records of its own is as good as any. */
  keys(): MemberKeys;
  /** @throws RecordsClientError `no_grant`, `locked` */
  secrets(): PracticeSecrets;
  /** True where `secrets` gives some. */
  hasSecrets(): boolean;
  /** The practice as t vaults agree on it, read again when it is older than a minute or `fresh`. */
  state(fresh?: 'fresh'): Promise<PracticeState>;
  /**
   * Every `author` key that the chain has known of a member, the newest first (32 bytes each): with the statements of keys
   * that the server keeps, each held against its hash in the chain. A stranger has none.
   */
  authorKeys(member: string): Promise<readonly Bytes[]>;
  /**
   * The vaults as this member asks them for one purpose; its key set is checked, and the first one seen is remembered.
   * `emergency` draws on the emergency quota and rings.
   */
  vault(purpose: PracticePurpose, quota?: 'emergency'): Promise<VaultClient>;
  /** Reads again the chain and one's grants: after an enrolment, a grant or a new epoch. */
  refresh(): Promise<void>;
  /** Puts the idle lock off: on what the user does. Every call does so by itself. */
  touch(): void;
  /** Zeroes the secrets and drops the keys, as far as JavaScript allows: copies that the engine made stay until collected. */
  lock(): void;
  readonly locked: boolean;
  /** Aborted when it locks: for what must be wiped then. */
  readonly lockSignal: AbortSignal;
};
