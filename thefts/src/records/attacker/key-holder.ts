import type { MemberKeys } from '@etanche/core-sealing';
import type { Federation } from '@etanche/core-vault-protocol';
import type { Environment, Practice, Secrets, VaultAccess } from '@etanche/records-client';

/** A person or program with a key that the vaults know. */
export type KeyHolder = {
  readonly environment: Pick<Environment, 'random' | 'now'>;
  readonly practice: Pick<Practice, 'id' | 'federation' | 'vaults'>;
  readonly secrets: Pick<Secrets, 'keys'>;
};

export function keyHolder(
  practice: string,
  federation: Federation,
  { fetch, sleep, timeoutMs, random, now }: Environment & VaultAccess,
  keys: MemberKeys,
): KeyHolder {
  return {
    environment: { random, now },
    practice: { id: practice, federation, vaults: { fetch, sleep, timeoutMs } },
    secrets: { keys: () => keys },
  };
}
