import { equalBytes, fromBase64url, type Bytes } from '@etanche/core-wire';
import {
  commitment,
  kitKeysFromSecret,
  memberKeysFromSeed,
  openKeyring,
  openRecovery,
  sealingKeyFromSeed,
  secretRoles,
  type SealingKey,
  type SecretRole,
} from '@etanche/core-sealing';
import { payloadOf } from './jws-payload.ts';
import type { StolenRows } from './stolen-rows.ts';

/** A holder of grants whose keys the attacker has. */
export type StolenHolder = { readonly id: string; readonly keys: Bytes; readonly sealing: SealingKey };

type Guessed = {
  readonly holders: readonly StolenHolder[];
  /** Number of role secrets that match the commitment of an epoch. */
  readonly roleSecrets: number;
  readonly tried: number;
};

/**
 * Tries 32-byte values in place of every secret of a practice whose correctness can be checked: seeds of members and of
 * their sealing keys, the kit's secret, outputs of passkeys and printed codes, role secrets.
 */
export async function guessSeeds(rows: StolenRows, loose: readonly Bytes[]): Promise<Guessed> {
  const { practice, keys, kit } = rows;
  const holders: StolenHolder[] = [];
  let roleSecrets = 0;
  let tried = 0;
  const take = (sealing: SealingKey): void => {
    tried++;
    const owner = keys.find((one) => equalBytes(one.sealing, sealing.publicKey));
    if (owner !== undefined) holders.push({ id: owner.member, keys: owner.hash, sealing });
    if (equalBytes(kit.sealing, sealing.publicKey)) holders.push({ id: 'kit', keys: kit.hash, sealing });
  };
  const takeKeyring = async (opening: Promise<{ readonly seed: string }>): Promise<void> => {
    tried++;
    const keyring = await opening.catch(() => null);
    if (keyring !== null) take((await memberKeysFromSeed(fromBase64url(keyring.seed, 32))).sealing);
  };
  const committed = rows.epochs.map(
    (jws) => (JSON.parse(payloadOf(jws)) as { readonly commitments: Record<SecretRole, string> }).commitments,
  );
  for (const bytes of loose) {
    take(await sealingKeyFromSeed(bytes));
    take((await memberKeysFromSeed(bytes)).sealing);
    take((await kitKeysFromSecret(bytes)).sealing);
    for (const { member, credential, sealed } of rows.keyrings) {
      await takeKeyring(openKeyring(bytes, credential, { practice, member }, sealed));
    }
    for (const { member, plan, sealed } of rows.recoveries) {
      const recovery = { code: bytes.slice(0, 16), helperSecret: bytes };
      await takeKeyring(openRecovery(recovery, { practice, member }, plan, sealed));
    }
    for (const [i, to] of committed.entries()) {
      for (const role of secretRoles) {
        tried++;
        if (commitment(practice, i + 1, role, bytes) === to[role]) roleSecrets++;
      }
    }
  }
  return { holders, roleSecrets, tried };
}
