// Writes vectors/orders.json: `node vault/server/test/make-order-vectors.ts`. The keys are derived from their names;
// the passkey's ECDSA signatures differ in each run.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { approverKeyHash, cancelHash, withPracticeId, orderHash, orderMessage } from '@etanche/core-vault-protocol';
import { toBase64url, toRecordId, utf8 } from '@etanche/core-wire';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (...options: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(options)).digest();
const named = (name: string, length: number) => createHash('shake256', { outputLength: length }).update(name).digest();
const id = (name: string) => toRecordId(named(name, 16));

type Signer = { readonly seed: Buffer; readonly key: KeyObject; readonly publicKey: string };
function signer(name: string): Signer {
  const seed = named(name, 32);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { seed, key, publicKey: x };
}
function jws(payload: object, typ: string, by: Signer): string {
  const head = b64(utf8(JSON.stringify({ alg: 'EdDSA', kid: by.publicKey, typ })));
  const body = `${head}.${b64(utf8(JSON.stringify(payload)))}`;
  return `${body}.${b64(sign(null, utf8(body), by.key))}`;
}

const vaults = ['vault 1', 'vault 2', 'vault 3'].map(signer);
const audience = vaults.map(({ publicKey }) => publicKey);
const [first, second] = vaults;
if (first === undefined || second === undefined) throw new Error('three vaults');
const member = signer('member');
const rpId = 'approve.vault.example';
const origin = `https://${rpId}`;

const passkey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = passkey.publicKey.export({ format: 'jwk' });
const cose = Buffer.concat([
  Buffer.from('a5010203262001215820', 'hex'),
  Buffer.from(x, 'base64url'),
  Buffer.from('225820', 'hex'),
  Buffer.from(y, 'base64url'),
]);
const card = {
  approver: id('approver'),
  name: 'Dr Témoin',
  index: 1,
  ...{ rpId, origin },
  credential: b64(named('credential', 32)),
  publicKey: b64(cose),
  backupEligible: false,
};
const times = { issuedAt: 1795341600, expires: 1795946400 };
const payload = utf8(
  JSON.stringify({
    practice: id('practice'),
    sequence: 3,
    previous: b64(named('previous', 32)),
    ...{ audience, ...times },
    action: { kind: 'retire', member: id('member') },
  }),
);
const hash = orderHash(payload);

const up = 0x01;
const uv = 0x04;
const be = 0x08;
const crossOrigin = false;
function assertion(
  change: { flags?: number; rpId?: string; data?: unknown; type?: string } & Record<string, unknown> = {},
) {
  const { flags = up | uv, rpId: rp = rpId, data, ...client } = change;
  const said = data ?? { type: 'webauthn.get', challenge: b64(hash), origin, crossOrigin, ...client };
  const clientData = utf8(JSON.stringify(said));
  const authData = Buffer.concat([sha256(utf8(rp)), Buffer.from([flags, 0, 0, 0, 0])]);
  const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), passkey.privateKey);
  return { authenticatorData: b64(authData), clientDataJSON: b64(clientData), signature: b64(signature) };
}
const good = assertion();
const flippedLast = (text: string) => {
  const bytes = Buffer.from(text, 'base64url');
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  return b64(bytes);
};
const signature = (message: Uint8Array) => b64(sign(null, message, member.key));
const cancel = cancelHash(toBase64url(hash));

const kit = { auth: signer('kit').publicKey, keys: b64(named('kit keys', 32)) };
const cardOf = (over: object, by: Signer) => jws({ ...card, ...over }, 'etanche-approver-card+jws', by);
const genesisOrder = {
  practice: 'a'.repeat(26),
  sequence: 0,
  previous: b64(new Uint8Array(32)),
  ...{ audience, ...times },
  action: {
    kind: 'genesis',
    server: signer('server').publicKey,
    members: [{ member: id('member'), auth: member.publicKey, keys: b64(named('keys', 32)), roles: ['doctor'] }],
    approvers: [
      { approver: card.approver, card: cardOf({}, first) },
      { approver: id('other approver'), card: cardOf({ approver: id('other approver'), index: 2 }, second) },
    ],
    kit,
    contacts: ['alarmes@cabinet.example'],
  },
};
const genesis = Buffer.from(withPracticeId(utf8(JSON.stringify(genesisOrder)))).toString();
const practice = genesis.slice(13, 39);

const vectors = {
  about:
    'Orders of practices (docs/protocol.md section 6.1). `hash`, `message`, `cancelHash` and `fingerprint` are hexadecimal, payloads are texts, everything else base64url. The failures of `assertions` are signed by the card’s passkey all the same, but for the last two. The payloads of `geneses` are refused for the id that they name.',
  vaults: audience,
  order: {
    payload: Buffer.from(payload).toString(),
    hash: hex(hash),
    message: hex(orderMessage(hash)),
    cancelHash: hex(cancel),
  },
  genesis: { payload: genesis, practice },
  signature: { seed: b64(member.seed), publicKey: member.publicKey, signature: signature(orderMessage(hash)) },
  card: { ...card, fingerprint: hex(approverKeyHash(card)), jws: cardOf({}, first) },
  assertion: good,
  receipt: jws(
    { practice: id('practice'), sequence: 3, order: b64(hash), index: 1, appliedAt: times.issuedAt + 1 },
    'etanche-order-receipt+jws',
    first,
  ),
  failures: {
    geneses: [
      { name: 'another id', payload: genesis.replace(practice, id('practice')) },
      { name: 'another contact', payload: genesis.replace('alarmes@', 'voleur@') },
      { name: 'the practice in another place', payload: `{${genesis.slice(41, -1)},"practice":"${practice}"}` },
      { name: 'a space before the practice', payload: genesis.replace('{', '{ ') },
    ],
    signatures: [
      { name: 'another byte', signature: flippedLast(signature(orderMessage(hash))) },
      { name: 'of the hash itself', signature: signature(hash) },
      { name: 'of the cancellation', signature: signature(orderMessage(cancel)) },
    ],
    assertions: [
      { name: 'user present but not verified', assertion: assertion({ flags: up }) },
      { name: 'user verified but not present', assertion: assertion({ flags: uv }) },
      {
        name: 'a passkey for a cloud account, which the card does not state',
        assertion: assertion({ flags: up | uv | be }),
      },
      { name: 'another origin', assertion: assertion({ origin: 'https://records.example' }) },
      { name: 'the origin with a port', assertion: assertion({ origin: `${origin}:8443` }) },
      { name: 'another RP id', assertion: assertion({ rpId: 'records.example' }) },
      { name: 'in another site’s frame', assertion: assertion({ crossOrigin: true }) },
      {
        name: 'in another site’s frame, which is named',
        assertion: assertion({ crossOrigin: true, topOrigin: 'https://records.example' }),
      },
      { name: 'a registration', assertion: assertion({ type: 'webauthn.create' }) },
      { name: 'a payment', assertion: assertion({ type: 'payment.get' }) },
      { name: 'client data that is no object', assertion: assertion({ data: 'data' }) },
      { name: 'of the cancellation', assertion: assertion({ challenge: b64(cancel) }) },
      { name: 'another signature byte', assertion: { ...good, signature: flippedLast(good.signature) } },
    ],
    cards: [
      { name: 'by another vault than it names', card: cardOf({}, second) },
      { name: 'by a stranger', card: cardOf({}, signer('stranger')) },
      { name: 'signed for another purpose', card: jws(card, 'etanche-order-receipt+jws', first) },
      { name: 'RP id that does not cover the origin', card: cardOf({ rpId: 'vault.example.com' }, first) },
      { name: 'without the flag of its passkey', card: cardOf({ backupEligible: undefined }, first) },
    ],
  },
};
writeFileSync(new URL('../../../vectors/orders.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
