import type { MemberKeys } from '@etanche/core-sealing';
import type { Federation } from '@etanche/core-vault-protocol';
import type { Environment, Practice, RecordsClientOptions, Secrets } from '@etanche/records-client';

/** A person or program with a key that the vaults know. */
export type KeyHolder = {
  readonly environment: Pick<Environment, 'random' | 'now'>;
  readonly practice: Pick<Practice, 'id' | 'federation' | 'vaults'>;
  readonly secrets: Pick<Secrets, 'keys'>;
};

export function keyHolder(
  practice: string,
  federation: Federation,
  { environment: { fetch, sleep, random, now }, timeoutMs }: Pick<RecordsClientOptions, 'environment' | 'timeoutMs'>,
  keys: MemberKeys,
): KeyHolder {
  return {
    environment: { random, now },
    practice: { id: practice, federation, vaults: { fetch, sleep, timeoutMs } },
    secrets: { keys: () => keys },
  };
}
