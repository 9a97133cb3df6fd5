import type { Keyring, MemberKeys, SecretRole } from '@etanche/core-sealing';
import type { PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { VaultClient } from '@etanche/vault-client';
import type { StoredOutputs } from './stored-outputs.ts';
import type { Epochs } from './load-secrets.ts';

/**
 * The secrets that a practice's members share, as far as this member was granted them. The arrays belong to the client
 * and are zeroed when it locks: a caller keeps no reference to them and does not change them.
 */
export type PracticeSecrets = {
  /** 32 bytes each. */
  readonly scopeRoot: Bytes;
  readonly indexSecret: Bytes;
  /** The epoch for new versions. @throws RecordsClientError `epoch_due` */
  writingEpoch(): number;
  /**
   * The secret of a role in an epoch, 32 bytes.
   *
   * @throws RecordsClientError `not_entitled` for a role that was not granted, `server_untrusted` for an epoch that is
   *   not in the signed chain of epochs
   */
  roleSecret(role: SecretRole, epoch: number): Bytes;
};

/** Keys and secrets of a session, and the vaults' evaluations. Each call throws `locked` after the lock. */
export type Secrets = {
  keys(): MemberKeys;
  /** Hash of the member's own public keys, 32 bytes. */
  keysHash(): Bytes;
  /** The content sealed to another passkey or for a recovery. @throws RangeError for a kit */
  keyring(): Keyring;
  /** True if `shared` returns secrets. */
  isGranted(): boolean;
  /** @throws RecordsClientError `no_grant`, `locked` */
  shared(): PracticeSecrets;
  /** 32 bytes: the key of the hash of a term before its evaluation. Members and importers hold it. */
  indexSecret(): Bytes;
  /** The epoch for new versions; importers and administrators know it without its secret. @throws RecordsClientError */
  writingEpoch(): number;
  /**
   * The root of the practice's settings, 32 bytes, which every member holds.
   *
   * @throws RecordsClientError `no_grant` for an administrator to whom nobody has granted it
   */
  settingsRoot(): Promise<Bytes>;
  /** As `shared().roleSecret`, after a refresh if the epoch is newer than the member's grant. */
  roleSecret(role: SecretRole, epoch: number): Promise<Bytes>;
  /** All epochs, verified; null for a member without secrets. */
  epochs(): Epochs | null;
  /**
   * The vaults for one purpose, with the key set that the founder signed in the first epoch. `emergency` uses the
   * emergency quota and raises an alarm.
   */
  vault(purpose: PracticePurpose, quota?: 'emergency'): Promise<VaultClient>;
  /** The outputs that this member evaluated on this device in the last 24 hours; null if the device stores none. */
  storedOutputs(): StoredOutputs | null;
};
