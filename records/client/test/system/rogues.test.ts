import { toBase64url, type Role } from '@etanche/core-protocol';
import { makeGrant, openEpoch } from '@etanche/core-sealing';
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
  proposeRetirement,
  register,
  signIn,
  type RecordsClientOptions,
  type Unlocked,
} from '../../src/index.ts';
import { random } from '../support/options.ts';
import { evaluateOne, lyingFetch } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
let second: TrialMember;
let secretary: TrialMember;
let administrator: TrialMember;
beforeAll(async () => {
  running = await startTestPractice();
  const [other, clerk, manager] = running.members;
  if (other === undefined || clerk === undefined || manager === undefined) throw new Error('three members');
  [second, secretary, administrator] = [other, clerk, manager];
}, 240_000);
afterAll(() => running[Symbol.asyncDispose]());

const untrusted = { code: 'server_untrusted' };

async function invited(by: Unlocked, roles: readonly Role[]) {
  const person = await running.person('Dr Inconnu');
  const { member, invitation } = await invite(by, { name: person.name, roles });
  const { fingerprint, unlocked } = await register(person.options, { invitation, passkeyName: 'p' });
  return { ...person, member, fingerprint, unlocked };
}

async function inDatabase(sql: string, values: readonly unknown[]): Promise<void> {
  await using database = openDatabase({
    url: new Secret(running.servers.recordsDatabase),
    applicationName: 'etanche-test',
    poolSize: 1,
    statementTimeoutMs: 10_000,
  });
  const { rowCount } = await database.query(sql, [...values]);
  if (rowCount === 0) throw new Error('nothing was changed');
}

/** Signs in on the same device to a server whose answers to one route are changed on the way. */
function deceived(who: TrialMember, path: RegExp, change: Parameters<typeof lyingFetch>[1]): RecordsClientOptions {
  return { ...who.options, fetch: lyingFetch(path, change) };
}

describe('a rogue administrator', () => {
  test('enrols nobody: neither by orders nor by what the server believes', { timeout: 120_000 }, async () => {
    const accomplice = await invited(administrator.unlocked, ['doctor']);
    const { status, order } = await proposeEnrolment(administrator.unlocked, {
      member: accomplice.member,
      roles: ['doctor'],
      compared: accomplice.fingerprint,
    });
    expect(status).toBe('waiting');
    expect((await pendingOrders(second.unlocked)).map((one) => one.order)).toContain(order);
    await expect(grant(administrator.unlocked, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
    await expect(openNextEpoch(administrator.unlocked)).rejects.toMatchObject({ code: 'not_entitled' });
    await expect(grant(running.doctor.unlocked, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
    await expect(evaluateOne(accomplice.unlocked)).rejects.toMatchObject({ code: 'refused' });
    await expect(evaluateOne(administrator.unlocked)).rejects.toMatchObject({ code: 'refused' });

    await inDatabase(`UPDATE member SET status = 'active' WHERE member = $1`, [accomplice.member]);
    const seen = await listMembers(second.unlocked);
    expect(seen.find(({ member }) => member === accomplice.member)).toMatchObject({ status: 'waiting' });
    await accomplice.unlocked.refresh();
    expect(accomplice.unlocked.status()).toBe('waiting');
    expect(accomplice.unlocked.hasSecrets()).toBe(false);
    expect(() => accomplice.unlocked.secrets()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
    await openNextEpoch(running.doctor.unlocked);
    await expect(grant(second.unlocked, accomplice.member)).rejects.toMatchObject({ code: 'not_a_member' });
  });

  test('has no secrets himself', { timeout: 60_000 }, async () => {
    expect(administrator.unlocked.parts()).toEqual(['administrator']);
    expect(administrator.unlocked.hasSecrets()).toBe(false);
    await expect(administrator.unlocked.call('grants')).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a newcomer whose keys the server swaps', () => {
  test('is not proposed: the fingerprint differs', { timeout: 60_000 }, async () => {
    const [newcomer, thief] = [
      await invited(running.doctor.unlocked, ['doctor']),
      await invited(running.doctor.unlocked, ['doctor']),
    ];
    const { members } = await running.doctor.unlocked.call('members');
    const stolen = members.find(({ member }) => member === thief.member)?.keys;
    const swapping = await signIn(
      deceived(running.doctor, /^\/v1\/members\/sync$/, (answer) => ({
        members: (answer['members'] as typeof members).map((member) =>
          member.member === newcomer.member ? { ...member, keys: stolen } : member,
        ),
      })),
    );
    await expect(findNewcomer(swapping, newcomer.member)).rejects.toMatchObject(untrusted);
    const wrong = { member: newcomer.member, roles: ['doctor' as const], compared: thief.fingerprint };
    await expect(proposeEnrolment(running.doctor.unlocked, wrong)).rejects.toMatchObject({
      code: 'fingerprint_differs',
    });
  });

  test('is not granted to with other keys than the chain’s', { timeout: 120_000 }, async () => {
    const newcomer = await invited(running.doctor.unlocked, ['doctor']);
    const { member, fingerprint } = newcomer;
    const { order } = await proposeEnrolment(running.doctor.unlocked, {
      member,
      roles: ['doctor'],
      compared: fingerprint,
    });
    await running.approve(order);
    const hidden = await signIn(
      deceived(running.doctor, /^\/v1\/members$/, (answer) => ({
        members: (answer['members'] as { member: string }[]).map((one) =>
          one.member === member ? { ...one, keys: undefined } : one,
        ),
      })),
    );
    await expect(grant(hidden, member)).rejects.toMatchObject(untrusted);
    await expect(openNextEpoch(hidden)).rejects.toMatchObject(untrusted);
    await grant(running.doctor.unlocked, member);
    await newcomer.unlocked.refresh();
    expect(newcomer.unlocked.status()).toBe('active');
    expect(newcomer.unlocked.hasSecrets()).toBe(true);
  });

  test('does not register at another practice or at other vaults', { timeout: 60_000 }, async () => {
    const { origin } = running.servers;
    const given = { serverUrl: running.servers.records.url, origin, now: running.clock.now, random };
    for (const [path, change] of [
      [/^\/v1\/registrations\/options$/, (answer: object) => ({ ...answer, genesis: toBase64url(random(32)) })],
      [/^\/v1\/registrations\/options$/, (answer: object) => ({ ...answer, practice: running.doctor.member })],
      [/^\/v1\/server$/, (answer: object) => ({ ...answer, federation: otherFederation() })],
    ] as const) {
      const person = await newPerson('Dr Trompée', { ...given, fetch: lyingFetch(path, change) });
      const { invitation } = await invite(running.doctor.unlocked, { name: person.name, roles: ['doctor'] });
      await expect(register(person.options, { invitation, passkeyName: 'p' })).rejects.toMatchObject(untrusted);
    }
  });
});

function otherFederation() {
  const { federation } = running.servers;
  return {
    ...federation,
    vaults: federation.vaults.map((vault) => ({ ...vault, signingKey: toBase64url(random(32)) })),
  };
}

describe('a founder to whom the server names other vaults', () => {
  test('founds nothing', { timeout: 60_000 }, async () => {
    const person = await running.person(
      'Dr Prudente',
      lyingFetch(/^\/v1\/server$/, (answer) => ({
        ...answer,
        federation: otherFederation(),
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

  test('founds nothing without a doctor or with a token that was used', { timeout: 60_000 }, async () => {
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

describe('a server that lies to who signs in', () => {
  test.each<[string, RegExp, Parameters<typeof lyingFetch>[1]]>([
    ['other vaults', /^\/v1\/server$/, (answer) => ({ ...answer, federation: otherFederation() })],
    ['another genesis', /^\/v1\/practice$/, (answer) => ({ ...answer, genesis: toBase64url(random(32)) })],
    ['another practice', /^\/v1\/practice$/, (answer) => ({ ...answer, practice: running.doctor.member })],
    ['another member', /^\/v1\/sign-in$/, (answer) => ({ ...answer, member: running.practice })],
    ['another keyring', /^\/v1\/sign-in$/, (answer) => ({ ...answer, keyring: toBase64url(random(400)) })],
    ['no epoch', /^\/v1\/epochs$/, () => ({ epochs: [] })],
    ['fewer epochs', /^\/v1\/epochs$/, (answer) => ({ epochs: (answer['epochs'] as string[]).slice(0, -1) })],
    [
      'an epoch twice',
      /^\/v1\/epochs$/,
      (answer) => ({ epochs: (answer['epochs'] as string[]).flatMap((e) => [e, e]) }),
    ],
    ['an altered grant', /^\/v1\/grants$/, (answer) => ({ grants: (answer['grants'] as string[]).map(altered) })],
    ['no keys of members', /^\/v1\/members$/, () => ({ members: [] })],
  ])('with %s is refused, and its session ended', { timeout: 60_000 }, async (_, path, change) => {
    await second.unlocked.refresh();
    expect(second.unlocked.secrets().writingEpoch()).toBeGreaterThan(1);
    const seen: string[] = [];
    const lying = lyingFetch(path, change);
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(input instanceof Request ? input.url : input.toString());
      return lying(input, init);
    };
    await expect(signIn({ ...second.options, fetch })).rejects.toMatchObject(untrusted);
    expect(seen.at(-1)).toMatch(/\/v1\/sign-out$/);
  });

  test('without a grant gives no secrets, and says so', { timeout: 60_000 }, async () => {
    const without = await signIn(deceived(second, /^\/v1\/grants$/, () => ({ grants: [] })));
    expect(without.hasSecrets()).toBe(false);
    expect(() => without.secrets()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
  });

  test('with an epoch of a secretary’s or of a past doctor’s own making is refused', { timeout: 240_000 }, async () => {
    const { doctor } = running;
    const past = await running.join(doctor.unlocked, 'Dr Ancien', ['doctor']);
    const keys = past.unlocked.keys();
    const held = past.unlocked.secrets();
    const last = past.unlocked.epochs()?.signed.at(-1);
    if (last === undefined) throw new Error('an epoch');
    const { sequence } = (await past.unlocked.state()).chain;
    const number = last.epoch.epoch;
    const secrets = { reception: held.roleSecret('reception', number), care: held.roleSecret('care', number) };
    const forge = (member: string, signer: typeof keys.grant) =>
      openEpoch(running.practice, { member, grant: signer }, sequence, { ...last, secrets }, random);
    const own = await forge(past.member, keys.grant);
    const clerks = await forge(secretary.member, secretary.unlocked.keys().grant);
    const victim = {
      id: second.member,
      keys: second.unlocked.keysHash(),
      sealing: second.unlocked.keys().sealing.publicKey,
    };
    const toVictim = await makeGrant(
      running.practice,
      'care',
      victim,
      victim.keys,
      { member: past.member, grant: keys.grant },
      { scopeRoot: held.scopeRoot, indexSecret: held.indexSecret, epoch: number + 1, ...own.secrets },
      random,
    );
    await running.approve((await proposeRetirement(doctor.unlocked, past.member)).order);

    const withClerks = deceived(second, /^\/v1\/epochs$/, (answer) => ({
      epochs: [...(answer['epochs'] as string[]), clerks.jws],
    }));
    await expect(signIn(withClerks)).rejects.toMatchObject(untrusted);
    const forged = (options: RecordsClientOptions): RecordsClientOptions => ({
      ...options,
      fetch: lyingFetch(/^\/v1\/(epochs|grants)$/, (answer, { pathname }) =>
        pathname.endsWith('epochs')
          ? { epochs: [...(answer['epochs'] as string[]), own.jws] }
          : { grants: [...(answer['grants'] as string[]), toVictim] },
      ),
    });
    const reading = await signIn(forged(second.options));
    expect(() => reading.secrets().writingEpoch()).toThrow(expect.objectContaining({ code: 'epoch_due' }) as Error);
    await signIn(second.options);
  });
});

function altered(jws: string): string {
  const [head = '', payload = '', signature = ''] = jws.split('.');
  return [head, payload, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.');
}
