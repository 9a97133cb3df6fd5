import { randomBytes } from 'node:crypto';
import { type Approval, type Assertion, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, toBase64url, type Bytes } from '@etanche/core-wire';
import type { RecordsClient } from '@etanche/records-client';
import { createSoftwarePasskeys } from '@etanche/records-passkey';
import { assertBy, type TrialApprover } from '@etanche/trial';
import { fetchPractice, signOrder, type SigningKey } from '@etanche/vault-client';

/**
 * Resources of a forger: a member's session and device, a passkey of their own from the approvals page, approvers to
 * deceive.
 */
export type Forger = {
  readonly client: RecordsClient;
  /** Registered at a vault's approvals page, as anyone may do. */
  readonly own: TrialApprover;
  readonly victims: readonly TrialApprover[];
  /** The origin of the records page, which the attacker controls. */
  readonly page: string;
  /** Applied orders with their approvals, which are public. */
  readonly history: readonly SignedOrder[];
  /** Other keys that the attacker has: of new members, of the records server. */
  readonly keys: readonly SigningKey[];
};

export type Forgery = { readonly name: string; readonly approvals: readonly Approval[] };

export async function readHistory({
  practice: { id: practice, federation, vaults },
}: Pick<RecordsClient, 'practice'>): Promise<readonly SignedOrder[]> {
  const { orders } = await fetchPractice({ ...vaults, federation, practice });
  return orders.map(({ signed }) => signed);
}

/** All sets of invalid approvals. @param hash of the order, 32 bytes */
export async function forgeApprovals(forger: Forger, hash: Bytes): Promise<Forgery[]> {
  const { client, own, victims, page, history, keys } = forger;
  const member = await signOrder({ hash }, { by: 'member', member: client.session.member }, client.secrets.keys().auth);
  const named = (assertion: Assertion): Approval[] =>
    victims.map(({ approver }) => ({ by: 'approver', approver, assertion }));
  const each = async (name: string, made: (victim: TrialApprover) => Promise<Assertion>): Promise<Forgery> => {
    const approvals = victims.map(async (victim): Promise<Approval> => {
      return { by: 'approver', approver: victim.approver, assertion: await made(victim) };
    });
    return { name, approvals: [member, ...(await Promise.all(approvals))] };
  };
  const ownAssertion = await assertBy(own, hash);
  const replayed = history.flatMap(({ approvals }) => approvals.filter(({ by }) => by === 'approver')).slice(-20);
  const other = Uint8Array.from(randomBytes(32));
  const strangers = keys.map(async (key): Promise<Approval[]> => [
    await signOrder({ hash }, { by: 'kit' }, key),
    await signOrder({ hash }, { by: 'operator' }, key),
    ...(await Promise.all(victims.map(({ approver }) => signOrder({ hash }, { by: 'member', member: approver }, key)))),
  ]);
  return [
    { name: 'their own signature', approvals: [member] },
    { name: 'a member’s key as kit and operator', approvals: [member, ...(await keyApprovals(client, hash))] },
    { name: 'other keys', approvals: [member, ...(await Promise.all(strangers)).flat().slice(0, 20)] },
    {
      name: 'their own passkey under their own card',
      approvals: [member, { by: 'approver', approver: own.approver, assertion: ownAssertion }],
    },
    { name: 'their own passkey under the approvers’ names', approvals: [member, ...named(ownAssertion)] },
    { name: 'the passkey of the records page', approvals: [member, ...named(await pageAssertion(client, hash))] },
    { name: 'assertions of other orders', approvals: [member, ...replayed] },
    await each('valid assertions for another payload', (victim) => assertBy(victim, other)),
    await each('approvers deceived at the records page', (victim) => elsewhere(victim, page, hash, {})),
    await each('approvers without user verification', (victim) =>
      elsewhere(victim, originOf(victim), hash, { withoutUserVerification: true }),
    ),
    await each('assertions for another RP id', async (victim) => otherRpId(await assertBy(victim, other))),
  ];
}

/** The approval of one real approver, repeated. */
export async function oneApproverTwice({ victims }: Forger, hash: Bytes): Promise<Forgery> {
  const [rogue, ...others] = victims;
  if (rogue === undefined) throw new Error('a rogue approver');
  const again = async (approver: string): Promise<Approval> => {
    return { by: 'approver', approver, assertion: await assertBy(rogue, hash) };
  };
  const names = [rogue.approver, rogue.approver, ...others.map(({ approver }) => approver)];
  return { name: 'one approver twice', approvals: await Promise.all(names.map(again)) };
}

async function keyApprovals(client: Pick<RecordsClient, 'secrets'>, hash: Bytes): Promise<Approval[]> {
  const { auth, grant, author } = client.secrets.keys();
  const made = [auth, grant, author].flatMap((key) => [
    signOrder({ hash }, { by: 'kit' }, key),
    signOrder({ hash }, { by: 'operator' }, key),
  ]);
  return Promise.all(made);
}

/**
 * Any signature that the altered page can obtain from the device's own passkey: any challenge, for the RP id of
 * Records.
 */
async function pageAssertion({ environment }: Pick<RecordsClient, 'environment'>, hash: Bytes): Promise<Assertion> {
  const given = (await environment.passkeys.get({ challenge: toBase64url(hash), userVerification: 'required' })) as {
    readonly response: Assertion;
  };
  const { authenticatorData, clientDataJSON, signature } = given.response;
  return { authenticatorData, clientDataJSON, signature };
}

/** An approver's authenticator, used by another page or without user verification. */
async function elsewhere(
  { passkeys, rpId }: TrialApprover,
  origin: string,
  challenge: Bytes,
  config: { readonly withoutUserVerification?: true },
): Promise<Assertion> {
  const random = (length: number): Bytes => Uint8Array.from(randomBytes(length));
  const deceived = createSoftwarePasskeys({ random, origin, state: passkeys.exportState(), ...config });
  const { response } = await deceived.get({ challenge: toBase64url(challenge), rpId });
  const { authenticatorData, clientDataJSON, signature } = response;
  return { authenticatorData, clientDataJSON, signature };
}

/** The origin in an approver's card. */
function originOf({ card }: TrialApprover): string {
  const payload = fromUtf8(fromBase64url(card.split('.')[1] ?? '', undefined));
  return (JSON.parse(payload) as { readonly origin: string }).origin;
}

function otherRpId(assertion: Assertion): Assertion {
  const data = fromBase64url(assertion.authenticatorData, undefined);
  data[0] = (data[0] ?? 0) ^ 1;
  return { ...assertion, authenticatorData: toBase64url(data) };
}
