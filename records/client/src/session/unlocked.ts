import type { Federation, PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Caller } from '@etanche/core-records-protocol';
import type { Keyring, MemberKeys, PublicMemberKeys } from '@etanche/core-sealing';
import type { VaultClient } from '@etanche/vault-client';
import type { RecordsClientOptions } from '../options.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import type { Server } from '../transport/call.ts';
import type { KeptOutputs } from './kept-outputs.ts';
import type { Epochs } from './load-secrets.ts';
import type { MemberStatus } from './member-status.ts';

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
  /** As the chain at the vaults says of these keys, never the server. */
  status(): MemberStatus;
  /** None for those who wait for their enrolment. */
  parts(): readonly Caller[];
  /** SHA-256 of the practice's first order, base64url, and its vaults: from the keyring, never from the server. */
  readonly genesis: string;
  readonly federation: Federation;
  keys(): MemberKeys;
  /** Hash of the own public keys, 32 bytes. */
  keysHash(): Bytes;
  /** What is sealed to another passkey or for a recovery. @throws RangeError for a kit */
  keyring(): Keyring;
  /** @throws RecordsClientError `no_grant`, `locked` */
  secrets(): PracticeSecrets;
  /** 32 bytes: what a term is hashed with before the vaults evaluate it. Members and importers hold it. */
  indexSecret(): Bytes;
  /** Under which new versions are written; of an importer too, which holds no secret of it. @throws RecordsClientError */
  writingEpoch(): number;
  /** As `secrets().roleSecret`, having looked for new epochs and grants if that epoch is newer than any known here. */
  roleSecret(role: SecretRole, epoch: number): Promise<Bytes>;
  /** True where `secrets` gives some. */
  hasSecrets(): boolean;
  /** All epochs, verified; null for who holds no secrets. */
  epochs(): Epochs | null;
  /** The practice as t vaults agree on it, read again when it is older than a minute or `fresh`. */
  state(fresh?: 'fresh'): Promise<PracticeState>;
  /**
   * Every `author` key that the chain has known of a member, the newest first (32 bytes each): with the statements of keys
   * that the server keeps, each held against its hash in the chain. A stranger has none.
   */
  authorKeys(member: string): Promise<readonly Bytes[]>;
  /**
   * The public keys of a holder whose keys hash (base64url) was read from the chain.
   *
   * @throws RecordsClientError `server_untrusted` when the server holds them back or swaps them
   */
  publicKeys(holder: string, hash: string): Promise<PublicMemberKeys>;
  /**
   * The vaults as this member asks them for one purpose, by the key set that the founder signed in the first epoch.
   * `emergency` draws on the emergency quota and rings.
   */
  vault(purpose: PracticePurpose, quota?: 'emergency'): Promise<VaultClient>;
  /** What this member opened on this device in the last 24 hours; null where nothing is kept. */
  kept(): KeptOutputs | null;
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
