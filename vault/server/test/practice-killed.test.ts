import { once } from 'node:events';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { counted } from './support/claim.ts';
import { makeSigner } from './support/caller.ts';
import { startProcess, type VaultProcess } from './support/kill-loop.ts';
import { evaluateAs, TestPractice, type TestVaults } from './support/practice.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const operator = await makeSigner();
let own: TestDatabase;
let vaultHome: Awaited<ReturnType<typeof makeVaultDirectory>>;

beforeEach(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  vaultHome = await makeVaultDirectory();
});
afterEach(async () => {
  vaultHome[Symbol.dispose]();
  await own.drop();
});

async function kill({ child }: VaultProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Starts the only vault of a federation in a process of its own. */
async function start(): Promise<{ process: VaultProcess; running: TestVaults }> {
  const process = await startProcess(vaultHome.directory, own.url.reveal(), operator.publicKey, {
    operators: [],
    recordsServers: [operator.publicKey],
  });
  const vaults = [{ index: 1, url: process.url, signingKey: process.signingKey }];
  return { process, running: { vaults, directory: dirname(vaultHome.directory) } };
}

describe('a vault killed with SIGKILL', () => {
  test('a vault killed while a member sends requests never answers an uncommitted unit or exceeds the limit', async () => {
    const founding = await start();
    const practice = await TestPractice.found(founding.running, operator);
    await kill(founding.process);
    let answered = 0;
    for (let round = 0; round < 2; round++) {
      const { process, running } = await start();
      const first = Promise.withResolvers<undefined>();
      const ask = async () => {
        for (let i = 0; i < 40; i++) {
          const { status } = await evaluateAs(running, practice.secretary.signer, `search/${practice.id}`);
          if (status !== 200) return;
          answered += 1;
          first.resolve(undefined);
        }
      };
      const asking = Promise.allSettled([ask(), ask(), ask()]);
      // Timed alternately from the start and from the first answer, so that both young and busy vaults are killed on
      // any machine.
      if (round > 0) await Promise.race([first.promise, asking]);
      await sleep(60);
      await kill(process);
      await asking;
    }
    const committed = await counted(own.database, `member/${practice.id}/${practice.secretary.member}/search`);
    const { rows } = await own.database.query<{ search: string }>('SELECT search FROM daily_count');
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThanOrEqual(committed);
    expect(committed).toBeLessThanOrEqual(140);
    expect(Number(rows[0]?.search)).toBe(committed);
    expect(await counted(own.database, `practice/${practice.id}/search`)).toBe(committed);
  });

  test('a vault killed while orders arrive has applied each order completely or not at all, and continues the chain', async () => {
    let now = await start();
    const practice = await TestPractice.found(now.running, operator);
    for (let round = 0; round < 3; round++) {
      const built = practice.next({ kind: 'contacts', contacts: [`round${round}@practice.example`] });
      const approvals = await practice.both(built);
      const posting = practice.post(built, approvals).catch(() => null);
      await sleep(round * 6);
      await kill(now.process);
      await posting;
      now = await start();
      Object.assign(practice, { running: now.running });
      expect(await (await practice.post(built, approvals)).json()).toMatchObject({
        status: 'applied',
        order: built.id,
      });
      practice.moved(built);
    }
    const { rows } = await own.database.query<{ sequence: number; head: string; contacts: string[]; n: string }>(
      `SELECT p.sequence, p.head, p.contacts, (SELECT count(*) FROM practice_order o WHERE o.practice = p.id) AS n
       FROM practice p`,
    );
    expect(rows).toEqual([{ sequence: 3, head: practice.head, contacts: ['round2@practice.example'], n: '4' }]);
    const { rows: alarms } = await own.database.query(`SELECT FROM alarm WHERE kind = 'order'`);
    // The founding, and for each change of contacts one alarm to the old and one to the new contacts.
    expect(alarms).toHaveLength(7);
    await kill(now.process);
  });
});
