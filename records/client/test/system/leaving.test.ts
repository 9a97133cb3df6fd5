import { fromBase64url } from '@etanche/core-wire';
import { verifyGrant, openGrant, keysHash, publicKeysOf } from '@etanche/core-sealing';
import { openDatabase, Secret } from '@etanche/platform';
import type { TrialMember, TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  epochIsDue,
  findNewcomer,
  freezeMember,
  grant,
  invite,
  openNextEpoch,
  proposeConfirmFreeze,
  proposeRekey,
  proposeRetirement,
  proposeThaw,
  register,
  signIn,
} from '../../src/index.ts';
import { dataOf, evaluateOne, someNote, somePatient } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
let second: TrialMember;
let secretary: TrialMember;
beforeAll(async () => {
  running = await startTestPractice();
  const [other, clerk] = running.members;
  if (other === undefined || clerk === undefined) throw new Error('a second doctor and a secretary');
  [second, secretary] = [other, clerk];
});
afterAll(() => running[Symbol.asyncDispose]());

const refused = { code: 'refused', failures: [{ code: 'caller_refused' }, { code: 'caller_refused' }] };

/** Every grant in the database of the records server, which an attacker may steal. */
async function storedGrants(): Promise<string[]> {
  await using database = openDatabase({
    url: new Secret(running.servers.recordsDatabase),
    applicationName: 'etanche-test',
    poolSize: 1,
    statementTimeoutMs: 10_000,
  });
  const tables = await database.query<{ table_name: string; column_name: string; table_schema: string }>(
    `SELECT table_schema, table_name, column_name FROM information_schema.columns
     WHERE table_name LIKE '%grant%' AND column_name = 'statement' AND table_schema NOT IN ('information_schema', 'pg_catalog')`,
  );
  const grants: string[] = [];
  for (const { table_schema: schema, table_name: table } of tables.rows) {
    const { rows } = await database.query<{ statement: string }>(`SELECT statement FROM "${schema}"."${table}"`);
    grants.push(...rows.map(({ statement }) => statement));
  }
  return grants;
}

describe('a retired member', () => {
  test('cannot open versions written later', async () => {
    const { doctor } = running;
    const leaver = await running.join(doctor.client, 'Dr Part Demain', ['doctor']);
    const stolenKeys = { keys: leaver.client.secrets.keys(), epoch: leaver.client.secrets.shared().writingEpoch() };
    expect(stolenKeys.epoch).toBe(1);
    expect(await epochIsDue(doctor.client)).toBe(false);

    const { order } = await proposeRetirement(doctor.client, leaver.member);
    await running.approve(order, [running.approvers[0]]);
    expect(await epochIsDue(doctor.client)).toBe(true);
    expect(await openNextEpoch(doctor.client)).toBe(2);
    expect(await epochIsDue(doctor.client)).toBe(false);

    await second.client.practice.refresh();
    expect(second.client.secrets.shared().writingEpoch()).toBe(2);
    expect(second.client.secrets.shared().roleSecret('care', 1)).toEqual(
      doctor.client.secrets.shared().roleSecret('care', 1),
    );
    await secretary.client.practice.refresh();
    expect(secretary.client.secrets.shared().roleSecret('reception', 2)).toHaveLength(32);
    expect(() => secretary.client.secrets.shared().roleSecret('care', 2)).toThrow(
      expect.objectContaining({ code: 'not_entitled' }) as Error,
    );

    const file = await dataOf(doctor.client).patients.create(somePatient('Nouvelle'));
    const opened = await dataOf(second.client).patients.open(file.scope);
    expect(opened.patient().traits).toEqual(file.patient().traits);

    await expect(evaluateOne(leaver.client)).rejects.toMatchObject(refused);
    await expect(leaver.client.session.call('grants')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(signIn(leaver.options)).rejects.toMatchObject({ code: 'sign_in_refused' });

    // The retired member's keys open no grant of the new epoch, even with the whole database.
    const epochs = doctor.client.secrets.epochs()?.signed ?? [];
    const hash = keysHash(publicKeysOf(running.practice, leaver.member, stolenKeys.keys));
    const holder = { id: leaver.member, keys: hash, sealing: stolenKeys.keys.sealing };
    const anyGranter = () => [doctor.client.secrets.keys().grant.publicKey];
    const stolen = await storedGrants();
    const opens: number[] = [];
    for (const jws of stolen) {
      const { epoch } = await verifyGrant(running.practice, jws, anyGranter);
      await openGrant(running.practice, jws, holder, anyGranter, epochs).then(
        () => opens.push(epoch),
        () => undefined,
      );
    }
    expect(stolen.length).toBeGreaterThan(6);
    expect(opens).toEqual([1]);
  });

  test('gets no further grant, and a secretary may not open an epoch', async () => {
    const leaver = await running.join(running.doctor.client, 'Part Aussi', ['secretary']);
    await running.approve((await proposeRetirement(running.doctor.client, leaver.member)).order);
    await expect(grant(running.doctor.client, leaver.member)).rejects.toMatchObject({ code: 'not_a_member' });
    await expect(openNextEpoch(secretary.client)).rejects.toMatchObject({ code: 'not_entitled' });
    await openNextEpoch(running.doctor.client);
    await expect(grant(secretary.client, second.member)).rejects.toMatchObject({ code: 'not_entitled' });
  });

  test('does not interrupt members with open files', async () => {
    const [here, there] = [await running.doctor.signIn(), await second.signIn()];
    const file = await dataOf(here).patients.create(somePatient('Ouverte'));
    const open = await dataOf(there).patients.open(file.scope);
    const epoch = await openNextEpoch(running.doctor.client);
    expect(here.secrets.shared().writingEpoch()).toBe(epoch - 1);

    const [id] = await file.write([{ kind: 'create', resource: someNote(file.scope) }]);
    expect(here.secrets.shared().writingEpoch()).toBe(epoch);
    await open.refresh();
    expect(open.resource(id ?? '')?.resource).toMatchObject({ resourceType: 'Observation' });
    const fresh = await dataOf(running.doctor.client).patients.create(somePatient('Fraîche'));
    expect((await dataOf(second.client).patients.open(fresh.scope)).scope).toBe(fresh.scope);
  });

  test('leads to one next epoch if two doctors open it at once', async () => {
    const { doctor } = running;
    const [written, released] = [Promise.withResolvers(), Promise.withResolvers()];
    const { environment } = second.options;
    const hold: typeof fetch = async (input, init) => {
      if (init?.method === 'POST' && typeof input === 'string' && input.endsWith('/epochs')) {
        written.resolve(null);
        await released.promise;
      }
      return environment.fetch(input, init);
    };
    const late = await signIn({ ...second.options, environment: { ...environment, fetch: hold } });
    const before = doctor.client.secrets.shared().writingEpoch();
    const lost = openNextEpoch(late);
    await written.promise;
    expect(await openNextEpoch(doctor.client)).toBe(before + 1);
    released.resolve(null);
    await expect(lost).rejects.toMatchObject({ code: 'conflict' });
    for (const client of [doctor.client, second.client, late]) {
      await client.practice.refresh();
      expect(client.secrets.shared().writingEpoch()).toBe(before + 1);
    }
  });
});

describe('a suspected theft', () => {
  test('freezes the member at once, and ends with a new seed, after which the old keys are refused', async () => {
    const { doctor } = running;
    const victim = await running.join(doctor.client, 'Dr Volée', ['doctor']);
    const attacker = victim.client;
    await evaluateOne(attacker);

    const frozen = await freezeMember(doctor.client, victim.member, 'suspected_theft');
    expect(frozen.vaults).toBeGreaterThanOrEqual(2);
    const { order } = await proposeConfirmFreeze(doctor.client, frozen.freeze);
    await running.approve(order, [running.approvers[1]]);
    await expect(evaluateOne(attacker)).rejects.toMatchObject({ code: 'refused' });
    const emergency = await attacker.secrets.vault('scope', 'emergency');
    await expect(emergency.evaluate([new Uint8Array(8)])).rejects.toMatchObject({ code: 'refused' });

    const { invitation } = await invite(doctor.client, {
      name: 'Dr Volée',
      roles: ['doctor'],
      member: victim.member,
    });
    const device = await running.person('appareil neuf');
    const renewed = await register(device.options, { invitation, passkeyName: 'neuf' });
    expect(renewed.client.practice.status()).toBe('waiting');
    const without = proposeThaw(doctor.client, frozen.freeze, null);
    await expect(without).rejects.toMatchObject({ code: 'refused' });
    const thaw = await proposeThaw(doctor.client, frozen.freeze, renewed.fingerprint);
    await running.approve(thaw.order);

    expect(await epochIsDue(doctor.client)).toBe(true);
    await openNextEpoch(doctor.client);
    await renewed.client.practice.refresh();
    expect(renewed.client.practice.status()).toBe('active');
    expect(renewed.client.secrets.shared().writingEpoch()).toBe(doctor.client.secrets.shared().writingEpoch());
    await expect(evaluateOne(renewed.client)).resolves.toHaveLength(1);
    await expect(evaluateOne(attacker)).rejects.toMatchObject(refused);
    await expect(signIn(victim.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
    expect(await doctor.client.practice.authorKeys(victim.member)).toEqual([
      renewed.client.secrets.keys().author.publicKey,
      attacker.secrets.keys().author.publicKey,
    ]);
  });

  test('is not ended with swapped keys', async () => {
    const { doctor } = running;
    const victim = await running.join(doctor.client, 'Dr Encore', ['doctor']);
    const { invitation } = await invite(doctor.client, { name: 'x', roles: ['doctor'], member: victim.member });
    const device = await running.person('appareil neuf');
    const { fingerprint, client } = await register(device.options, { invitation, passkeyName: 'neuf' });
    expect((await findNewcomer(doctor.client, victim.member)).fingerprint).toBe(fingerprint);
    const old = 'AAAA AAAA AAAA AAAA';
    const wrong = proposeRekey(doctor.client, { member: victim.member, compared: old });
    await expect(wrong).rejects.toMatchObject({ code: 'fingerprint_differs' });
    const { order } = await proposeRekey(doctor.client, { member: victim.member, compared: fingerprint });
    await running.approve(order);
    await grant(doctor.client, victim.member);
    await client.practice.refresh();
    expect(client.secrets.isGranted()).toBe(true);
    expect(
      fromBase64url(
        (await doctor.client.practice.state()).chain.members.get(victim.member)?.periods[1]?.keys ?? '',
        32,
      ),
    ).toEqual(client.secrets.keysHash());
  });
});
