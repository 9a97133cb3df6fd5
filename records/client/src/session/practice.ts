import type { Caller } from '@etanche/core-records-protocol';
import type { PublicMemberKeys } from '@etanche/core-sealing';
import type { Federation } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { VaultAccess } from '../options.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import type { MemberStatus } from './member-status.ts';

/** The practice of a session, as the chain of orders at the vaults states it. */
export type Practice = {
  readonly id: string;
  /** SHA-256 of the first order, base64url, and the vaults: from the keyring, never from the server. */
  readonly genesis: string;
  readonly federation: Federation;
  /** Access to its vaults. */
  readonly vaults: VaultAccess;
  /** Status of the keys that signed in. */
  status(): MemberStatus;
  /** The same, read now from the vaults and from them alone: the records server may have ended the session. */
  statusAtVaults(): Promise<MemberStatus>;
  /** Roles of the keys that signed in; none before the enrolment. */
  roles(): readonly Caller[];
  /** The state on which t vaults agree, read again if it is older than a minute or `fresh` is given. */
  state(fresh?: 'fresh'): Promise<PracticeState>;
  /**
   * Every `author` key of a member in the chain, newest first (32 bytes each); empty if the chain has no such member.
   * The server stores the statements of keys; each is compared with its hash in the chain.
   */
  authorKeys(member: string): Promise<readonly Bytes[]>;
  /**
   * The public keys of a holder whose keys hash (base64url) was read from the chain.
   *
   * @throws RecordsClientError `server_untrusted` if the server withholds or swaps them
   */
  publicKeys(holder: string, hash: string): Promise<PublicMemberKeys>;
  /** Reads the chain and the member's grants again: after an enrolment, a grant or a new epoch. */
  refresh(): Promise<void>;
};
