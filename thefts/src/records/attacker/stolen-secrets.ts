import type { PracticeSecrets, SecretRole } from '@etanche/core-sealing';
import type { Bytes } from '@etanche/core-wire';

/** A practice's secrets in the attacker's possession. */
export type StolenSecrets = PracticeSecrets & {
  /** Null for an unknown epoch or role. */
  readonly roleSecret: (role: SecretRole, epoch: number) => Bytes | null;
};
