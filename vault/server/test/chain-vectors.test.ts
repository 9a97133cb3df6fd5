import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readOrder } from '@etanche/core-vault-protocol';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import type pg from 'pg';
import vectors from '../../../vectors/chains.json' with { type: 'json' };
import { defaults } from '../src/config/defaults.ts';
import { migrationsDirectory } from '../src/index.ts';
import { applyAction } from '../src/orders/apply-order.ts';
import { appendOrder } from '../src/orders/order-store.ts';
import { findOrder } from '../src/orders/process-order.ts';

const now = 1_795_341_600_000;
const [signingKey = ''] = vectors.vaults;
const options = {
  position: { generation: 1, vaults: 3, threshold: 2, index: 1 },
  signingKey,
  operators: [],
  config: defaults.members,
};

let own: TestDatabase;
beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
});
afterAll(() => own.drop());

/** Applies orders without approvals, as a vault does after it has verified them, and rolls everything back. */
async function applied<Result>(
  orders: readonly number[],
  then: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await own.database.pool.connect();
  try {
    await client.query('BEGIN');
    for (const index of orders) await apply(client, index);
    return await then(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function apply(client: pg.ClientBase, index: number): Promise<void> {
  const read = readOrder(toBase64url(utf8(vectors.orders[index] ?? '')));
  const { practice, audience, issuedAt } = read.order;
  await findOrder(client, options, read, now);
  await applyAction({ client, practice, audience, config: options.config, at: now, issuedAt }, read);
  await appendOrder(client, read, [], now);
}

const state = `
  SELECT live_at IS NOT NULL AS live, server, contacts, log_epoch AS "logEpoch",
    (SELECT jsonb_agg(jsonb_build_object('member', m.id, 'auth', m.auth, 'keys', m.keys, 'roles', to_jsonb(m.roles),
       'retired', m.retired_at IS NOT NULL)) FROM practice_member m WHERE m.practice = p.id) AS members,
    ARRAY(SELECT a.id FROM approver a WHERE a.practice = p.id AND a.removed_at IS NULL) AS approvers,
    jsonb_build_object('auth', kit_auth, 'keys', kit_keys) AS kit,
    ARRAY(SELECT i.id FROM practice_importer i WHERE i.practice = p.id) AS importers
  FROM practice p WHERE id = $1`;

describe('the tables of a vault reach the state to which a client replays the chain', () => {
  test.for(vectors.chains)('$name', async ({ orders, state: expected }) => {
    const { rows } = await applied(orders, (client) =>
      client.query<Record<string, unknown>>(state, [vectors.practice]),
    );
    const { members, approvers } = expected;
    expect(rows).toEqual([
      {
        ...expected,
        members: expect.arrayContaining(members) as unknown,
        approvers: expect.arrayContaining(approvers) as unknown,
      },
    ]);
    expect(rows[0]?.members).toHaveLength(members.length);
    expect(rows[0]?.approvers).toHaveLength(approvers.length);
  });
});

describe('a vault rejects the order that a client rejects', () => {
  test.for(vectors.rejected)('$name', async ({ orders }) => {
    const last = orders.at(-1) ?? 0;
    await applied(orders.slice(0, -1), async (client) => {
      const code = expect.stringMatching(/^order_(refused|conflict|gap)$/) as string;
      await expect(apply(client, last)).rejects.toMatchObject({ code });
    });
  });
});
