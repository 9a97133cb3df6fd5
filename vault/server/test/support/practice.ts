import { verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  cancelHash,
  evaluatePath,
  withPracticeId,
  orderHash,
  orderMessage,
  practicesPath,
  type Action,
  type Approval,
  type ApproverCard,
  type Assertion,
  type EnrolledMember,
  type Order,
  type OrderAnswer,
  type PracticeStatement,
  type Role,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { fromUtf8, jwsTypes, signCompact, toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import type { TestDatabase } from '@etanche/platform';
import { createSoftwarePasskeys, type SoftwarePasskeys } from '@etanche/records-passkey';
import { keysFingerprint } from '@etanche/core-sealing';
import { readSigningKey } from '../../src/seeds/signing-key.ts';
import { makeSigner, postJws, problemOf, random, sign, someElements, type Signer } from './caller.ts';

/**
 * The data of a federation that a practice's people have, and the location of each vault's signing key for the test.
 */
export type TestVaults = {
  readonly vaults: readonly { readonly url: string; readonly signingKey: string }[];
  readonly directory: string;
  readonly databases?: readonly TestDatabase[];
};

export const origin = 'https://approve.vault.example';
const rpId = 'approve.vault.example';

export function newId(): string {
  return toRecordId(random(16));
}

/** 32 bytes in place of a hash of public keys. */
export function someKeys(): string {
  return toBase64url(random(32));
}

export type TestApprover = {
  readonly id: string;
  readonly card: ApproverCard;
  readonly jws: string;
  readonly passkeys: SoftwarePasskeys;
};

export async function signCard(running: TestVaults, card: ApproverCard, position = 0): Promise<string> {
  const { key, publicKey } = await readSigningKey(`${running.directory}/vault-${position + 1}`);
  return signCompact(utf8(JSON.stringify(card)), jwsTypes.approverCard, key, publicKey);
}

/** Signs a false statement about a practice as a lying vault would. */
export async function signStatement(running: TestVaults, said: PracticeStatement, position: number): Promise<string> {
  const { key, publicKey } = await readSigningKey(`${running.directory}/vault-${position + 1}`);
  return signCompact(utf8(JSON.stringify(said)), jwsTypes.practiceStatement, key, publicKey);
}

/** A member's fingerprint as the approvals page shows it. */
export function shownFingerprint(member: Pick<EnrolledMember, 'auth' | 'keys'>): string {
  return keysFingerprint(member);
}

/** A person with a passkey and an approver card signed by a vault. @param position of the issuing vault */
export async function makeApprover(
  running: TestVaults,
  config: { withoutUserVerification?: true; backupEligible?: true } = {},
  position = 0,
): Promise<TestApprover> {
  const passkeys = createSoftwarePasskeys({ random, origin, ...config });
  const challenge = toBase64url(random(32));
  const response = await passkeys.create({
    rp: { id: rpId, name: 'vault' },
    user: { id: toBase64url(random(16)), name: 'a', displayName: 'a' },
    challenge,
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  });
  const { registrationInfo } = await verifyRegistrationResponse({
    response: { ...response, clientExtensionResults: {}, response: { ...response.response, transports: ['internal'] } },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
  });
  if (registrationInfo === undefined) throw new Error('no passkey');
  const { id: credential, publicKey } = registrationInfo.credential;
  const card: ApproverCard = {
    approver: newId(),
    name: 'Dr Témoin',
    index: position + 1,
    rpId,
    origin,
    credential,
    publicKey: toBase64url(Uint8Array.from(publicKey)),
    backupEligible: registrationInfo.credentialDeviceType === 'multiDevice',
  };
  return { id: card.approver, card, jws: await signCard(running, card, position), passkeys };
}

export async function assertion(approver: TestApprover, challenge: Bytes): Promise<Assertion> {
  const { response } = await approver.passkeys.get({ challenge: toBase64url(challenge), rpId });
  const { authenticatorData, clientDataJSON, signature } = response;
  return { authenticatorData, clientDataJSON, signature };
}

export type BuiltOrder = { readonly order: Order; readonly payload: Bytes; readonly hash: Bytes; readonly id: string };

export function build(order: Order): BuiltOrder {
  const payload = utf8(JSON.stringify(order));
  const hash = orderHash(payload);
  return { order, payload, hash, id: toBase64url(hash) };
}

/** A genesis, with the id that it gives its practice. */
export function buildGenesis(order: Order): BuiltOrder {
  const payload = withPracticeId(utf8(JSON.stringify(order)));
  return build(JSON.parse(fromUtf8(payload)) as Order);
}

export async function approve(built: BuiltOrder, approver: TestApprover): Promise<Approval> {
  return { by: 'approver', approver: approver.id, assertion: await assertion(approver, built.hash) };
}

async function signature(built: BuiltOrder, { key }: Signer): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key, orderMessage(built.hash))));
}

export async function signAsMember(built: BuiltOrder, member: string, signer: Signer): Promise<Approval> {
  return { by: 'member', member, signature: await signature(built, signer) };
}

export async function signAsKit(built: BuiltOrder, signer: Signer): Promise<Approval> {
  return { by: 'kit', signature: await signature(built, signer) };
}

export async function signAsOperator(built: BuiltOrder, signer: Signer): Promise<Approval> {
  return { by: 'operator', operator: signer.publicKey, signature: await signature(built, signer) };
}

export type TestMember = EnrolledMember & { readonly signer: Signer };

export async function makeMember(...roles: Role[]): Promise<TestMember> {
  const signer = await makeSigner();
  return { member: newId(), auth: signer.publicKey, keys: someKeys(), roles, signer };
}

export function enrolled({ member, auth, keys, roles }: TestMember): EnrolledMember {
  return { member, auth, keys, roles };
}

/** A practice as seen by its people: their keys, and the head of its chain. */
export class TestPractice {
  /** Empty until the genesis is built. */
  id: string;
  readonly running: TestVaults;
  readonly server: Signer;
  readonly kit: Signer;
  readonly doctor: TestMember;
  readonly secretary: TestMember;
  readonly approvers: readonly [TestApprover, TestApprover];
  readonly #now: () => number;
  sequence = -1;
  head = toBase64url(new Uint8Array(32));

  constructor(
    running: TestVaults,
    people: Pick<TestPractice, 'server' | 'kit' | 'doctor' | 'secretary' | 'approvers'>,
    now: () => number,
    id: string = newId(),
  ) {
    this.id = id;
    this.running = running;
    this.server = people.server;
    this.kit = people.kit;
    this.doctor = people.doctor;
    this.secretary = people.secretary;
    this.approvers = people.approvers;
    this.#now = now;
  }

  static async make(running: TestVaults, now: () => number = Date.now): Promise<TestPractice> {
    const [server, kit, doctor, secretary] = [
      await makeSigner(),
      await makeSigner(),
      await makeMember('doctor'),
      await makeMember('secretary'),
    ];
    const other = running.vaults.length > 1 ? 1 : 0;
    const approvers = [await makeApprover(running), await makeApprover(running, {}, other)] as const;
    return new TestPractice(running, { server, kit, doctor, secretary, approvers }, now);
  }

  /** Founds a practice at every vault. */
  static async found(running: TestVaults, operator: Signer, now?: () => number): Promise<TestPractice> {
    const practice = await TestPractice.make(running, now);
    const genesis = practice.next(practice.genesis());
    await practice.apply(genesis, await practice.foundersOf(genesis, operator));
    return practice;
  }

  /** The same practice as seen through other vaults. */
  seenAt(running: TestVaults): TestPractice {
    const seen = new TestPractice(running, this, this.#now, this.id);
    seen.sequence = this.sequence;
    seen.head = this.head;
    return seen;
  }

  genesis(): Extract<Action, { kind: 'genesis' }> {
    return {
      kind: 'genesis',
      server: this.server.publicKey,
      members: [enrolled(this.doctor), enrolled(this.secretary)],
      approvers: this.approvers.map(({ id, jws }) => ({ approver: id, card: jws })),
      kit: { auth: this.kit.publicKey, keys: someKeys() },
      contacts: ['cabinet@practice.example'],
    };
  }

  async foundersOf(built: BuiltOrder, operator: Signer): Promise<Approval[]> {
    return [
      await signAsMember(built, this.doctor.member, this.doctor.signer),
      await signAsMember(built, this.secretary.member, this.secretary.signer),
      await signAsOperator(built, operator),
    ];
  }

  /** The next order of the chain. A genesis gives the practice its id unless an id is passed. */
  next(action: Action, change: Partial<Order> = {}): BuiltOrder {
    const issuedAt = Math.floor(this.#now() / 1000);
    const order = {
      practice: this.id,
      sequence: this.sequence + 1,
      previous: this.head,
      audience: this.running.vaults.map(({ signingKey }) => signingKey),
      issuedAt,
      expires: issuedAt + 7 * 86_400,
      action,
      ...change,
    };
    if (order.sequence > 0 || action.kind !== 'genesis' || change.practice !== undefined) return build(order);
    const built = buildGenesis(order);
    this.id = built.order.practice;
    return built;
  }

  async both(built: BuiltOrder): Promise<Approval[]> {
    return [await approve(built, this.approvers[0]), await approve(built, this.approvers[1])];
  }

  url(path: string, position = 0): string {
    return `${this.running.vaults[position]?.url ?? ''}${practicesPath}/${this.id}${path}`;
  }

  /** Posts an order to one vault. */
  post(
    built: BuiltOrder,
    approvals: readonly Approval[],
    position = 0,
    receipts?: readonly string[],
  ): Promise<Response> {
    const signed: SignedOrder = {
      payload: toBase64url(built.payload),
      approvals: [...approvals],
      ...(receipts && { receipts: [...receipts] }),
    };
    return this.send('/orders', signed, position);
  }

  send(path: string, body: object, position = 0): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(this.url(path, position), { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Posts an order to every vault, expects all to apply it, and moves the head. */
  async apply(built: BuiltOrder, approvals: readonly Approval[]): Promise<OrderAnswer[]> {
    const answers: OrderAnswer[] = [];
    for (const position of this.running.vaults.keys()) {
      const response = await this.post(built, approvals, position);
      const answer = (await response.json()) as OrderAnswer;
      if (answer.status !== 'applied') throw new Error(`${built.order.action.kind}: ${JSON.stringify(answer)}`);
      answers.push(answer);
    }
    this.moved(built);
    return answers;
  }

  moved(built: BuiltOrder): void {
    this.sequence = built.order.sequence;
    this.head = built.id;
  }

  /** An order signed by both approvers and applied by every vault. */
  async order(action: Action): Promise<OrderAnswer[]> {
    const built = this.next(action);
    return this.apply(built, await this.both(built));
  }

  async cancel(built: BuiltOrder, approver: TestApprover, position = 0): Promise<Response> {
    const body = { order: built.id, approver: approver.id, assertion: await assertion(approver, cancelHash(built.id)) };
    return this.send('/cancellations', body, position);
  }

  async statement(position = 0): Promise<PracticeStatement> {
    const jws = await (await fetch(this.url('', position))).text();
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as PracticeStatement;
  }
}

/** One request of a member or an importer to one vault. */
export async function evaluateAs(
  running: TestVaults,
  signer: Signer,
  keySet: string,
  options: { count?: number; position?: number; emergency?: true; now?: number; change?: object } = {},
): Promise<Response> {
  const vault = running.vaults[options.position ?? 0];
  if (vault === undefined) throw new Error('no vault');
  const request = {
    aud: vault.signingKey,
    iat: Math.floor((options.now ?? Date.now()) / 1000),
    jti: toBase64url(random(16)),
    keySet,
    elements: someElements(options.count ?? 1),
    ...(options.emergency && { emergency: true }),
    ...options.change,
  };
  return postJws(`${vault.url}${evaluatePath}`, await sign(request, jwsTypes.evaluate, signer));
}

/** Number of answers by outcome: `ok`, or the code of the problem. */
export async function outcomes(responses: readonly Response[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const response of responses) {
    const outcome = response.status === 200 ? 'ok' : (await problemOf(response)).code;
    if (response.status === 200) await response.arrayBuffer();
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

type StoredAlarm = {
  kind: string;
  member: string | null;
  purpose: string | null;
  count: string | null;
  detail: string | null;
  contacts: string[] | null;
};

/** The alarms that a vault has raised about a practice, oldest first. */
export async function alarmsOf(practice: TestPractice, position = 0): Promise<StoredAlarm[]> {
  const database = practice.running.databases?.[position]?.database;
  const { rows } = (await database?.query<StoredAlarm>(
    'SELECT kind, member, purpose, count, detail, contacts FROM alarm WHERE practice = $1 ORDER BY at, kind',
    [practice.id],
  )) ?? { rows: [] };
  return rows;
}
