import { type Action, type Role } from '@etanche/core-vault-protocol';
import { fromBase64url, joinFields, labels, sha256, toBase64url } from '@etanche/core-wire';
import type { BodyOf, routes, SignedIn } from '@etanche/core-records-protocol';
import { makeSigner, type Signer } from '../../../../vault/server/test/support/caller.ts';
import {
  makeApprover,
  makeMember,
  signAsMember,
  TestPractice,
  type BuiltOrder,
} from '../../../../vault/server/test/support/practice.ts';
import { makeFoundingToken } from '../../src/index.ts';
import { call } from './api.ts';
import { makePasskey, Person, someKeyring, usePasskey } from './people.ts';
import { random } from './store.ts';
import type { World } from './world.ts';

type Kit = { readonly auth: Signer; readonly sealing: string; readonly keys: string };
type Prepared = {
  readonly founding: string;
  readonly chain: TestPractice;
  readonly doctor: Person;
  readonly kit: Kit;
  readonly genesis: BuiltOrder;
};
/** A practice at the vaults and at the server, with its founder, who is a doctor. */
export type Practice = Prepared & { readonly id: string; readonly epoch: string; readonly signedIn: SignedIn };
type FoundingBody = BodyOf<(typeof routes)['found']>;

export async function makeKit(): Promise<Kit> {
  const auth = await makeSigner();
  const sealing = toBase64url(random(1216));
  const fields = [fromBase64url(auth.publicKey, 32), fromBase64url(sealing, undefined)];
  return { auth, sealing, keys: toBase64url(sha256(joinFields(labels.memberKeys, 'kit', ...fields))) };
}

/** Everything up to the first order, which no vault has yet. */
export async function prepare(world: World, now: () => number = Date.now): Promise<Prepared> {
  const { token } = await makeFoundingToken(world.config, { databaseUrl: world.own.url }, 3_600_000, { now });
  const approvers = [await makeApprover(world.federation, {}, 0), await makeApprover(world.federation, {}, 1)] as const;
  const strangers = { doctor: await makeMember('doctor'), secretary: await makeMember('secretary') };
  const server = { ...(await makeSigner()), publicKey: world.server.key };
  const chain = new TestPractice(world.federation, { ...strangers, approvers, server, kit: await makeSigner() }, now);
  const doctor = await Person.make(chain.id, 'Dr Alice Martin', ['doctor', 'administrator']);
  const kit = await makeKit();
  const action: Action = {
    kind: 'genesis',
    server: world.server.key,
    members: [doctor.enrolment()],
    approvers: approvers.map(({ id, jws }) => ({ approver: id, card: jws })),
    kit: { auth: kit.auth.publicKey, keys: kit.keys },
    contacts: ['cabinet@practice.example'],
  };
  const genesis = chain.next(action);
  doctor.practice = chain.id;
  return { founding: token, chain, doctor, kit, genesis };
}

/** Has the server admit the first order, and the vaults apply it. */
export async function admit(world: World, { founding, chain, doctor, genesis }: Prepared): Promise<void> {
  const payload = toBase64url(genesis.payload);
  const { approval } = await call(world.server.url, 'admit', { body: { founding, payload } });
  await chain.apply(genesis, [await signAsMember(genesis, doctor.member, doctor.auth), approval]);
}

/** The request of the founder's page. */
export async function foundingBody(world: World, prepared: Prepared): Promise<FoundingBody & { epoch: string }> {
  const { founding, doctor, kit, genesis } = prepared;
  const { practice, member, name } = doctor;
  const options = await call(world.server.url, 'foundingOptions', { body: { founding, practice, member, name } });
  const to = (holder: string, holderKeys: string) => doctor.grantTo({ holder, holderKeys, role: 'care' }, 1);
  return {
    founding,
    challengeId: options.challengeId,
    credential: await makePasskey(doctor.passkeys, options.options),
    passkeyName: 'Portable',
    practice,
    practiceName: 'Cabinet des Lilas',
    member,
    name,
    keys: await doctor.statement(),
    keyring: someKeyring(),
    genesis: { payload: toBase64url(genesis.payload), approvals: [] },
    kit: { auth: kit.auth.publicKey, sealing: kit.sealing },
    epoch: await doctor.epoch(1, null),
    grants: [await to(member, doctor.keys), await to('kit', kit.keys)],
  };
}

export async function found(world: World, now?: () => number): Promise<Practice> {
  const prepared = await prepare(world, now);
  await admit(world, prepared);
  const body = await foundingBody(world, prepared);
  const signedIn = await call(world.server.url, 'found', { body });
  return { ...prepared, id: prepared.chain.id, epoch: body.epoch, signedIn };
}

/** Signs in again with the passkey that this person made last. */
export async function signIn(url: string, person: Person): Promise<SignedIn> {
  const { challengeId, options } = await call(url, 'signInOptions');
  const credential = await usePasskey(person.passkeys, options);
  return call(url, 'signIn', { body: { challengeId, credential } });
}

/** Takes an invitation. The chain does not have this person yet. */
export async function register(
  url: string,
  invitation: string,
  name: string,
  roles: Role[],
): Promise<{ person: Person; signedIn: SignedIn }> {
  const options = await call(url, 'registrationOptions', { body: { invitation } });
  const person = await Person.make(options.practice, name, roles, options.member);
  const credential = await makePasskey(person.passkeys, options.options);
  const body = { challengeId: options.challengeId, invitation, credential, passkeyName: 'Téléphone' };
  const keys = await person.statement();
  const signedIn = await call(url, 'register', { body: { ...body, keys, keyring: someKeyring() } });
  return { person, signedIn };
}

/** Invited, registered, enrolled by two approvers, seen by the server. */
export async function enrol(
  world: World,
  practice: Practice,
  name: string,
  roles: Role[],
): Promise<{ person: Person; signedIn: SignedIn }> {
  const { url } = world.server;
  const { token } = practice.signedIn;
  const invited = await call(url, 'invite', { token, body: { name, roles } });
  const registered = await register(url, invited.invitation, name, roles);
  await practice.chain.order({ kind: 'enrol', ...registered.person.enrolment() });
  await call(url, 'syncMembers', { token });
  return registered;
}
