import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePrng } from '@etanche/demo';
import { beforeAll, describe, expect, test } from 'vitest';
import type { VaultFailureCode } from '@etanche/vault-client';
import { Ledger } from '../support/reliability/ledger.ts';
import { startLyingVault } from '../support/reliability/lying-vault.ts';
import { stormQuotas } from '../support/reliability/quotas.ts';
import type { Reliability } from '../support/reliability/people.ts';
import type { Colleague, Stage } from '../support/reliability/stage.ts';
import { work } from '../support/reliability/storm.ts';
import { familyName, note, patientOf, phoneNumber } from '../support/reliability/storm-patients.ts';

export function testOneVault(running: Reliability): void {
  const prng = makePrng('one vault');
  let stage: Stage;
  beforeAll(() => {
    ({ stage } = running);
  });

  /** A full day of work on one patient, on a device that signs in again. */
  async function aDay(who: Colleague): Promise<void> {
    const [family, phone] = [familyName(prng), phoneNumber(prng)];
    const created = await who.data.patients.create(patientOf(family, '1956-03-12', phone));
    const found = await who.data.patients.search(phone);
    expect(found).toMatchObject({ answer: 'found', cards: [{ scope: created.scope }] });
    const file = await who.data.patients.open(created.scope);
    const { text, resource } = note(prng);
    await file.write([{ kind: 'create', resource }]);
    const again = await (await arrive()).who.data.patients.open(created.scope);
    expect(again.resources().filter((one) => one.text.includes(text))).toHaveLength(1);
    await expect(who.data.patients.search('06 00 00 00 00')).resolves.toMatchObject({ answer: 'not_found' });
  }

  /** When a vault wrote its last count outside the store, in ms since 1970. */
  async function countedAt(vault: number): Promise<number> {
    return (await stat(join(stage.directory, 'vaults', `vault-${vault}`, 'last-count.jws'))).mtimeMs;
  }

  async function arrive(timeoutMs = 10_000): Promise<{ who: Colleague; failures: Set<VaultFailureCode> }> {
    const failures = new Set<VaultFailureCode>();
    const who = await stage.arrive(running.people.doctor, { timeoutMs, report: ({ code }) => failures.add(code) });
    return { who, failures };
  }

  describe('work with one faulty component', () => {
    test('work continues while a vault is down', async () => {
      const { who, failures } = await arrive();
      await aDay(who);
      expect(failures).toEqual(new Set());
      await stage.vaults[1]?.kill();
      await aDay(who);
      await aDay((await arrive()).who);
      expect(failures).toEqual(new Set(['unreachable']));
      await stage.vaults[1]?.start();
    });

    test('work continues while a vault is slow', async () => {
      const [proxy] = stage.vaultProxies;
      if (proxy === undefined) throw new Error('three vaults');
      proxy.delayMs = 60_000;
      try {
        const { who, failures } = await arrive(3000);
        await aDay(who);
        expect(failures).toEqual(new Set(['timeout']));
      } finally {
        proxy.delayMs = 0;
      }
    });

    test('work continues while a vault lies, and the lie is reported', async () => {
      const machine = stage.vaults[2];
      if (machine === undefined) throw new Error('three vaults');
      const truth = machine.port;
      await using liar = await startLyingVault(() => truth);
      machine.port = liar.port;
      stage.vaultProxies[2]?.cut();
      const { who, failures } = await arrive();
      for (let i = 0; i < 3; i++) await aDay(who);
      machine.port = truth;
      stage.vaultProxies[2]?.cut();
      expect(liar.lies()).toBeGreaterThan(0);
      expect(failures).toEqual(new Set(['proof_invalid']));
    });

    test('work continues after a restart of the database and a retry', async () => {
      const { who } = await arrive();
      const ledger = new Ledger();
      let isOver = false;
      const working = work({ ledger, prng, isOver: () => isOver, isAbandoned: () => false }, who);
      await expect.poll(() => ledger.acknowledged).toBeGreaterThan(0);
      await stage.database.kill();
      await sleep(1000);
      await stage.database.restart();
      const before = ledger.acknowledged;
      // Two more: one of them began after the restart.
      await expect.poll(() => ledger.acknowledged).toBeGreaterThan(before + 1);
      isOver = true;
      await working;
      expect(ledger.findings).toEqual([]);
      expect(ledger.acknowledged).toBeGreaterThan(before);
      await aDay(who);
    });
  });

  describe('a vault restored from yesterday', () => {
    test('a restored vault grants nothing today, and the others continue within the quota', async () => {
      const { searches, people } = running;
      const [machine] = stage.vaults;
      if (machine === undefined) throw new Error('three vaults');
      const who = await stage.arrive(people.secretary);
      const name = 'reliability_vault_1';
      const copy = async (from: string, to: string) => {
        await machine.kill();
        await using database = stage.database.open('postgres');
        await database.query(`DROP DATABASE IF EXISTS ${to} WITH (FORCE)`);
        await database.query(`CREATE DATABASE ${to} TEMPLATE ${from}`);
      };
      await copy(name, 'yesterday');
      await machine.start();
      for (let i = 0; i < 12; i++) await who.data.patients.search(phoneNumber(prng));
      const before = who.units.answered(1, 'search');
      expect(before).toBeGreaterThan(0);
      // Its last count is written outside the store; the first of two heartbeats may have read the store before.
      for (let beats = 0; beats < 2; beats++) {
        const last = await countedAt(1);
        await expect.poll(() => countedAt(1)).toBeGreaterThan(last);
      }
      await copy('yesterday', name);
      await machine.start();

      let answers = 12;
      for (let refused = 0; refused < 5;) {
        await who.data.patients.search(phoneNumber(prng)).then(
          () => answers++,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'quota_reached' });
            refused += 1;
          },
        );
        expect(answers).toBeLessThan(searches);
      }
      const most = Math.floor(((searches - stormQuotas(searches).emergency) * 2) / 3);
      expect(who.units.answered(1, 'search')).toBe(before);
      expect(who.units.answered(2, 'search')).toBeLessThanOrEqual(most);
      expect(who.units.answered(3, 'search')).toBeLessThanOrEqual(most);
      expect(answers).toBeGreaterThan(12);
    });
  });
}
