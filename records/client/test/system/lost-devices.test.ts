import { openDatabase, Secret } from '@etanche/platform';
import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addPasskey,
  draftRecovery,
  endMemberSession,
  endSession,
  helpRecovery,
  listAlarms,
  listDevices,
  listPasskeys,
  listRecoveriesToHelp,
  listSessions,
  prepareRecovery,
  removeMemberPasskey,
  removePasskey,
  signIn,
  signOut,
  startRecovery,
} from '../../src/index.ts';
import { evaluateOne } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice();
});
afterAll(() => running[Symbol.asyncDispose]());

/** Changes the database so that the records server claims that this number of helpers is needed and has helped. */
async function serverClaims(recovery: string, helpers: 1 | 2): Promise<void> {
  await using database = openAs('etanche-claims', running.servers.recordsDatabase);
  await database.query('UPDATE recovery_plan SET helpers_needed = $1', [helpers]);
  const status = helpers === 1 ? 'helped' : 'waiting';
  await database.query('UPDATE recovery SET status = $1 WHERE recovery = $2', [status, recovery]);
}

/** Vaults that treat the member's key as new, with a tenth of its quota. */
async function newKeysAt(member: string): Promise<number[]> {
  const vaults: number[] = [];
  for (const { index } of running.servers.federation.vaults) {
    const url = new URL(running.servers.recordsDatabase);
    url.pathname = url.pathname.replace('_records', `_vault_${index}`);
    await using database = openAs('etanche-new-keys', url.href);
    const { rows } = await database.query('SELECT FROM practice_member WHERE id = $1 AND new_since IS NOT NULL', [
      member,
    ]);
    if (rows.length === 1) vaults.push(index);
  }
  return vaults;
}

function openAs(applicationName: string, url: string) {
  return openDatabase({ url: new Secret(url), applicationName, poolSize: 1, statementTimeoutMs: 30_000 });
}

describe('a member who loses a passkey', () => {
  test('signs in with a second one, and removes the first', async () => {
    const lost = await running.join(running.doctor.client, 'Dr Perd Sa Clé', ['doctor']);
    const key = await running.person('clé de secours');
    const device = {
      ...lost.client,
      environment: { ...lost.options.environment, passkeys: key.options.environment.passkeys },
    };
    const added = await addPasskey(device, 'clé de secours');
    expect(added).toMatchObject({ name: 'clé de secours' });
    const first = (await listPasskeys(lost.client)).find(({ passkey }) => passkey !== added.passkey);

    const other = await signIn(key.options);
    expect(other.session.member).toBe(lost.member);
    expect(other.secrets.shared().scopeRoot).toEqual(lost.client.secrets.shared().scopeRoot);
    await expect(evaluateOne(other)).resolves.toHaveLength(1);
    await removePasskey(other, first?.passkey ?? '');
    await expect(signIn(lost.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
    await expect(removePasskey(other, added.passkey)).rejects.toMatchObject({ code: 'limit_reached' });
  });

  test('has a passkey removed and a session ended by an administrator, but not the last passkey', async () => {
    const administrator = running.members[2]?.client;
    if (administrator === undefined) throw new Error('an administrator');
    const lost = await running.join(running.doctor.client, 'Dr Perd Son Sac', ['doctor']);
    const key = await running.person('clé perdue');
    const device = {
      ...lost.client,
      environment: { ...lost.options.environment, passkeys: key.options.environment.passkeys },
    };
    const { passkey } = await addPasskey(device, 'clé perdue');
    const there = await signIn(key.options);
    const own = async () => (await listDevices(administrator)).find(({ member }) => member === lost.member);
    const before = await own();
    expect(before).toMatchObject({ recovery: null, invited: null });
    expect(before?.passkeys.map(({ name }) => name)).toEqual(['ordinateur', 'clé perdue']);
    expect(before?.sessions).toHaveLength(2);

    await endMemberSession(administrator, { member: lost.member, session: lost.client.session.id });
    await expect(listSessions(lost.client)).rejects.toMatchObject({ code: 'unauthenticated' });
    await removeMemberPasskey(administrator, { member: lost.member, passkey });
    await expect(listSessions(there)).rejects.toMatchObject({ code: 'unauthenticated' });
    const [last] = (await own())?.passkeys ?? [];
    const again = removeMemberPasskey(administrator, { member: lost.member, passkey: last?.passkey ?? '' });
    await expect(again).rejects.toMatchObject({ code: 'limit_reached' });
    const unknown = removeMemberPasskey(administrator, { member: running.doctor.member, passkey });
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
    const other = running.members[0]?.client;
    if (other === undefined) throw new Error('a second doctor');
    const ended = endMemberSession(other, { member: lost.member, session: there.session.id });
    await expect(ended).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('ends the sessions of the lost device', async () => {
    const [doctor] = running.members;
    if (doctor === undefined) throw new Error('a second doctor');
    const here = await doctor.signIn();
    const there = await doctor.signIn();
    const ended = (await listSessions(here)).find(({ session }) => session === there.session.id);
    expect(ended).toMatchObject({ current: false });
    await endSession(here, there.session.id);
    await expect(listSessions(there)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(endSession(here, there.session.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listSessions(here)).filter(({ current }) => current)).toHaveLength(1);
    await signOut(here);
    await expect(listSessions(here)).rejects.toMatchObject({ code: 'locked' });
  });
});

describe('a locked client', () => {
  test('has zeroed its secrets and throws locked at each call', async () => {
    const client = await running.doctor.signIn();
    const { scopeRoot, indexSecret } = client.secrets.shared();
    const secret = client.secrets.shared().roleSecret('care', 1);
    expect(scopeRoot.some((byte) => byte !== 0)).toBe(true);
    client.session.lock();
    for (const wiped of [scopeRoot, indexSecret, secret]) expect(wiped).toEqual(new Uint8Array(32));
    expect(client.session.locked).toBe(true);
    const locked = expect.objectContaining({ code: 'locked' }) as Error;
    for (const ask of ['shared', 'keys', 'keyring'] as const) {
      expect(() => client.secrets[ask]()).toThrow(locked);
    }
    expect(() => client.practice.roles()).toThrow(locked);
    expect(() => {
      client.session.touch();
    }).toThrow(locked);
    await expect(client.session.call('members')).rejects.toMatchObject({ code: 'locked' });
    await expect(client.practice.state()).rejects.toMatchObject({ code: 'locked' });
    await expect(client.practice.refresh()).rejects.toMatchObject({ code: 'locked' });
  });
});

describe('a member who loses every device', () => {
  test('recovers with the printed code and two helpers, and not with fewer', async () => {
    const lost = await running.join(running.doctor.client, 'Dr Perd Tout', ['doctor']);
    const [helper, second] = running.members;
    if (helper === undefined || second === undefined) throw new Error('two other members');
    const { code, helpersNeeded } = await prepareRecovery(lost.client, [helper.member, second.member]);
    expect(helpersNeeded).toBe(2);
    const { scopeRoot } = lost.client.secrets.shared();
    const before = Uint8Array.from(scopeRoot);

    const device = await running.person('téléphone neuf');
    const recovery = await startRecovery(device.options, code.toLowerCase());
    expect(recovery.helpersNeeded).toBe(2);
    expect(await recovery.helped()).toBe(0);
    const insufficient = { code: 'helpers_insufficient' };
    await expect(recovery.finish('téléphone')).rejects.toMatchObject(insufficient);
    const [asked] = await listRecoveriesToHelp(helper.client);
    expect(asked).toMatchObject({ member: lost.member, fingerprint: recovery.fingerprint });
    const request = asked?.recovery ?? '';
    const wrong = helpRecovery(helper.client, request, 'AAAA BBBB CCCC DDDD');
    await expect(wrong).rejects.toMatchObject({ code: 'fingerprint_differs' });
    await helpRecovery(helper.client, request, recovery.fingerprint);
    const noticed = async () =>
      (await listAlarms(running.doctor.client)).filter(
        ({ kind, member }) => kind === 'recovery' && member === lost.member,
      );
    // The helper's client notified the vaults, which a corrupt server and a recovering attacker cannot prevent.
    expect((await noticed()).length).toBeGreaterThan(0);
    expect(await recovery.helped()).toBe(1);
    await expect(recovery.finish('téléphone')).rejects.toMatchObject(insufficient);
    await serverClaims(request, 1);
    expect(await recovery.helped()).toBe(1);
    await expect(recovery.finish('téléphone')).rejects.toMatchObject(insufficient);
    await serverClaims(request, 2);
    await helpRecovery(second.client, request, recovery.fingerprint);
    expect(await recovery.helped()).toBe(2);

    const recovered = await recovery.finish('téléphone');
    expect(recovered.session.member).toBe(lost.member);
    const alarms = await noticed();
    expect(new Set(alarms.map(({ index }) => index)).size).toBe(alarms.length);
    expect(recovered.secrets.shared().scopeRoot).toEqual(before);
    await expect(evaluateOne(recovered)).resolves.toHaveLength(1);
    expect(await newKeysAt(lost.member)).toEqual([1, 2, 3]);
    await expect(signIn(lost.options)).rejects.toMatchObject({ code: 'sign_in_refused' });
    expect((await signIn(device.options)).session.member).toBe(lost.member);
  });

  test('cannot recover with a mistyped or unknown code', async () => {
    const device = await running.person('voleur');
    await expect(startRecovery(device.options, 'AAAA BBBB')).rejects.toMatchObject({ code: 'text_invalid' });
    const helpers = running.members.slice(0, 2).map(({ member }) => member);
    const { code } = await prepareRecovery(running.doctor.client, helpers);
    await prepareRecovery(running.doctor.client, helpers);
    await expect(startRecovery(device.options, code)).rejects.toMatchObject({ code: 'sign_in_refused' });
  });

  test('may not name a non-member or themselves as a helper', async () => {
    const other = running.members[0]?.member ?? '';
    for (const helper of [running.doctor.member, running.practice]) {
      const prepared = prepareRecovery(running.doctor.client, [other, helper]);
      await expect(prepared).rejects.toMatchObject({ code: 'not_a_member' });
    }
  });

  test('must name two helpers if the practice has them', async () => {
    const other = running.members[0]?.member ?? '';
    for (const helpers of [[], [other], [other, other]]) {
      const prepared = prepareRecovery(running.doctor.client, helpers);
      await expect(prepared).rejects.toMatchObject({ code: 'helpers_insufficient' });
    }
  });

  test('has a plan with one helper if the practice has only one other member', async () => {
    await using two = await startTestPractice({ members: [{ name: 'Dr Deuxième', roles: ['doctor'] }] });
    const [helper] = two.members;
    if (helper === undefined) throw new Error('a second doctor');
    const { code, helpersNeeded } = await prepareRecovery(two.doctor.client, [helper.member]);
    expect(helpersNeeded).toBe(1);
    const device = await two.person('téléphone neuf');
    const recovery = await startRecovery(device.options, code);
    expect(recovery.helpersNeeded).toBe(1);
    const [asked] = await listRecoveriesToHelp(helper.client);
    await helpRecovery(helper.client, asked?.recovery ?? '', recovery.fingerprint);
    expect((await recovery.finish('téléphone')).session.member).toBe(two.doctor.member);
  });
});

describe('a printed sheet', () => {
  test('is valid only after its code was read back from the paper', async () => {
    const helpers = running.members.slice(0, 2).map(({ member }) => member);
    const lost = await running.join(running.doctor.client, 'Dr Relit Sa Feuille', ['doctor']);
    const first = await draftRecovery(lost.client, helpers);
    const second = await draftRecovery(lost.client, helpers);
    expect(await first.confirm(first.code.toLowerCase())).toBe(true);
    expect(await second.confirm(first.code)).toBe(false);
    await expect(second.confirm('pas une feuille')).rejects.toMatchObject({ code: 'text_invalid' });
    const device = await running.person('appareil neuf');
    await expect(startRecovery(device.options, second.code)).rejects.toMatchObject({ code: 'sign_in_refused' });
    expect(await startRecovery(device.options, first.code)).toMatchObject({ helpersNeeded: 2 });
    const [prepared] = (await listDevices(running.doctor.client)).filter(({ member }) => member === lost.member);
    expect(prepared?.recovery).toBeTypeOf('number');
  });
});
