import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { build } from '../../../vault/server/test/support/practice.ts';
import { call } from './support/api.ts';
import { admit, found, foundingBody, makeKit, prepare, signIn } from './support/founding.ts';
import { random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a practice', () => {
  test('is founded by a token, an order at the vaults, a passkey, an epoch and its grants', async () => {
    const practice = await found(world);
    const { token, roles, member } = practice.signedIn;
    expect({ roles, member }).toEqual({ roles: ['doctor', 'administrator'], member: practice.doctor.member });
    const shown = await call(world.server.url, 'practice', { token });
    expect(shown).toMatchObject({ practice: practice.id, epoch: 1, genesis: practice.genesis.id });
    expect(shown.kit).toEqual({ auth: practice.kit.auth.publicKey, sealing: practice.kit.sealing });
    const { members } = await call(world.server.url, 'members', { token });
    expect(members).toMatchObject([{ member, status: 'active', keys: await practice.doctor.statement() }]);
    expect((await call(world.server.url, 'grants', { token })).grants).toHaveLength(1);
    expect((await call(world.server.url, 'epochs', { token })).epochs).toEqual([practice.epoch]);
    const again = await signIn(world.server.url, practice.doctor);
    expect(again.keyring).toBe(practice.signedIn.keyring);
  });

  test('is not founded twice by one token, nor by a token made up', async () => {
    const prepared = await prepare(world);
    await admit(world, prepared);
    const body = await foundingBody(world, prepared);
    await call(world.server.url, 'found', { body });
    await expect(foundingBody(world, prepared)).rejects.toThrow(failure('sign_in_refused'));
    await expect(call(world.server.url, 'found', { body })).rejects.toThrow(failure('sign_in_refused'));
    const madeUp = { ...prepared, founding: toBase64url(random(32)) };
    await expect(admit(world, madeUp)).rejects.toThrow(failure('sign_in_refused'));
  });

  test('cannot use the token of another', async () => {
    const [first, second] = [await prepare(world), await prepare(world)];
    await admit(world, first);
    await expect(admit(world, { ...second, founding: first.founding })).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is not founded before the vaults have its first order', async () => {
    const prepared = await prepare(world);
    const body = await foundingBody(world, prepared);
    await expect(call(world.server.url, 'found', { body })).rejects.toThrow(failure('vaults_unreachable'));
  });

  test('is not admitted when two vaults declare one owner, unless all say that they are a trial', async () => {
    const vault = (owner: string, trial: boolean) => ({ owner, jurisdiction: 'FR', trial });
    const owners = ['Association du Port', 'Coopérative des Îles', 'association  du port.'];
    const shared = owners.map((owner) => vault(owner, false));
    await using world = await startWorld({}, {}, {}, { about: shared });
    await expect(admit(world, await prepare(world))).rejects.toThrow(failure('owners_shared'));
    const partly = owners.map((owner, i) => vault(owner, i > 0));
    await using half = await startWorld({}, {}, {}, { about: partly });
    await expect(admit(half, await prepare(half))).rejects.toThrow(failure('owners_shared'));
    const different = ['A', 'B', 'C'].map((owner) => vault(owner, false));
    await using sound = await startWorld({}, {}, {}, { about: different });
    await expect(admit(sound, await prepare(sound))).resolves.toBeUndefined();
  });

  test('is admitted under the key of this server only, to its vaults only', async () => {
    const prepared = await prepare(world);
    const { action } = prepared.genesis.order;
    const foreign = prepared.chain.next({ ...action, server: toBase64url(random(32)) } as typeof action);
    await expect(admit(world, { ...prepared, genesis: foreign })).rejects.toThrow(failure('sign_in_refused'));
    const elsewhere = prepared.chain.next(action, { audience: [toBase64url(random(32))] });
    await expect(admit(world, { ...prepared, genesis: elsewhere })).rejects.toThrow(failure('sign_in_refused'));
  });

  test('is not admitted under an id that is not the hash of its first order', async () => {
    const prepared = await prepare(world);
    const other = await prepare(world);
    const { order } = prepared.genesis;
    const squatting = build({ ...order, practice: other.genesis.order.practice });
    await expect(admit(world, { ...prepared, genesis: squatting })).rejects.toThrow(failure('sign_in_refused'));
  });

  test.each([
    ['keys of somebody else', 'keys'],
    ['a kit that the genesis does not have', 'kit'],
    ['an epoch by another key', 'epoch'],
    ['a grant to another holder', 'grants'],
    ['another first order', 'genesis'],
    ['an epoch without key sets', 'keySets'],
  ] as const)('is refused with %s', async (_, part) => {
    const prepared = await prepare(world);
    await admit(world, prepared);
    const other = await prepare(world);
    const body = await foundingBody(world, prepared);
    const { doctor, kit } = prepared;
    const wrong = {
      keys: { keys: await other.doctor.statement({ practice: doctor.practice, member: doctor.member }) },
      kit: { kit: { auth: kit.auth.publicKey, sealing: (await makeKit()).sealing } },
      epoch: { epoch: await other.doctor.epoch(1, null, { practice: doctor.practice, opener: doctor.member }) },
      keySets: { epoch: await doctor.epoch(1, null, { keySets: null }) },
      grants: { grants: [body.grants[0] ?? '', body.grants[0] ?? ''] },
      genesis: { genesis: { payload: toBase64url(resigned(prepared)), approvals: [] } },
    }[part];
    await expect(call(world.server.url, 'found', { body: { ...body, ...wrong } })).rejects.toThrow(
      failure('signature_refused'),
    );
  });
});

/** The same first order but for its time: a hash that no vault has. */
function resigned({ chain, genesis }: Awaited<ReturnType<typeof prepare>>): Uint8Array {
  const { order } = genesis;
  const first = { sequence: 0, previous: order.previous, issuedAt: order.issuedAt - 1 };
  return chain.next(order.action, first).payload;
}
