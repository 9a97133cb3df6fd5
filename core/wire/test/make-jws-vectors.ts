import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** Writes vectors/jws.json with Node's cryptography only, independently of the code under test. */
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]);
const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const kid = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
const typ = 'etanche-head+jws';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function encode(value: string | Buffer): string {
  return Buffer.from(value).toString('base64url');
}

/** Signs these two parts without checking them. */
function compact(header: string, payload: string): string {
  return `${header}.${payload}.${encode(sign(null, Buffer.from(`${header}.${payload}`), key))}`;
}

/** Replaces the last letter by one with the same bytes but non-zero unused bits. */
function respell(part: string): string {
  const at = alphabet.indexOf(part.at(-1) ?? '');
  return part.slice(0, -1) + (alphabet[at + 1] ?? '');
}

const header = JSON.stringify({ alg: 'EdDSA', kid, typ });
const payload = encode('{"sequence":1}');
const good = compact(encode(header), payload);
const [, , signature = ''] = good.split('.');
const withHeader = (text: string): string => compact(encode(text), payload);

const valid = [
  { name: 'a short payload', jws: good, payload },
  { name: 'a payload of one byte', jws: compact(encode(header), encode('1')), payload: encode('1') },
  { name: 'an empty payload', jws: compact(encode(header), ''), payload: '' },
];
const invalid = [
  { name: 'padding after the signature', jws: `${good}==` },
  { name: 'a space after the signature', jws: `${good} ` },
  { name: 'a space before the header', jws: ` ${good}` },
  {
    name: 'a line feed inside the signature',
    jws: good.replace(signature, `${signature.slice(0, 40)}\n${signature.slice(40)}`),
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((step) => ({
    name: `other spelling ${step} of the signature's last letter`,
    jws: good.slice(0, -1) + (alphabet[alphabet.indexOf(good.at(-1) ?? '') + step] ?? ''),
  })),
  { name: 'base64 letters in place of base64url', jws: good.replaceAll('-', '+').replaceAll('_', '/') },
  { name: 'a fourth part', jws: `${good}.` },
  { name: 'two parts', jws: good.slice(0, good.lastIndexOf('.')) },
  { name: 'a payload with padding, signed', jws: compact(encode(header), `${encode('12')}=`) },
  { name: 'a payload whose last letter has other bits, signed', jws: compact(encode(header), respell(encode('1'))) },
  { name: 'a header whose last letter has other bits, signed', jws: compact(respell(encode(header)), payload) },
  { name: 'an extra header member, signed', jws: withHeader(`${header.slice(0, -1)},"x":1}`) },
  { name: 'a critical header member, signed', jws: withHeader(`${header.slice(0, -1)},"crit":["x"],"x":1}`) },
  { name: 'a repeated header member, signed', jws: withHeader(`${header.slice(0, -1)},"typ":"${typ}"}`) },
  { name: 'header members in another order, signed', jws: withHeader(JSON.stringify({ typ, kid, alg: 'EdDSA' })) },
  { name: 'a space in the header, signed', jws: withHeader(header.replace(',', ', ')) },
  { name: 'a space after the header, signed', jws: withHeader(`${header} `) },
  { name: 'an escaped letter in the header, signed', jws: withHeader(header.replace('EdDSA', 'E\\u0064DSA')) },
  { name: 'the algorithm Ed25519 in place of EdDSA, signed', jws: withHeader(header.replace('EdDSA', 'Ed25519')) },
  { name: 'the kid in another spelling, signed', jws: withHeader(header.replace(kid, respell(kid))) },
  { name: 'no kid, signed', jws: withHeader(JSON.stringify({ alg: 'EdDSA', typ })) },
  { name: 'another typ, signed', jws: withHeader(header.replace(typ, 'etanche-epoch+jws')) },
  { name: 'the algorithm none', jws: `${encode(JSON.stringify({ alg: 'none', kid, typ }))}.${payload}.` },
  { name: 'another payload', jws: good.replace(payload, encode('{"sequence":2}')) },
];
// The header above ends at a multiple of three bytes when its last letter has no unused bits; such a case proves
// nothing.
if (header.length % 3 === 0) throw new Error('choose a typ whose header has unused bits');
if (new Set(invalid.map(({ jws }) => jws)).size !== invalid.length) throw new Error('a case is there twice');
const about =
  'Compact JWS of docs/protocol.md section 0, compact or as one signature of a general serialization. Base64url. Every invalid one is refused with signature_invalid, although most of them carry a true signature.';
writeFileSync(
  new URL('../../../vectors/jws.json', import.meta.url),
  `${JSON.stringify({ about, typ, publicKey: kid, valid, invalid }, null, 2)}\n`,
);
