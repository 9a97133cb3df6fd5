import { randomBytes } from 'node:crypto';
import type { Database } from '@etanche/platform';
import { MemberStore, type MemberConfig } from '@etanche/vault-server';
import type { Claim } from '../../src/alarms/practice-year.ts';
import type { FederationSize, SimulatedMember } from '../../src/alarms/vault-alarms.ts';

const practice = 'simulated';

/** Stores a practice with these member ids and invented keys. */
export async function foundInStore(database: Database, members: readonly SimulatedMember[]): Promise<void> {
  await database.query(
    `INSERT INTO practice (id, sequence, head, audience, server, kit_auth, kit_keys, contacts, created_at)
     VALUES ($1, 0, '', '{}', '', '', '', '{}', 0)`,
    [practice],
  );
  for (const { id, roles } of members) {
    await database.query('INSERT INTO practice_key (practice, auth, part, holder) VALUES ($1, $2, $3, $2)', [
      practice,
      id,
      'member',
    ]);
    await database.query(
      `INSERT INTO practice_member (practice, id, auth, keys, roles, since, active_at)
       VALUES ($1, $2, $2, '', $3, 0, 9000000000000)`,
      [practice, id, roles],
    );
  }
}

/** Claims directly at the store, without acknowledgements. @returns the alarms about use that it raised */
export async function claimInStore(
  database: Database,
  config: MemberConfig,
  size: FederationSize,
  { at, member, purpose, units }: Claim,
): Promise<{ granted: boolean; raised: string[] }> {
  const store = new MemberStore(database, config, size, 30_000, () => undefined);
  const jti = randomBytes(16).toString('base64url');
  const request = { practice, purpose, caller: member.id, jti, iat: Math.floor(at / 1000), units, emergency: false };
  const { outcome } = await store.claim(request, at, 0);
  const { rows } = await database.query<{ kind: string }>('DELETE FROM alarm WHERE member = $1 RETURNING kind', [
    member.id,
  ]);
  const raised = rows.map(({ kind }) => kind).filter((kind) => kind !== 'refusal');
  return { granted: outcome === 'granted', raised: raised.toSorted() };
}
