import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toBase64url } from '@etanche/core-wire';
import { routes, type Caller, type Route, type RouteName } from '@etanche/core-records-protocol';
import { openApiDocument } from '../src/index.ts';
import { call, problemOf, send, type AnyRequest } from './support/api.ts';
import { found, type Practice } from './support/founding.ts';
import { someKeyring } from './support/people.ts';
import { tokensOf, writePatient, type Patient } from './support/callers.ts';
import { newId, random } from './support/store.ts';
import { startWorld, type World } from './support/world.ts';

type Operation = { operationId: RouteName; security: unknown[]; 'x-roles'?: Caller[] };
type Document = { paths: Record<string, Record<string, Operation>> };
/** Every operation of the document: a new route is in it by itself. */
const operations = Object.values((openApiDocument({ title: 'Étanche' }) as unknown as Document).paths).flatMap((path) =>
  Object.values(path),
);
const names = operations.map(({ operationId }) => operationId);
const signedIn = operations.filter(({ security }) => security.length > 0).map(({ operationId }) => operationId);
const roles: readonly Caller[] = ['doctor', 'secretary', 'administrator', 'importer', 'kit'];

let world: World;
let url: string;
let victim: Practice;
let patient: Patient;
let theirs: { session: string; passkey: string; recovery: string; binary: string };
let thief: Record<Caller, string>;
let spare: string;
beforeAll(async () => {
  world = await startWorld();
  url = world.server.url;
  victim = await found(world);
  const { token } = victim.signedIn;
  patient = await writePatient(url, token, victim.doctor);
  const passkey = (await call(url, 'passkeys', { token })).passkeys[0]?.passkey ?? '';
  await call(url, 'invite', { token, body: { name: 'B', roles: ['doctor'] } });
  theirs = { session: victim.signedIn.session, passkey, recovery: newId(), binary: newId() };
  await putBinary(token, theirs.binary);
  const foreign = await found(world);
  spare = foreign.signedIn.token;
  thief = await tokensOf(world, foreign);
});
afterAll(() => world[Symbol.asyncDispose]());

function putBinary(token: string, binary: string): Promise<Response> {
  const query = new URLSearchParams({ compartment: 'identity', epoch: '1', salt: toBase64url(random(32)) });
  return fetch(`${url}/v1/scopes/${patient.scope}/binaries/${binary}?${query.toString()}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: random(64),
  });
}

/**
 * A request of a member of another practice with the victim's ids, and the expected answer: a refusal, or an answer
 * about the caller's own practice (`own`), which must contain nothing of the victim.
 */
type Case = AnyRequest & { readonly expected: readonly (number | string)[] };
const refused = ['not_found', 'forbidden'];
const own = [200, 204];
const jws = 'aaaa.bbbb.cccc';
const scope = () => ({ scope: patient.scope });
const token32 = () => toBase64url(random(32));
const credential = { id: 'x', response: {} };
const challenge = { challengeId: toBase64url(new Uint8Array(16)), credential };

const cases: Record<RouteName, () => Case> = {
  server: () => ({ expected: own }),
  signInOptions: () => ({ expected: own }),
  signIn: () => ({ body: challenge, expected: ['sign_in_refused'] }),
  keySignInOptions: () => ({ body: { practice: victim.id, member: 'kit' }, expected: own }),
  keySignIn: () => ({
    body: { practice: victim.id, member: 'kit', challenge: token32(), signature: toBase64url(random(64)) },
    expected: ['sign_in_refused'],
  }),
  registrationOptions: () => ({ body: { invitation: token32() }, expected: ['sign_in_refused'] }),
  register: () => ({
    body: { ...challenge, invitation: token32(), passkeyName: 'P', keys: jws, keyring: someKeyring() },
    expected: ['sign_in_refused'],
  }),
  admit: () => ({
    body: { founding: token32(), payload: toBase64url(victim.genesis.payload) },
    expected: ['sign_in_refused'],
  }),
  foundingOptions: () => ({
    body: { founding: token32(), practice: victim.id, member: newId(), name: 'M' },
    expected: ['sign_in_refused'],
  }),
  found: () => ({
    body: {
      ...challenge,
      founding: token32(),
      passkeyName: 'P',
      practice: victim.id,
      practiceName: 'C',
      member: newId(),
      name: 'M',
      keys: jws,
      keyring: someKeyring(),
      genesis: { payload: toBase64url(victim.genesis.payload), approvals: [] },
      kit: { auth: token32(), sealing: victim.kit.sealing },
      epoch: jws,
      grants: [jws, jws],
    },
    expected: ['sign_in_refused'],
  }),
  startRecovery: () => ({
    body: { lookup: newId(), sealing: toBase64url(random(900)) },
    expected: ['sign_in_refused'],
  }),
  recoveryState: () => ({ params: theirs, body: { token: thief.doctor }, expected: ['sign_in_refused'] }),
  recoveryPasskeyOptions: () => ({ params: theirs, body: { token: thief.doctor }, expected: ['sign_in_refused'] }),
  recoveryPasskey: () => ({
    params: theirs,
    body: {
      ...challenge,
      token: thief.doctor,
      passkeyName: 'P',
      keyring: someKeyring(),
      keys: jws,
      signature: 'A'.repeat(86),
    },
    expected: ['sign_in_refused'],
  }),
  signOut: () => ({ token: spare, expected: own }),
  sessions: () => ({ expected: own }),
  endSession: () => ({ params: theirs, expected: refused }),
  passkeys: () => ({ expected: own }),
  passkeyOptions: () => ({ expected: own }),
  addPasskey: () => ({ body: { ...challenge, name: 'P', keyring: someKeyring() }, expected: ['sign_in_refused'] }),
  removePasskey: () => ({ params: theirs, expected: refused }),
  devices: () => ({ expected: own }),
  endMemberSession: () => ({
    params: { ...theirs, member: victim.doctor.member },
    token: thief.administrator,
    expected: ['not_found'],
  }),
  removeMemberPasskey: () => ({
    params: { ...theirs, member: victim.doctor.member },
    token: thief.administrator,
    expected: ['not_found'],
  }),
  prepareRecovery: () => ({
    body: {
      lookup: newId(),
      plan: someKeyring(),
      keyring: someKeyring(),
      helpersNeeded: 1,
      helpers: [{ helper: victim.doctor.member, sealed: toBase64url(random(900)) }],
    },
    expected: ['request_invalid'],
  }),
  recoveries: () => ({ expected: own }),
  helpRecovery: () => ({ params: theirs, body: { sealed: toBase64url(random(900)) }, expected: refused }),
  practice: () => ({ expected: own }),
  setKit: () => ({
    body: { auth: victim.kit.auth.publicKey, sealing: victim.kit.sealing },
    expected: ['signature_refused'],
  }),
  members: () => ({ expected: own }),
  syncMembers: () => ({ expected: own }),
  invite: () => ({ body: { name: 'M', roles: ['doctor'], member: victim.doctor.member }, expected: refused }),
  withdrawInvitation: () => ({ params: { member: victim.doctor.member }, expected: refused }),
  registerImporter: () => ({
    body: { importer: victim.doctor.member, name: 'I', keys: jws },
    expected: ['signature_refused'],
  }),
  registerGateway: () => ({
    body: { gateway: victim.doctor.member, name: 'G', keys: jws },
    expected: ['signature_refused'],
  }),
  stateServices: () => ({ body: { services: ['mail'] }, expected: refused }),
  grants: () => ({ expected: own }),
  addGrant: () => ({ body: { grant: jws }, expected: ['signature_refused'] }),
  epochs: () => ({ expected: own }),
  openEpoch: () => ({ body: { epoch: victim.epoch, grants: [jws] }, expected: ['signature_refused'] }),
  freeze: () => ({ body: { member: victim.doctor.member, reason: 'precaution' }, expected: refused }),
  proveIdentity: () => ({ expected: refused }),
  confirmIdentity: () => ({ body: { proof: victim.signedIn.token }, expected: refused }),
  write: () => ({
    params: scope(),
    body: { kind: 'edit', head: jws, packs: [] },
    expected: [...refused, 'signature_refused', 'conflict'],
  }),
  assign: () => ({
    params: scope(),
    body: {
      ...{ file: { kind: 'assign', head: jws, packs: [] }, unassigned: newId() },
      decision: { kind: 'assign', head: jws, packs: [] },
    },
    expected: [...refused, 'request_invalid'],
  }),
  unassigned: () => ({ expected: own }),
  readScope: () => ({ params: scope(), expected: refused }),
  history: () => ({ params: { ...scope(), resource: patient.resource }, expected: refused }),
  erase: () => ({
    params: scope(),
    body: { reason: 'request', sequence: 1, postings: [], proof: toBase64url(random(64)) },
    expected: refused,
  }),
  erasures: () => ({ expected: own }),
  restoreErasure: () => ({ params: { erasure: newId() }, expected: refused }),
  accesses: () => ({ params: scope(), expected: refused }),
  addBatch: () => ({ body: { batch: jws }, expected: [...refused, 'signature_refused'] }),
  batch: () => ({ params: { batch: newId() }, expected: refused }),
  writeList: () => ({
    body: { writes: [{ ...scope(), key: toBase64url(random(16)), write: { kind: 'import', head: jws, packs: [] } }] },
    expected: refused,
  }),
  storedScopes: () => ({ body: { scopes: [patient.scope] }, expected: refused }),
  lookup: () => ({ body: { locators: [patient.locator] }, expected: own }),
  cards: () => ({ body: { scopes: [patient.scope] }, expected: own }),
  agendaDays: () => ({
    query: { practitioner: victim.doctor.member, from: '2026-01-01', to: '2026-01-31' },
    expected: own,
  }),
  // A file comes before the write that names it: this one is of a scope of the caller's own that does not exist yet.
  putBinary: () => ({ params: { ...scope(), binary: theirs.binary }, expected: own }),
  getBinary: () => ({ params: { ...scope(), binary: theirs.binary }, expected: refused }),
  breakGlass: () => ({ body: { ...scope(), reason: 'emergency' }, expected: refused }),
  markCanary: () => ({ body: { ...scope(), canary: true }, expected: refused }),
  checkpoint: () => ({ expected: [...own, 'not_found'] }),
  leaves: () => ({ query: { from: 0, count: 1000 }, expected: [...own, 'not_found'] }),
  inclusion: () => ({ params: { index: 0 }, query: { size: 1 }, expected: [...own, 'not_found'] }),
  changes: () => ({
    body: {
      scopes: [{ ...scope(), sequence: 7 }],
      days: [{ practitioner: victim.doctor.member, date: '2026-01-01' }],
      waitSeconds: 0,
    },
    expected: own,
  }),
  consistency: () => ({ query: { from: 0, to: 1 }, expected: [...own, 'not_found', 'request_invalid'] }),
  publishEntry: () => ({
    body: { entry: jws, sealing: toBase64url(random(1216)) },
    expected: ['signature_refused', 'not_found'],
  }),
  removeEntry: () => ({ expected: refused }),
  directories: () => ({ expected: own }),
  directoryCheckpoint: () => ({ params: { directory: victim.id }, expected: refused }),
  directoryLeaves: () => ({ params: { directory: victim.id }, expected: refused }),
  directoryConsistency: () => ({ params: { directory: victim.id }, query: { from: 0, to: 1 }, expected: refused }),
  inboxSealingKey: () => ({ params: { directory: victim.id, practice: victim.id }, expected: refused }),
  sendMessage: () => ({ body: { statement: jws }, expected: ['signature_refused'] }),
  sendPart: () => ({ params: { message: newId(), stream: 0, part: 0 }, expected: ['request_invalid'] }),
  outbox: () => ({ expected: own }),
  withdrawMessage: () => ({ params: { message: newId() }, body: { withdrawal: jws }, expected: refused }),
  inbox: () => ({ expected: own }),
  openMessage: () => ({ params: { message: newId() }, expected: refused }),
  receivedPart: () => ({ params: { message: newId(), stream: 0, part: 0 }, expected: refused }),
  sendReceipt: () => ({ params: { message: newId() }, body: { receipt: jws }, expected: refused }),
  fileMessage: () => ({ params: { message: newId() }, expected: refused }),
  unfileMessage: () => ({ params: { message: newId() }, expected: refused }),
  relayMessage: () => ({ body: { statement: jws, keys: jws }, expected: ['unauthenticated'] }),
  relayPart: () => ({
    params: { practice: victim.id, message: newId(), stream: 0, part: 0 },
    expected: ['unauthenticated'],
  }),
  relayEvent: () => ({
    params: { practice: victim.id, message: newId() },
    body: { event: jws },
    expected: ['unauthenticated'],
  }),
};

/** Ids and texts of the victim that a stranger does not have. */
function victimsOwn(): string[] {
  const { signedIn: session, doctor, epoch, kit } = victim;
  return [session.token, session.session, doctor.member, epoch, kit.sealing, theirs.passkey, theirs.recovery];
}

async function answerTo(name: RouteName, request: Case): Promise<{ outcome: number | string; text: string }> {
  const response = name === 'putBinary' ? await putBinary(thief.doctor, theirs.binary) : await send(url, name, request);
  const text = await response.clone().text();
  return { outcome: response.ok ? response.status : (await problemOf(response)).code, text };
}

describe('the document', () => {
  test('is valid OpenAPI 3.1, and what the server gives', async () => {
    const served: unknown = await (await fetch(`${url}/v1/openapi.json`)).json();
    expect(served).toEqual(JSON.parse(JSON.stringify(openApiDocument({ title: 'Étanche' }))));
    const result = await new Validator().validate(served as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
    const broken = await new Validator().validate({ ...(served as object), paths: { nowhere: 1 } });
    expect(broken.valid).toBe(false);
  });

  test('has each route once, and a case here for each', () => {
    expect(names.toSorted()).toEqual(Object.keys(routes).toSorted());
    expect(Object.keys(cases).toSorted()).toEqual(names.toSorted());
  });
});

describe('a member of another practice', () => {
  test.each(names)('%s, called with ids of the first', async (name) => {
    const { token = thief.doctor, ...request } = cases[name]();
    const route: Route = routes[name];
    const { outcome, text } = await answerTo(name, { ...(route.may !== 'anyone' && { token }), ...request });
    expect(request.expected).toContain(outcome);
    const sent = JSON.stringify(request);
    expect(victimsOwn().filter((secret) => text.includes(secret) && !sent.includes(secret))).toEqual([]);
  });

  test('has changed nothing there', async () => {
    const { token } = victim.signedIn;
    const { members } = await call(url, 'members', { token });
    expect(members.map(({ status }) => status)).toEqual(['active', 'invited']);
    expect((await call(url, 'readScope', { token, params: scope() })).packs).toHaveLength(2);
  });

  test('finds no posting and no card there', async () => {
    const { places } = await call(url, 'lookup', { token: thief.doctor, body: { locators: [patient.locator] } });
    expect(places).toEqual([{ full: false, postings: [] }]);
    expect((await call(url, 'cards', { token: thief.doctor, body: { scopes: [patient.scope] } })).cards).toEqual([]);
  });
});

describe('without a session', () => {
  test.each(signedIn)('%s is unauthenticated', async (name) => {
    const response = await send(url, name, { ...cases[name](), token: undefined });
    expect((await problemOf(response)).code).toBe('unauthenticated');
  });
});

describe('a part that the table does not list', () => {
  const pairs = signedIn.flatMap((name) => {
    const { may }: Route = routes[name];
    return typeof may === 'string' ? [] : roles.filter((part) => !may.includes(part)).map((part) => ({ name, part }));
  });

  test('is forbidden on every route', async () => {
    expect(pairs.length).toBeGreaterThan(50);
    const others: string[] = [];
    for (const { name, part } of pairs) {
      const response = await send(url, name, { ...cases[name](), token: thief[part] });
      const { code } = await problemOf(response);
      if (code !== 'forbidden') others.push(`${part} ${name}: ${code}`);
    }
    expect(others).toEqual([]);
  });
});
