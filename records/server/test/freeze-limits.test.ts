import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '@etanche/core-vault-protocol';
import { call } from './support/api.ts';
import { enrol, found, signIn, type Practice } from './support/founding.ts';
import { startWorld, type World } from './support/world.ts';

type Colleague = Awaited<ReturnType<typeof enrol>>;

const failure = (code: string) => expect.objectContaining({ code }) as Error;
const clock = { offset: 0 };
const now = () => Date.now() + clock.offset;
let world: World;
let url: string;
beforeAll(async () => {
  world = await startWorld({}, { now });
  url = world.server.url;
});
afterAll(() => world[Symbol.asyncDispose]());

async function withColleagues(...roles: Role[]): Promise<{ practice: Practice; colleagues: Colleague[] }> {
  const practice = await found(world, now);
  const colleagues: Colleague[] = [];
  for (const [i, role] of roles.entries()) colleagues.push(await enrol(world, practice, `Colleague ${i}`, [role]));
  return { practice, colleagues };
}

const freeze = (token: string, member: string) =>
  call(url, 'freeze', { token, body: { member, reason: 'precaution' } });

async function frozenIn(practice: Practice): Promise<string[]> {
  const { members } = await practice.chain.statement(0);
  return members.filter(({ status }) => status === 'frozen').map(({ member }) => member);
}

describe('a stolen session', () => {
  test('of a secretary freezes nobody but the secretary', async () => {
    const { practice, colleagues } = await withColleagues('doctor', 'secretary');
    const [, secretary] = colleagues;
    if (secretary === undefined) throw new Error('nobody was enrolled');
    const { token } = secretary.signedIn;
    await expect(freeze(token, practice.doctor.member)).rejects.toThrow(failure('forbidden'));
    expect(await frozenIn(practice)).toEqual([]);
    await freeze(token, secretary.person.member);
    expect(await frozenIn(practice)).toEqual([secretary.person.member]);
  });

  test('of an administrator freezes a third of the doctors, and the others still work', async () => {
    const { practice, colleagues } = await withColleagues('doctor', 'doctor', 'administrator');
    const [bob, eve, thief] = colleagues;
    if (bob === undefined || eve === undefined || thief === undefined) throw new Error('nobody was enrolled');
    const { token } = thief.signedIn;
    await freeze(token, practice.doctor.member);
    for (const { person } of [bob, eve]) {
      await expect(freeze(token, person.member)).rejects.toThrow(failure('limit_reached'));
    }
    expect(await frozenIn(practice)).toEqual([practice.doctor.member]);
    expect((await call(url, 'practice', { token: bob.signedIn.token })).practice).toBe(practice.id);
  });

  test('freezes two others in 24 hours, two at once included, and again after them', async () => {
    const { practice, colleagues } = await withColleagues(
      ...([
        'secretary',
        'secretary',
        'secretary',
        'secretary',
        'secretary',
        'secretary',
        'secretary',
        'secretary',
      ] as const),
    );
    const { token } = practice.signedIn;
    const asked = await Promise.allSettled(colleagues.slice(0, 4).map(({ person }) => freeze(token, person.member)));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await frozenIn(practice)).toHaveLength(2);
    clock.offset += 25 * 3_600_000;
    const { token: later } = await signIn(url, practice.doctor);
    const [, , , , fifth] = colleagues;
    await freeze(later, fifth?.person.member ?? '');
    expect(await frozenIn(practice)).toEqual([fifth?.person.member]);
  });

  test('counts freezes that the vaults have not answered yet', async () => {
    const { practice, colleagues } = await withColleagues(
      'secretary',
      'secretary',
      'secretary',
      'secretary',
      'secretary',
    );
    await using cut = await world.another({}, { fetch: () => Promise.reject(new TypeError('away')) });
    const { token } = practice.signedIn;
    const ask = (member: string | undefined) =>
      call(cut.url, 'freeze', { token, body: { member: member ?? '', reason: 'precaution' } });
    const [one, two, three] = colleagues.map(({ person }) => person.member);
    await expect(ask(one)).rejects.toThrow(failure('vaults_unreachable'));
    await expect(ask(two)).rejects.toThrow(failure('vaults_unreachable'));
    await expect(ask(three)).rejects.toThrow(failure('limit_reached'));
  });
});

describe('a practice of one or two doctors', () => {
  test('freezes one of two doctors, and not the other one', async () => {
    const { practice, colleagues } = await withColleagues('doctor', 'administrator', 'administrator');
    const [bob, first, second] = colleagues;
    if (bob === undefined || first === undefined || second === undefined) throw new Error('nobody was enrolled');
    await freeze(first.signedIn.token, bob.person.member);
    const last = practice.doctor.member;
    for (const { signedIn } of [first, second]) {
      await expect(freeze(signedIn.token, last)).rejects.toThrow(failure('limit_reached'));
    }
    await freeze(practice.signedIn.token, last);
    expect((await frozenIn(practice)).sort()).toEqual([bob.person.member, last].sort());
  });

  test('leaves its only doctor to an approver', async () => {
    const { practice, colleagues } = await withColleagues('administrator');
    const [administrator] = colleagues;
    const token = administrator?.signedIn.token ?? '';
    await expect(freeze(token, practice.doctor.member)).rejects.toThrow(failure('limit_reached'));
    expect(await frozenIn(practice)).toEqual([]);
  });
});
