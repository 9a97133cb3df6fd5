import {
  mediaTypes,
  orderAnswerSchema,
  orderReceiptSchema,
  practicesPath,
  practiceStatementSchema,
  type OrderAnswer,
  type OrderReceipt,
  type PracticeStatement,
  type SignedOrder,
} from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  findMismatch,
  ProtocolError,
  verifyCompact,
  type JsonSchema,
} from '@etanche/core-wire';
import type { Vault } from '../key-sets/key-set-statements.ts';
import { askVault, parseJson, vaultUrl, type Transport, type VaultRequest } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';
import { readOrderList, readSignedOrder, type ListedOrder } from './read-order.ts';

/** Largest statement (1,000 members and their cards), and largest list of orders, in bytes. */
const statementBytes = 1024 * 1024;
const listBytes = 4 * 1024 * 1024;
const answerBytes = 16 * 1024;

export function practiceUrl(vault: Vault, practice: string, path: string): string {
  return vaultUrl(vault.url, `${practicesPath}/${practice}${path}`);
}

export async function ask(transport: Transport, request: VaultRequest): Promise<string> {
  return askVault(transport, request, new AbortController().signal);
}

/** A vault's verified statement about a practice. @throws VaultFailed */
export async function askStatement(transport: Transport, vault: Vault, practice: string): Promise<PracticeStatement> {
  const url = practiceUrl(vault, practice, '');
  const text = await ask(transport, { url, method: 'GET', accept: mediaTypes.jws, maxBytes: statementBytes });
  const said = (await readVaultJws(
    text,
    jwsTypes.practiceStatement,
    practiceStatementSchema,
    vault,
  )) as PracticeStatement;
  if (said.practice !== practice || said.index !== vault.index) throw new VaultFailed('answer_invalid');
  return said;
}

/**
 * The orders that a vault has applied between two sequences, inclusive. The list may end early but is never longer, so
 * that a lying vault cannot fill the caller's memory.
 *
 * @throws VaultFailed
 */
export async function askOrders(
  transport: Transport,
  vault: Vault,
  practice: string,
  from: number,
  to: number,
): Promise<ListedOrder[]> {
  const orders: ListedOrder[] = [];
  for (;;) {
    const next = from + orders.length;
    if (next > to) return orders.slice(0, to - from + 1);
    const url = practiceUrl(vault, practice, `/orders?from=${next}`);
    const text = await ask(transport, { url, method: 'GET', accept: mediaTypes.json, maxBytes: listBytes });
    const page = readOrderList(text, practice);
    if (page.length === 0) return orders;
    if (!page.every(({ order }, i) => order.sequence === next + i)) throw new VaultFailed('answer_invalid');
    orders.push(...page);
  }
}

/** Posts an order; an answer `applied` must include that vault's receipt. @throws VaultFailed */
export async function askOrder(
  transport: Transport,
  vault: Vault,
  practice: string,
  signed: SignedOrder,
): Promise<OrderAnswer> {
  const url = practiceUrl(vault, practice, '/orders');
  const body = { mediaType: mediaTypes.json, text: JSON.stringify(signed) };
  const text = await ask(transport, { url, method: 'POST', body, accept: mediaTypes.json, maxBytes: answerBytes });
  const answer = parseJson(text);
  if (findMismatch(orderAnswerSchema, answer) !== null) throw new VaultFailed('answer_invalid');
  const said = answer as OrderAnswer;
  const { hash, order } = readSignedOrder(signed);
  if (said.order !== hash) throw new VaultFailed('answer_invalid');
  if (said.status === 'applied') {
    const receipt = (await readVaultJws(
      said.receipt ?? '',
      jwsTypes.orderReceipt,
      orderReceiptSchema,
      vault,
    )) as OrderReceipt;
    const fits = receipt.order === hash && receipt.practice === practice && receipt.sequence === order.sequence;
    if (!fits || receipt.index !== vault.index) throw new VaultFailed('answer_invalid');
  }
  return said;
}

/** The payload of a JWS signed by this vault. @throws VaultFailed `answer_invalid` */
export async function readVaultJws(jws: string, typ: string, schema: JsonSchema, vault: Vault): Promise<unknown> {
  try {
    const { payload } = await verifyCompact(jws, typ, fromBase64url(vault.signingKey, 32));
    const said = parseJson(fromUtf8(payload));
    if (findMismatch(schema, said) !== null) throw new VaultFailed('answer_invalid');
    return said;
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}
