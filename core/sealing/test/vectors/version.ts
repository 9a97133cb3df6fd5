import { deflateRawSync } from 'node:zlib';
import { aes, fields, flip, hex, hkdf, id, join, label, sha256, stream, text, u32, u64, write } from '../reference.ts';
import { practice, alice, sam, practiceSecrets } from './people.ts';
import { scope, evaluated, erasure, scopeSecret, roleSecret, compartmentKey, place } from './scope.ts';

const zeros = Buffer.alloc(32);
type Made = {
  kind?: number;
  previous?: Uint8Array;
  bytes?: Uint8Array;
  deflated?: Uint8Array;
  plaintext?: (good: Buffer) => Buffer;
};
function version(name: string, made: Made = {}, over: object = {}, result = false) {
  const { kind = 1, previous = zeros, bytes = text('{"resourceType":"Observation","valueDecimal":1.00}') } = made;
  const numbers = [u32(place.version), u32(place.epoch)] as const;
  const aad = fields(label('object'), practice, scope, 'clinical', place.resource, ...numbers, place.author, u64(place.time));
  const message = fields(label('resource'), aad, previous, Buffer.of(kind), sha256(bytes));
  const content = join(Buffer.of(kind), previous, alice.author.sign(message), made.deflated ?? deflateRawSync(bytes));
  const classes = Array.from({ length: 14 }, (_, k) => [256 * 2 ** k, 384 * 2 ** k]).flat();
  const size = classes.find((each) => each >= content.length + 4) ?? 0;
  const good = join(u32(content.length), content, Buffer.alloc(size - content.length - 4));
  const salt = stream(`salt ${name}`, 32);
  const key = hkdf(compartmentKey, salt, fields(label('object'), place.resource, u32(place.version)));
  const ciphertext = aes(key, Buffer.alloc(12), aad, made.plaintext?.(good) ?? good);
  const hash = sha256(fields(label('version'), aad, salt, sha256(ciphertext)));
  const kinds = ['', 'resource', 'deletion', 'index', 'link', 'names'];
  const opened = { kind: kinds[kind], previous: hex(previous), bytes: hex(bytes), hash: hex(hash) };
  return { name, place, salt: hex(salt), sealed: hex(ciphertext), ...over, ...(result ? { opened } : {}) };
}
const fullUrl = 'urn:uuid:6e2ab4f4-2d1c-4a5e-9f0a-1c3b2d4e5f60';
const names = { names: [{ fullUrl, resource: place.resource }] };
const good = version('good', {}, {}, true);
write('version', {
  source: 'docs/protocol.md sections 7.3 and 7.4; bytes in hexadecimal. What has no `opened` is refused',
  scopes: [
    {
      scopeRoot: hex(practiceSecrets.scopeRoot),
      practice,
      purpose: 'scope',
      scope,
      input: hex(fields(label('scope/input'), practice, scope, scopeSecret)),
    },
  ],
  evaluated: hex(evaluated),
  erasure: hex(erasure),
  roleSecret: hex(roleSecret),
  authors: { [alice.member]: hex(alice.author.publicKey) },
  versions: [
    good,
    version('a deletion', { kind: 2, bytes: new Uint8Array(0), previous: stream('previous', 32) }, {}, true),
    version('the index of the scope', { kind: 3, bytes: text('{"cardKey":"…","postings":[]}') }, {}, true),
    version('a link', { kind: 4, bytes: stream('link', 96) }, {}, true),
    version('full URLs of resources', { kind: 5, bytes: text(JSON.stringify(names)) }, {}, true),
    version('of another size class', { bytes: text(JSON.stringify(hex(stream('long', 700)))) }, {}, true),
    version('altered', {}, { sealed: hex(flip(Buffer.from(good.sealed, 'hex'), 9)) }),
    version('another salt', {}, { salt: hex(stream('x', 32)) }),
    version('another version', {}, { place: { ...place, version: 2 } }),
    version('another resource', {}, { place: { ...place, resource: id('x') } }),
    version('another time', {}, { place: { ...place, time: place.time + 1 } }),
    version('a time that is no integer', {}, { place: { ...place, time: place.time + 0.5 } }),
    version('a time before 1970', {}, { place: { ...place, time: -1 } }),
    version('another author', {}, { place: { ...place, author: sam.member } }),
    version('an unknown kind', { kind: 6 }),
    version('a deletion of something', { kind: 2 }),
    version('a resource of nothing', { bytes: new Uint8Array(0) }),
    version('a signature of other bytes', { deflated: deflateRawSync(text('{}')) }),
    version('bytes behind the compressed stream', {
      deflated: join(deflateRawSync(text('{"resourceType":"Observation","valueDecimal":1.00}')), Buffer.of(0)),
    }),
    version('a bomb', { bytes: Buffer.alloc(2_000_001) }),
    version('padding that is not zero', { plaintext: (plain) => flip(plain, -1) }),
    version('a length past the end', { plaintext: (plain) => join(u32(plain.length), plain.subarray(4)) }),
    version('a length of nothing', { plaintext: (plain) => join(u32(0), plain.subarray(4)) }),
    version('no size class', { plaintext: (plain) => join(plain, Buffer.alloc(1)) }),
    version('a size class too large', { plaintext: (plain) => join(plain, Buffer.alloc(plain.length)) }),
  ],
});

