import { type PersonRole } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';
import { newPerson, type TrialMember, type TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findNewcomer,
  foundPractice,
  grant,
  invite,
  listMembers,
  openNextEpoch,
  pendingOrders,
  proposeEnrolment,
  register,
  signIn,
  type RecordsClient,
} from '../../src/index.ts';
import { random } from '../support/options.ts';
import { deceived, evaluateBy, evaluateOne, lyingFetch, otherFederation } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
let second: TrialMember;
let administrator: TrialMember;
beforeAll(async () => {
  running = await startTestPractice();
  const [other, , manager] = running.members;
  if (other === undefined || manager === undefined) throw new Error('a second doctor and an administrator');
  [second, administrator] = [other, manager];
});
afterAll(() => running[Symbol.asyncDispose]());

const untrusted = { code: 'server_untrusted' };

async function invited(by: RecordsClient, roles: readonly PersonRole[]) {
  const person = await running.person('Dr Inconnu');
  const { member, invitation } = await invite(by, { name: person.name, roles });
  const { fingerprint, client } = await register(person.options, { invitation, passkeyName: 'p' });
  return { ...person, member, fingerprint, client };
}

async function inDatabase(sql: string, values: readonly unknown[]): Promise<void> {
  await using database = openDatabase({
    url: new Secret(running.servers.recordsDatabase),
    applicationName: 'etanche-test',
    poolSize: 1,
    statementTimeoutMs: 10_000,
  });
  const { rowCount } = await database.query(sql, [...values]);
  if (rowCount === 0) throw new Error('no row was changed');
}

describe('a rogue administrator', () => {
  test('enrols no member, neither by an order nor by a change in the server’s database', async () => {
    const accomplice = await invited(administrator.client, ['doctor']);
    const { status, order } = await proposeEnrolment(administrator.client, {
      member: accomplice.member,
      roles: ['doctor'],
      compared: accomplice.fingerprint,
    });
    expect(status).toBe('waiting');
    expect((await pendingOrders(second.client)).map((one) => one.order)).toContain(order);
    await expect(grant(administrator.client, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
    await expect(openNextEpoch(administrator.client)).rejects.toMatchObject({ code: 'not_entitled' });
    await expect(grant(running.doctor.client, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
    const { doctor } = running;
    for (const [rogue, code] of [
      // The server gives an accomplice nothing; an administrator reads the key sets, and the vaults refuse.
      [accomplice.client, 'forbidden'],
      [administrator.client, 'refused'],
    ] as const) {
      await expect(evaluateOne(rogue)).rejects.toMatchObject({ code });
      await expect(evaluateBy(rogue, doctor.client)).rejects.toMatchObject({ code: 'refused' });
    }

    await inDatabase(`UPDATE member SET status = 'active' WHERE member = $1`, [accomplice.member]);
    const seen = await listMembers(second.client);
    expect(seen.find(({ member }) => member === accomplice.member)).toMatchObject({ status: 'waiting' });
    await accomplice.client.practice.refresh();
    expect(accomplice.client.practice.status()).toBe('waiting');
    expect(accomplice.client.secrets.isGranted()).toBe(false);
    expect(() => accomplice.client.secrets.shared()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
    await openNextEpoch(running.doctor.client);
    await expect(grant(second.client, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
  });

  test('has no secrets', async () => {
    expect(administrator.client.practice.roles()).toEqual(['administrator']);
    expect(administrator.client.secrets.isGranted()).toBe(false);
    expect(() => administrator.client.secrets.shared()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
    // The one grant of an administrator has the root of the settings, which opens no patient.
    const { grants } = await administrator.client.session.call('grants');
    const payloads = grants.map(
      (jws) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as object,
    );
    expect(payloads).toMatchObject([{ role: 'settings' }]);
  });
});

describe('a newcomer whose keys the server swaps', () => {
  test('is not proposed, because the fingerprint differs', async () => {
    const [newcomer, attacker] = [
      await invited(running.doctor.client, ['doctor']),
      await invited(running.doctor.client, ['doctor']),
    ];
    const { members } = await running.doctor.client.session.call('members');
    const stolen = members.find(({ member }) => member === attacker.member)?.keys;
    const swapping = await signIn(
      deceived(running.doctor.options, /^\/v1\/members\/sync$/, (answer) => ({
        members: (answer['members'] as typeof members).map((member) =>
          member.member === newcomer.member ? { ...member, keys: stolen } : member,
        ),
      })),
    );
    await expect(findNewcomer(swapping, newcomer.member)).rejects.toMatchObject(untrusted);
    const wrong = { member: newcomer.member, roles: ['doctor' as const], compared: attacker.fingerprint };
    await expect(proposeEnrolment(running.doctor.client, wrong)).rejects.toMatchObject({
      code: 'fingerprint_differs',
    });
  });

  test('gets no grant for other keys than the chain’s', async () => {
    const newcomer = await invited(running.doctor.client, ['doctor']);
    const { member, fingerprint } = newcomer;
    const { order } = await proposeEnrolment(running.doctor.client, {
      member,
      roles: ['doctor'],
      compared: fingerprint,
    });
    await running.approve(order);
    const hidden = await signIn(
      deceived(running.doctor.options, /^\/v1\/members$/, (answer) => ({
        members: (answer['members'] as { member: string }[]).map((one) =>
          one.member === member ? { ...one, keys: undefined } : one,
        ),
      })),
    );
    await expect(grant(hidden, member)).rejects.toMatchObject(untrusted);
    await expect(openNextEpoch(hidden)).rejects.toMatchObject(untrusted);
    await grant(running.doctor.client, member);
    await newcomer.client.practice.refresh();
    expect(newcomer.client.practice.status()).toBe('active');
    expect(newcomer.client.secrets.isGranted()).toBe(true);
  });

  test('does not register at another practice or at other vaults', async () => {
    const { origin } = running.servers;
    const given = { serverUrl: running.servers.records.url, origin, now: running.clock.now, random };
    for (const [path, change] of [
      [/^\/v1\/registrations\/options$/, (answer: object) => ({ ...answer, genesis: toBase64url(random(32)) })],
      [/^\/v1\/registrations\/options$/, (answer: object) => ({ ...answer, practice: running.doctor.member })],
      [/^\/v1\/server$/, (answer: object) => ({ ...answer, federation: otherFederation(running.servers.federation) })],
    ] as const) {
      const person = await newPerson('Dr Trompée', { ...given, fetch: lyingFetch(path, change) });
      const { invitation } = await invite(running.doctor.client, { name: person.name, roles: ['doctor'] });
      await expect(register(person.options, { invitation, passkeyName: 'p' })).rejects.toMatchObject(untrusted);
    }
  });
});

describe('a founder', () => {
  test('does not found a practice if the server names other vaults', async () => {
    const person = await running.person(
      'Dr Prudente',
      lyingFetch(/^\/v1\/server$/, (answer) => ({
        ...answer,
        federation: otherFederation(running.servers.federation),
      })),
    );
    const founding = foundPractice(person.options, {
      founding: await running.servers.foundingToken(),
      federation: running.servers.federation,
      practiceName: 'Cabinet',
      founderName: person.name,
      roles: ['doctor'],
      approvers: running.approvers.map(({ approver, card }) => ({ approver, card })),
      contacts: ['a@cabinet.example'],
      passkeyName: 'p',
    });
    await expect(founding).rejects.toMatchObject(untrusted);
  });

  test('does not found a practice without a doctor or with an invalid token', async () => {
    const person = await running.person('Dr Pressée');
    const founding = {
      founding: toBase64url(random(32)),
      federation: running.servers.federation,
      practiceName: 'Cabinet',
      founderName: person.name,
      approvers: running.approvers.map(({ approver, card }) => ({ approver, card })),
      contacts: ['a@cabinet.example'],
      passkeyName: 'p',
    };
    const clerk = foundPractice(person.options, { ...founding, roles: ['secretary'] });
    await expect(clerk).rejects.toMatchObject({ code: 'not_entitled' });
    const stranger = foundPractice(person.options, { ...founding, roles: ['doctor'] });
    await expect(stranger).rejects.toMatchObject({ code: 'sign_in_refused' });
  });
});
