import { fromBase64url, joinFields, labels, toBase64url } from '@etanche/core-wire';
import type { Caller } from '@etanche/core-records-protocol';
import type { Signer } from '../../../../vault/server/test/support/caller.ts';
import type { Session } from '../../src/http/handler.ts';
import type { TestMember } from './data-fixture.ts';
import { call } from './api.ts';
import { enrol, type Practice } from './founding.ts';
import { Person } from './people.ts';
import { listedIn, makeCard, makePosting, ScopeWriter } from './scope-writer.ts';
import type { World } from './world.ts';

/** Signs in as an importer or as the practice's kit. */
async function keySignIn(url: string, practice: string, member: string, signer: Signer) {
  const { challenge } = await call(url, 'keySignInOptions', { body: { practice, member } });
  const message = joinFields(labels.keySignIn, practice, member, fromBase64url(challenge, 32));
  const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', signer.key, message)));
  return call(url, 'keySignIn', { body: { practice, member, challenge, signature } });
}

async function addImporter(world: World, practice: Practice): Promise<Person> {
  const { url } = world.server;
  const { token } = practice.signedIn;
  const program = await Person.make(practice.id, 'Import', ['doctor']);
  const body = { importer: program.member, name: 'Import', keys: await program.statement() };
  await call(url, 'registerImporter', { token, body });
  const { auth, keys } = program.enrolment();
  const until = Math.floor(Date.now() / 1000) + 3600;
  await practice.chain.order({
    kind: 'importer',
    importer: program.member,
    auth,
    keys,
    patients: 10,
    search: 10,
    until,
  });
  await call(url, 'syncMembers', { token });
  return program;
}

/** Registers an importer with a right, and signs it in. */
export async function signInImporter(
  world: World,
  practice: Practice,
): Promise<{ readonly token: string; readonly who: TestMember }> {
  const program = await addImporter(world, practice);
  const { token } = await keySignIn(world.server.url, practice.id, program.member, program.auth);
  const session = { practice: practice.id, session: '', member: program.member, roles: ['importer'] } as const;
  const key = { privateKey: program.author.key, publicKey: program.author.publicKey };
  return { token, who: { session: { ...session, status: 'active', passkey: null }, key } };
}

async function addGateway(world: World, practice: Practice): Promise<Person> {
  const { url } = world.server;
  const { token } = practice.signedIn;
  const program = await Person.make(practice.id, 'Passerelle', ['gateway']);
  const body = { gateway: program.member, name: 'Passerelle', keys: await program.statement() };
  await call(url, 'registerGateway', { token, body });
  await practice.chain.order({ kind: 'enrol', ...program.enrolment() });
  await call(url, 'syncMembers', { token });
  return program;
}

/** One session for each part that somebody may have, and nothing besides that part. */
export async function tokensOf(world: World, practice: Practice): Promise<Record<Caller, string>> {
  const { url } = world.server;
  const person = async (role: 'doctor' | 'secretary' | 'administrator') =>
    (await enrol(world, practice, role, [role])).signedIn.token;
  const importer = await signInImporter(world, practice);
  const gateway = await addGateway(world, practice);
  return {
    doctor: await person('doctor'),
    secretary: await person('secretary'),
    administrator: await person('administrator'),
    gateway: (await keySignIn(url, practice.id, gateway.member, gateway.auth)).token,
    importer: importer.token,
    kit: (await keySignIn(url, practice.id, 'kit', practice.kit.auth)).token,
  };
}

export type Patient = { readonly scope: string; readonly resource: string; readonly locator: string };

/** A patient with a card, a posting and two versions, sealed for nobody. */
export async function writePatient(url: string, token: string, author: Person): Promise<Patient> {
  const writer = new ScopeWriter(author.practice);
  const key = { privateKey: author.author.key, publicKey: author.author.publicKey };
  const posting = makePosting();
  const session = { member: author.member } as Session;
  const wanted = [{ compartment: 'identity' }, { compartment: 'clinical' }] as const;
  const more = { card: makeCard(), postings: { add: [posting], remove: [] } };
  const { body } = await writer.next({ session, key }, wanted, more);
  await call(url, 'write', { token, params: { scope: writer.scope }, body });
  return { scope: writer.scope, resource: listedIn(body.packs)[0]?.resource ?? '', locator: posting.locator };
}
