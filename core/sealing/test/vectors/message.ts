import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { dictionary } from '../packs-reference.ts';
import {
  aes,
  b64,
  fields,
  flip,
  hex,
  hkdf,
  hpke,
  id,
  join,
  jws,
  label,
  sha256,
  stream,
  text,
  u32,
  write,
} from '../reference.ts';
import { alice, other, practice, sam, secretOf } from './people.ts';
import { rolePublicKey } from './role-keys.ts';

// The vaults' key of inbox/<practice>. It exists only in these vectors.
const group = await loadSodiumGroup();
const bytes = (buffer: Uint8Array) => Uint8Array.from(buffer);
const reduce = (wide: Uint8Array) => group.reduce(bytes(wide));
const key = reduce(stream('key of inbox', 64));
const publicKey = group.multiplyBase(key);

const context = (at: string, epoch: number) => fields(label('inbox'), at, u32(epoch));
const splitOf = (at: string, epoch: number) => hkdf(secretOf(epoch, 'care'), label('inbox'), context(at, epoch), 64);
const split = reduce(splitOf(practice, 1));
const element = group.multiply(publicKey, split);

/** c ‖ z with z = r − c·s. */
function prove(r: typeof key, s: typeof key, at = context(practice, 1), base = publicKey): Buffer {
  const commitment = group.multiply(base, r);
  const transcript = fields(label('inbox/proof'), at, base, group.multiply(base, s), commitment);
  const c = group.hashToScalar(transcript, text('HashToScalar-OPRFV1-\u0001-ristretto255-SHA512'));
  return join(c, group.scalarSubtract(r, group.scalarMultiply(c, s)));
}
const nonce = reduce(stream('nonce of the proof', 64));
const proof = prove(nonce, split);
const proofCase = (name: string, isValid: boolean, over: object = {}) => ({
  ...{ name, practice, epoch: 1, publicKey: hex(publicKey), element: hex(element), proof: hex(proof), isValid },
  ...over,
});
const known = reduce(stream('a key without the vaults', 64));
const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

// The sender, in another practice.
const sender = { practice: other, member: sam.member };
const recipient = { practice, member: alice.member };
const message = id('message');
const route = { message, sender, recipient, epoch: 1 };
const draw = stream('draw of the message', 64);
const r = reduce(draw);
const R = group.multiplyBase(r);
const shared = group.multiply(element, r);
const secret = stream('secret of the message', 32);
const sealing = rolePublicKey(1, 'care');
const sealInfo = (over: Partial<typeof route> = {}, at: Uint8Array = R) => {
  const { message: of, sender: by, recipient: to, epoch } = { ...route, ...over };
  return fields(label('message/seal'), to.practice, u32(epoch), of, by.practice, by.member, at);
};
const seal = hpke(sealing, sealInfo(), secret, 'seal of the message');
const info = fields(
  ...[label('message'), R, sha256(seal), element, sha256(sealing), `inbox/${practice}`, u32(1)],
  ...[sender.practice, sender.member, recipient.practice, recipient.member, message],
);
const messageKey = hkdf(fields(shared, secret), label('message'), info);

const attachment = stream('attachment', 70_000);
const body = {
  subject: 'Compte rendu',
  document: '{"resourceType":"Bundle","type":"document"}',
  attachments: [
    { title: 'cr.pdf', contentType: 'application/pdf', bytes: attachment.length, sha256: b64(sha256(attachment)) },
  ],
};
const signedText = (payload: Uint8Array, over: { practice?: string } = {}) =>
  fields(
    ...[label('message/body'), sender.practice, sender.member, over.practice ?? recipient.practice],
    ...[recipient.member, message, sha256(payload)],
  );
function plaintext(value: unknown, over: { signature?: Uint8Array; dictionary?: number; padding?: number } = {}): Buffer {
  const payload = text(JSON.stringify(value));
  const signature = over.signature ?? sam.author.sign(signedText(payload));
  const content = join(Buffer.of(over.dictionary ?? 1), deflateRawSync(join(signature, payload), { dictionary }));
  const padded = Buffer.alloc(sizeOf(4 + content.length), 0);
  join(u32(content.length), content).copy(padded);
  if (over.padding !== undefined) padded[padded.length - 1] = over.padding;
  return padded;
}
function sizeOf(length: number): number {
  let size = 256;
  for (; size < length; size *= 2) if (size * 1.5 >= length) return size * 1.5;
  return size;
}
const streamInfo = (number: number) => fields(label('message/stream'), message, Buffer.of(number));
const salt = stream('salt of the body', 32);
const sealBody = (padded: Uint8Array, with_ = messageKey, number = 0) =>
  join(salt, aes(hkdf(with_, salt, streamInfo(number)), Buffer.alloc(12), streamInfo(number), padded));
const sealedBody = sealBody(plaintext(body));
const chunks = (content: Uint8Array, number: number) => {
  const streamKey = hkdf(messageKey, sha256(content), streamInfo(number));
  const count = Math.max(1, Math.ceil(content.length / 65_536));
  return Array.from({ length: count }, (_, i) =>
    aes(
      streamKey,
      join(Buffer.alloc(7), u32(i), Buffer.of(i === count - 1 ? 1 : 0)),
      streamInfo(number),
      content.subarray(i * 65_536, (i + 1) * 65_536),
    ),
  );
};
const sealedAttachment = join(...chunks(attachment, 1));
const streamOf = (sealed: Uint8Array) => ({ bytes: sealed.length, parts: [b64(sha256(sealed))] });

const statement = {
  message,
  kind: 'message',
  sender,
  recipient,
  entry: b64(stream('entry', 32)),
  epoch: 1,
  element: b64(R),
  seal: b64(seal),
  streams: [streamOf(sealedBody), streamOf(sealedAttachment)],
  time: 1_790_000_000_000,
};
const statementJws = (over: object = {}, signer = sam.author) => jws({ ...statement, ...over }, 'message', signer);
const statementCase = (name: string, made: string, isValid = false) => ({ name, jws: made, isValid });
const share = { kind: 'share', expires: statement.time + 30 * 86_400_000 };
const good = statementJws();

const receipt = {
  message,
  statement: b64(sha256(text(good))),
  kind: 'read',
  practice,
  member: alice.member,
  time: 1_790_000_100_000,
};
const receiptJws = (over: object = {}, signer = alice.author) => jws({ ...receipt, ...over }, 'message-receipt', signer);
const receivedBy = { kind: 'received', member: undefined };
const withdrawal = { message, statement: receipt.statement, time: 1_790_000_050_000 };
const withdrawalJws = (over: object = {}, signer = sam.author) =>
  jws({ ...withdrawal, ...over }, 'message-withdrawal', signer);

const keyCase = (name: string, over: object = {}) => ({
  ...{ name, statement, evaluated: hex(shared), inboxElement: hex(element), sealed: hex(sealedBody) },
  ...over,
});
const bodyCase = (name: string, sealed: Uint8Array, over: object = {}) => ({ name, sealed: hex(sealed), ...over });
const bomb = deflateRawSync(Buffer.alloc(9 * 1024 * 1024), { dictionary });
const bombed = Buffer.alloc(sizeOf(5 + bomb.length), 0);
join(u32(1 + bomb.length), Buffer.of(1), bomb).copy(bombed);
const signedElsewhere = sam.author.sign(signedText(text(JSON.stringify(body)), { practice: other }));

write('message', {
  source:
    'docs/protocol.md section 9; bytes in hexadecimal. `key` is that of the key set inbox/<practice>, which in life exists ' +
    'nowhere; `draw` are the 64 random bytes of the element. A case without a result is rejected',
  practice,
  key: hex(key),
  publicKey: hex(publicKey),
  care: { 1: hex(secretOf(1, 'care')), 2: hex(secretOf(2, 'care')) },
  split: hex(splitOf(practice, 1)),
  element: hex(element),
  proofs: [
    proofCase('good', true),
    proofCase('of another epoch', false, { epoch: 2 }),
    proofCase('of another practice', false, { practice: other }),
    proofCase('of an element whose whole key somebody knows', false, {
      element: hex(group.multiplyBase(known)),
      proof: hex(prove(nonce, known)),
    }),
    proofCase('to another public key', false, { publicKey: hex(group.multiplyBase(known)) }),
    proofCase('with another challenge', false, { proof: hex(flip(proof, 0)) }),
    proofCase('with another response', false, { proof: hex(flip(proof, 32)) }),
    proofCase('with a response that is not reduced', false, { proof: hex(join(proof.subarray(0, 32), order)) }),
    proofCase('of 63 bytes', false, { proof: hex(proof.subarray(1)) }),
    proofCase('of the identity', false, { element: '00'.repeat(32) }),
  ],
  sender: { author: hex(sam.author.publicKey), ...sender },
  recipient: { author: hex(alice.author.publicKey), ...recipient },
  draw: hex(draw),
  shared: hex(shared),
  sealing: hex(sealing),
  statements: [
    statementCase('good', good, true),
    statementCase('a share of thirty days', statementJws(share), true),
    statementCase('a share that renews another', statementJws({ ...share, replaces: id('earlier') }), true),
    statementCase('for the whole practice', statementJws({ recipient: { practice } }), true),
    statementCase('signed by another key', statementJws({}, sam.grant)),
    statementCase('signed by another member', statementJws({}, alice.author)),
    statementCase('a share without an expiry', statementJws({ kind: 'share' })),
    statementCase('a message with an expiry', statementJws({ expires: share.expires })),
    statementCase('a share that ends before it begins', statementJws({ ...share, expires: statement.time })),
    statementCase('a share of more than 366 days', statementJws({ ...share, expires: statement.time + 367 * 86_400_000 })),
    statementCase('a message that renews another', statementJws({ replaces: id('earlier') })),
    statementCase('without a stream', statementJws({ streams: [] })),
    statementCase('a stream with too few parts', statementJws({ streams: [{ ...statement.streams[0], bytes: 1_048_833 }] })),
    statementCase('a stream without bytes', statementJws({ streams: [{ ...statement.streams[0], bytes: 0 }] })),
    statementCase('with another member', statementJws({ urgent: true })),
    statementCase('a seal of another size', statementJws({ seal: b64(seal.subarray(1)) })),
  ],
  keys: [
    keyCase('good', { opened: { payload: hex(text(JSON.stringify(body))) } }),
    keyCase('without the vaults’ half', { evaluated: hex(group.multiply(R, split)) }),
    keyCase('without the practice’s half', { evaluated: hex(group.multiply(R, key)) }),
    keyCase('with the evaluation of another element', { evaluated: hex(group.multiply(element, nonce)) }),
    keyCase('said to be of another epoch', { statement: { ...statement, epoch: 2 } }),
    keyCase('said to be another message', { statement: { ...statement, message: id('x') } }),
    keyCase('said to be by another member', { statement: { ...statement, sender: { ...sender, member: id('x') } } }),
    keyCase('said to be from another practice', { statement: { ...statement, sender: { ...sender, practice: id('x') } } }),
    keyCase('said to be for another member', { statement: { ...statement, recipient: { ...recipient, member: id('x') } } }),
    keyCase('said to be for the whole practice', { statement: { ...statement, recipient: { practice } } }),
    keyCase('another seal', { statement: { ...statement, seal: b64(flip(seal, -1)) } }),
    keyCase('a seal to the keys of another epoch', {
      statement: { ...statement, seal: b64(hpke(rolePublicKey(2, 'care'), sealInfo(), secret, 'another seal')) },
    }),
    keyCase('a seal for another element', {
      statement: { ...statement, seal: b64(hpke(sealing, sealInfo({}, publicKey), secret, 'a third seal')) },
    }),
    keyCase('under another inbox key', { inboxElement: hex(publicKey) }),
  ],
  messageKey: hex(messageKey),
  bodies: [
    bodyCase('good', sealedBody, { payload: hex(text(JSON.stringify(body))) }),
    bodyCase('altered', flip(sealedBody, -1)),
    bodyCase('with another salt', flip(sealedBody, 0)),
    bodyCase('in the place of an attachment', sealBody(plaintext(body), messageKey, 1)),
    bodyCase('truncated', sealedBody.subarray(0, -1)),
    bodyCase('empty', Buffer.alloc(0)),
    bodyCase('signed by another member', sealBody(plaintext(body, { signature: alice.author.sign(signedText(text(JSON.stringify(body)))) }))),
    bodyCase('signed for another practice', sealBody(plaintext(body, { signature: signedElsewhere }))),
    bodyCase('of an unknown dictionary', sealBody(plaintext(body, { dictionary: 2 }))),
    bodyCase('padded with other bytes than zeros', sealBody(plaintext(body, { padding: 1 }))),
    bodyCase('without a document', sealBody(plaintext({ subject: '', attachments: [] }))),
    bodyCase('with another member', sealBody(plaintext({ ...body, urgent: true }))),
    bodyCase('that inflates to more than 8 MiB', sealBody(bombed)),
  ],
  attachment: {
    number: 1,
    hash: hex(sha256(attachment)),
    content: createHash('sha256').update(attachment).digest('hex'),
    sealed: createHash('sha256').update(sealedAttachment).digest('hex'),
  },
  receipts: [
    { name: 'read', jws: receiptJws(), isValid: true },
    { name: 'received, by the server', jws: receiptJws(receivedBy, alice.grant), isValid: true },
    { name: 'refused', jws: receiptJws({ kind: 'refused' }), isValid: true },
    { name: 'read, without a member', jws: receiptJws({ member: undefined }), isValid: false },
    { name: 'received, by a member', jws: receiptJws({ kind: 'received' }), isValid: false },
    { name: 'of another statement', jws: receiptJws({ statement: b64(stream('x', 32)) }), isValid: false },
    { name: 'of another message', jws: receiptJws({ message: id('x') }), isValid: false },
    { name: 'by another practice', jws: receiptJws({ practice: other }), isValid: false },
    { name: 'by another key', jws: receiptJws({}, sam.author), isValid: false },
  ],
  server: hex(alice.grant.publicKey),
  withdrawals: [
    { name: 'good', jws: withdrawalJws(), isValid: true },
    { name: 'by the recipient', jws: withdrawalJws({}, alice.author), isValid: false },
    { name: 'of another statement', jws: withdrawalJws({ statement: b64(stream('x', 32)) }), isValid: false },
    { name: 'of another message', jws: withdrawalJws({ message: id('x') }), isValid: false },
    { name: 'a receipt in its place', jws: receiptJws({}, sam.author), isValid: false },
  ],
});
