import {
  evaluatePath,
  evaluateResponseSchema,
  mediaTypes,
  type EvaluateRequest,
  type EvaluateResponse,
  type KeySet,
  type Work,
} from '@etanche/core-vault-protocol';
import { fromBase64url, limits, findMismatch, ProtocolError, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  decodeElement,
  OprfError,
  type VaultAnswer,
  type Element,
  type Group,
  type VerifyEvaluation,
} from '@etanche/core-oprf';
import type { RequestSigner } from '../request-signer.ts';
import { askVault, parseJson, vaultUrl, type Transport } from '../transport.ts';
import { VaultFailed } from '../vault-failed.ts';

/**
 * Solves proof of work, up to a maximum number of bits: each bit doubles the time, and a lying vault may require any
 * number.
 */
export type WorkSolver = {
  readonly maxBits: number;
  /** @returns the nonce in base64url, as from `solveWork` of core/vault-protocol */
  solve(request: Pick<EvaluateRequest, 'keySet' | 'elements'>, challenge: Bytes, bits: number): Promise<string>;
};

export type ShareRequest = {
  readonly keySet: KeySet;
  readonly group: Group;
  readonly verify: VerifyEvaluation;
  readonly transport: Transport;
  readonly signer: RequestSigner | null;
  readonly work: WorkSolver | null;
};

/**
 * Has one vault evaluate elements, and returns them only if their proof is valid for its published share key.
 *
 * @throws VaultFailed
 */
export async function evaluateShare(
  request: ShareRequest,
  share: KeySet['shares'][number],
  blinded: readonly Element[],
  signal: AbortSignal,
): Promise<VaultAnswer> {
  const elements = blinded.map((element) => toBase64url(element));
  const text = await post(request, share, elements, signal);
  const response = parseJson(text);
  if (findMismatch(evaluateResponseSchema, response) !== null) throw new VaultFailed('answer_invalid');
  return verifyAnswer(request, share, blinded, response as EvaluateResponse);
}

async function post(
  request: ShareRequest,
  share: KeySet['shares'][number],
  elements: string[],
  signal: AbortSignal,
): Promise<string> {
  const { transport, signer, keySet } = request;
  const url = vaultUrl(share.url, evaluatePath);
  const send = (mediaType: string, body: string): Promise<string> =>
    askVault(
      transport,
      {
        url,
        method: 'POST',
        body: { mediaType, text: body },
        accept: mediaTypes.json,
        maxBytes: limits.requestBytes,
      },
      signal,
    );
  if (signer !== null) return send(mediaTypes.jws, await signer(share.index, keySet.id, elements));
  const anonymous: EvaluateRequest = { keySet: keySet.id, elements };
  try {
    return await send(mediaTypes.json, JSON.stringify(anonymous));
  } catch (error) {
    const work = await solveDemand(request.work, anonymous, error);
    return send(mediaTypes.json, JSON.stringify({ ...anonymous, work }));
  }
}

/** Rethrows any error except a demand for work within the maximum. */
async function solveDemand(solver: WorkSolver | null, request: EvaluateRequest, error: unknown): Promise<Work> {
  const demand = error instanceof VaultFailed && error.code === 'work_required' ? error.problem?.work : undefined;
  if (demand === undefined || solver === null || demand.bits > solver.maxBits) throw error;
  const nonce = await solver.solve(request, fromBase64url(demand.challenge, 32), demand.bits);
  return { challenge: demand.challenge, nonce };
}

async function verifyAnswer(
  { keySet, group, verify }: ShareRequest,
  share: KeySet['shares'][number],
  blinded: readonly Element[],
  response: EvaluateResponse,
): Promise<VaultAnswer> {
  if (response.keySet !== keySet.id || response.index !== share.index || response.elements.length !== blinded.length) {
    throw new VaultFailed('answer_invalid');
  }
  let elements: Element[];
  let proof: Bytes;
  let publicKey: Element;
  try {
    elements = response.elements.map((element) => decodeElement(group, element));
    proof = fromBase64url(response.proof, 64);
    publicKey = decodeElement(group, share.publicKey);
  } catch (cause) {
    if (cause instanceof OprfError || cause instanceof ProtocolError)
      throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
  if (!(await verify(publicKey, blinded, elements, proof))) throw new VaultFailed('proof_invalid');
  return { index: share.index, elements };
}
