import {
  cancelHash,
  type Approver,
  type Assertion,
  type Federation,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import { fromBase64url, object, parseShape, recordIdSchema, toBase64url, type Bytes } from '@etanche/core-wire';
import { createSoftwarePasskeys, type SoftwarePasskeys } from '@etanche/records-passkey';
import { cancelOrder, fetchPending, postOrder, timerSleep, type PostedOrder } from '@etanche/vault-client';

type Random = (length: number) => Bytes;

/** A person with a passkey registered at a vault's approvals page, and the card from the vault. */
export type TrialApprover = Approver & { readonly rpId: string; readonly passkeys: SoftwarePasskeys };

const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
const pageSchema = { type: 'object', additionalProperties: true, maxProperties: 24 } as const;
const text = { type: 'string', minLength: 1, maxLength: 8192 } as const;
const challengeSchema = object({ challenge: text, approver: recordIdSchema });
const cardSchema = object({ card: text });

/** Registers like a person on the approvals page of a vault. @param vault its URL */
export async function registerApprover(vault: string, name: string, random: Random): Promise<TrialApprover> {
  const page = parseShape(pageSchema, await get(`${vault}/v1/approvals`), 'approvals');
  const [origin, rpId] = [String(page['origin']), String(page['rpId'])];
  const asked = await post(`${vault}/v1/approvals/challenges`, { use: 'register' });
  const { challenge, approver } = parseShape(challengeSchema, asked, 'challenge');
  const passkeys = createSoftwarePasskeys({ random, origin });
  const { id, response } = await passkeys.create({
    rp: { id: rpId, name: 'vault' },
    user: { id: toBase64url(random(16)), name, displayName: name },
    challenge,
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  });
  const { attestationObject, clientDataJSON } = response;
  const registration = { challenge, name, credential: id, attestationObject, clientDataJSON };
  const { card } = parseShape(cardSchema, await post(`${vault}/v1/approvals/approvers`, registration), 'card');
  return { approver, card, rpId, passkeys };
}

/** Signs a challenge of 32 bytes with an approver's passkey. */
export async function assertBy({ passkeys, rpId }: TrialApprover, challenge: Bytes): Promise<Assertion> {
  const { response } = await passkeys.get({ challenge: toBase64url(challenge), rpId });
  const { authenticatorData, clientDataJSON, signature } = response;
  return { authenticatorData, clientDataJSON, signature };
}

/**
 * Approves a pending order with one approver after the other until it is complete, like on the page.
 *
 * @param order hash, base64url
 * @throws Error if it is pending at no vault
 */
export async function approveOrder(
  federation: Federation,
  practice: string,
  order: string,
  approvers: readonly TrialApprover[],
): Promise<PostedOrder | null> {
  let posted: PostedOrder | null = null;
  for (const approver of approvers) {
    const signed = await findPending(federation, practice, order);
    const assertion = await assertBy(approver, fromBase64url(order, 32));
    const approval = { by: 'approver', approver: approver.approver, assertion } as const;
    const signedOrder = { ...signed, approvals: [...signed.approvals, approval] };
    posted = await postOrder({ ...transport, federation, signedOrder });
    if (posted.applied) return posted;
  }
  return posted;
}

/** Cancels an order that is pending or delayed. */
export async function cancelAs(
  federation: Federation,
  practice: string,
  order: string,
  approver: TrialApprover,
): Promise<void> {
  const assertion = await assertBy(approver, cancelHash(order));
  await cancelOrder({ ...transport, federation, practice, order, approver: approver.approver, assertion });
}

async function findPending(federation: Federation, practice: string, order: string): Promise<SignedOrder> {
  const pending = await fetchPending({ ...transport, federation, practice });
  const found = pending.find(({ hash }) => hash === order);
  if (found === undefined) throw new Error('the order is pending at no vault');
  return found.signed;
}

async function get(url: string): Promise<unknown> {
  return read(await fetch(url), url);
}

async function post(url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return read(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }), url);
}

async function read(response: Response, url: string): Promise<unknown> {
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`);
  return response.json();
}
