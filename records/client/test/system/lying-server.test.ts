import { toBase64url } from '@etanche/core-wire';
import { makeGrant, openEpoch } from '@etanche/core-sealing';
import type { TrialMember, TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNextEpoch, proposeRetirement, signIn, type RecordsClientOptions } from '../../src/index.ts';
import { random } from '../support/options.ts';
import { deceived, lyingFetch, otherFederation } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
let second: TrialMember;
let secretary: TrialMember;
beforeAll(async () => {
  running = await startTestPractice();
  const [other, clerk] = running.members;
  if (other === undefined || clerk === undefined) throw new Error('a second doctor and a secretary');
  [second, secretary] = [other, clerk];
  await openNextEpoch(running.doctor.client);
});
afterAll(() => running[Symbol.asyncDispose]());

const untrusted = { code: 'server_untrusted' };

describe('a sign-in at a lying server', () => {
  test.each<[string, RegExp, Parameters<typeof lyingFetch>[1]]>([
    [
      'other vaults',
      /^\/v1\/server$/,
      (answer) => ({ ...answer, federation: otherFederation(running.servers.federation) }),
    ],
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
  ])('with %s is rejected, and its session ended', async (_, path, change) => {
    await second.client.practice.refresh();
    expect(second.client.secrets.shared().writingEpoch()).toBeGreaterThan(1);
    const seen: string[] = [];
    const lying = lyingFetch(path, change);
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(input instanceof Request ? input.url : input.toString());
      return lying(input, init);
    };
    await expect(
      signIn({ ...second.options, environment: { ...second.options.environment, fetch } }),
    ).rejects.toMatchObject(untrusted);
    expect(seen.at(-1)).toMatch(/\/v1\/sign-out$/);
  });

  test('without a grant opens a client without secrets', async () => {
    const without = await signIn(deceived(second.options, /^\/v1\/grants$/, () => ({ grants: [] })));
    expect(without.secrets.isGranted()).toBe(false);
    expect(() => without.secrets.shared()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
  });

  test('with an epoch forged by a secretary or a retired doctor is rejected', async () => {
    const { doctor } = running;
    const past = await running.join(doctor.client, 'Dr Ancien', ['doctor']);
    const keys = past.client.secrets.keys();
    const shared = past.client.secrets.shared();
    const last = past.client.secrets.epochs()?.signed.at(-1);
    if (last === undefined) throw new Error('an epoch');
    const { sequence } = (await past.client.practice.state()).chain;
    const number = last.epoch.epoch;
    const secrets = { reception: shared.roleSecret('reception', number), care: shared.roleSecret('care', number) };
    const forge = (member: string, signer: typeof keys.grant) =>
      openEpoch(running.practice, { member, grant: signer }, sequence, { ...last, secrets }, random);
    const own = await forge(past.member, keys.grant);
    const clerks = await forge(secretary.member, secretary.client.secrets.keys().grant);
    const victim = {
      id: second.member,
      keys: second.client.secrets.keysHash(),
      sealing: second.client.secrets.keys().sealing.publicKey,
    };
    const toVictim = await makeGrant(
      running.practice,
      'care',
      victim,
      victim.keys,
      { member: past.member, grant: keys.grant },
      { scopeRoot: shared.scopeRoot, indexSecret: shared.indexSecret, epoch: number + 1, ...own.secrets },
      random,
    );
    await running.approve((await proposeRetirement(doctor.client, past.member)).order);

    const withClerks = deceived(second.options, /^\/v1\/epochs$/, (answer) => ({
      epochs: [...(answer['epochs'] as string[]), clerks.jws],
    }));
    await expect(signIn(withClerks)).rejects.toMatchObject(untrusted);
    const forged = (options: RecordsClientOptions): RecordsClientOptions => ({
      ...options,
      environment: {
        ...options.environment,
        fetch: lyingFetch(/^\/v1\/(epochs|grants)$/, (answer, { pathname }) =>
          pathname.endsWith('epochs')
            ? { epochs: [...(answer['epochs'] as string[]), own.jws] }
            : { grants: [...(answer['grants'] as string[]), toVictim] },
        ),
      },
    });
    const reading = await signIn(forged(second.options));
    expect(() => reading.secrets.shared().writingEpoch()).toThrow(
      expect.objectContaining({ code: 'epoch_due' }) as Error,
    );
    await signIn(second.options);
  });
});

function altered(jws: string): string {
  const [head = '', payload = '', signature = ''] = jws.split('.');
  return [head, payload, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.');
}
