import type { Kind, Stretch } from '@etanche/core-check-protocol';
import type { Federation, KeySet } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';

/** The settings of an evaluating thread, sent once. */
export type WorkerStart = {
  readonly indexId: string;
  readonly federation: Federation;
  readonly keySets: readonly KeySet[];
  readonly importerSeed: Bytes;
  readonly stretch: Stretch | null;
  readonly patienceSeconds: number;
};

/** Up to 256 terms of one key set, each with the plaintext of its entry. */
export type Batch = {
  readonly id: number;
  readonly keySet: string;
  readonly terms: readonly { readonly kind: Kind; readonly identifier: string; readonly plaintext: Bytes }[];
};

export type WorkerAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'sealed'; readonly id: number; readonly entries: Bytes }
  | { readonly type: 'waiting'; readonly reason: string }
  | {
      readonly type: 'failed';
      readonly code: 'vaults_unavailable' | 'vaults_refused' | 'fault';
      readonly message: string;
    };
