import { evaluatePath, mediaTypes, withPracticeId, practicesPath, type Federation } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, jwsTypes, fromUtf8, signCompact, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import { nobleGroup } from '@etanche/core-oprf';
import { registerApprover } from '@etanche/trial';
import type { StrangersRequest } from '../children/strangers-child.ts';
import { random } from '../random.ts';

const approvals = 24;
const keyOf = (): string => toBase64url(random(32));
const newId = (): string => toRecordId(random(16));

/**
 * The requests of anonymous clients: the start of a sign-in, a first order with 24 signatures by unknown keys, and an
 * evaluation signed with a key of their own.
 */
export async function strangersRequests(
  federation: Federation,
  serverUrl: string,
  practice: string,
): Promise<readonly StrangersRequest[]> {
  const requests: StrangersRequest[] = [];
  for (const vault of federation.vaults) {
    requests.push({ url: `${serverUrl}/v1/sign-in/options`, mediaType: mediaTypes.json, body: '' });
    requests.push(await firstOrder(federation, vault.url));
    requests.push(await evaluation(vault, practice));
  }
  return requests;
}

async function firstOrder(federation: Federation, url: string): Promise<StrangersRequest> {
  const { approver, card } = await registerApprover(url, 'Inconnue', random);
  const issuedAt = Math.floor(Date.now() / 1000);
  const order = {
    practice: newId(),
    sequence: 0,
    previous: toBase64url(new Uint8Array(32)),
    audience: federation.vaults.map(({ signingKey: key }) => key),
    issuedAt,
    expires: issuedAt + 3600,
    action: {
      kind: 'genesis',
      server: keyOf(),
      members: [{ member: newId(), auth: keyOf(), keys: keyOf(), roles: ['doctor'] }],
      approvers: [{ approver, card }],
      kit: { auth: keyOf(), keys: keyOf() },
      contacts: ['a@b.example'],
    },
  };
  const payload = withPracticeId(utf8(JSON.stringify(order)));
  const { practice } = JSON.parse(fromUtf8(payload)) as { practice: string };
  const body = {
    payload: toBase64url(payload),
    approvals: Array.from({ length: approvals }, () => ({
      by: 'operator',
      operator: keyOf(),
      signature: toBase64url(random(64)),
    })),
  };
  return { url: `${url}${practicesPath}/${practice}/orders`, mediaType: mediaTypes.json, body: JSON.stringify(body) };
}

async function evaluation(vault: Federation['vaults'][number], practice: string): Promise<StrangersRequest> {
  const { privateKey, publicKey } = await ed25519KeyPair(random(32));
  const request = {
    aud: vault.signingKey,
    iat: Math.floor(Date.now() / 1000),
    jti: toBase64url(random(16)),
    keySet: `scope/${practice}`,
    elements: [toBase64url(nobleGroup.multiplyBase(nobleGroup.reduce(random(64))))],
  };
  const body = await signCompact(utf8(JSON.stringify(request)), jwsTypes.evaluate, privateKey, toBase64url(publicKey));
  return { url: `${vault.url}${evaluatePath}`, mediaType: mediaTypes.jws, body };
}
