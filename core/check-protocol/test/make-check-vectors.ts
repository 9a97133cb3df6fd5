import { argon2Sync, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/**
 * Writes vectors/check-terms.json and vectors/work.json with Node's Argon2 and SHA-256 only, independently of the code
 * under test.
 */
function fields(...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      return [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes];
    }),
  );
}

function sha256(message: Uint8Array): Buffer {
  return createHash('sha256').update(message).digest();
}

function write(name: string, vectors: unknown): void {
  writeFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
}

// --- check-terms.json
type Stretch = { algorithm: 'argon2id'; memoryKiB: number; passes: number; lanes: number };
const usual: Stretch = { algorithm: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 };

function term(indexId: string, kind: string, identifier: string, stretch: Stretch | null) {
  const salt = sha256(fields('etanche/v1/check/stretch-salt', indexId)).subarray(0, 16);
  const password = fields('etanche/v1/check/stretch', kind, identifier);
  const stretched = (asked: Stretch): Buffer =>
    argon2Sync('argon2id', {
      ...{ message: password, nonce: salt, tagLength: 32 },
      ...{ memory: asked.memoryKiB, passes: asked.passes, parallelism: asked.lanes },
    });
  const material = stretch === null ? Buffer.from(identifier) : stretched(stretch);
  const hex = (bytes: Buffer) => bytes.toString('hex');
  return {
    ...{ indexId, kind, identifier, stretch },
    ...(stretch === null ? {} : { salt: hex(salt), password: hex(password) }),
    material: hex(material),
    term: hex(fields('etanche/v1/check/term', indexId, kind, material)),
  };
}

const terms = [
  term('laboratoires.1', 'nir', '2790351215189/1979-03-28', usual),
  term('laboratoires.1', 'nir', '2790351215189/', usual),
  term('laboratoires.1', 'nir', '255082A168025/1955-00-00', { ...usual, memoryKiB: 64, passes: 3 }),
  term('laboratoires.2', 'nir', '2790351215189/1979-03-28', { ...usual, memoryKiB: 64 }),
  term('laboratoires.1', 'person', 'DELATOUR/ANNE/1979-03-28', { ...usual, memoryKiB: 256, passes: 1, lanes: 2 }),
  term('laboratoires.1', 'person', 'ΠΑΠΑΔΟΠΟΥΛΟΣ/ΕΛΕΝΗ/1979-03-00', { ...usual, memoryKiB: 64 }),
  term('laboratoires.1', 'email', 'jeanne@xn--hpital-ixa.example', null),
  term('laboratoires.1', 'phone', '+33612345678', { ...usual, memoryKiB: 8, passes: 1 }),
  term('laboratoires.1', 'code', '0000-0000-0000-0000-0', null),
  term('a.1000000', 'code', 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-D', null),
];
const wrong = [
  { name: 'Argon2i in place of Argon2id', stretch: { ...usual, algorithm: 'argon2i' } },
  { name: 'less memory than 8 KiB', stretch: { ...usual, memoryKiB: 7 } },
  { name: 'more memory than 1 GiB', stretch: { ...usual, memoryKiB: 1_048_577 } },
  { name: 'no pass', stretch: { ...usual, passes: 0 } },
  { name: '17 passes', stretch: { ...usual, passes: 17 } },
  { name: 'no lane', stretch: { ...usual, lanes: 0 } },
  { name: 'five lanes', stretch: { ...usual, lanes: 5 } },
  { name: 'passes as text', stretch: { ...usual, passes: '2' } },
  { name: 'a fraction of a pass', stretch: { ...usual, passes: 1.5 } },
  { name: 'another member', stretch: { ...usual, tagLength: 32 } },
];
write('check-terms', {
  about:
    'docs/protocol.md section 3.1. An identifier is the canonical text; salt, password, material and term are hexadecimal. A client refuses a manifest with any of the stretch parameters under `refused`.',
  terms,
  refused: wrong,
});

// --- work.json
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const stream = (name: string) => sha256(Buffer.from(name)).toString('base64url');
type Request = { keySet: string; elements: string[]; challenge: string };

function preimage({ keySet, elements, challenge }: Request, nonce: Buffer): Buffer {
  return fields('etanche/v1/work', keySet, ...elements, Buffer.from(challenge, 'base64url'), nonce);
}

function zeroBits(hash: Buffer): number {
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.indexOf('1');
}

/** The first nonce, counted from 0, that gives at least `from` and at most `to` zero bits. */
function solve(request: Request, from: number, to = 256): string {
  for (let i = 0n; ; i++) {
    const nonce = Buffer.alloc(8);
    nonce.writeBigUInt64BE(i);
    const found = zeroBits(sha256(preimage(request, nonce)));
    if (found >= from && found <= to) return nonce.toString('base64url');
  }
}

const one = { keySet: 'check/laboratoires.1', elements: [stream('element 1')], challenge: stream('challenge 1') };
const two = { ...one, elements: [stream('element 1'), stream('element 2')] };
const code = { ...one, keySet: 'check-code/laboratoires.1', challenge: stream('challenge 2') };
const show = (name: string, request: Request, bits: number, nonce: string) => {
  const bytes = preimage(request, Buffer.from(nonce, 'base64url'));
  const hash = sha256(bytes);
  return { name, ...request, bits, nonce, preimage: bytes.toString('hex'), hash: hash.toString('hex') };
};
const solved = [
  show('one element', one, 16, solve(one, 16)),
  show('two elements', two, 12, solve(two, 12)),
  show('a code', code, 9, solve(code, 9)),
  show('exactly as many bits as asked', code, 10, solve(code, 10, 10)),
  show('one bit', one, 1, solve(one, 1)),
];
const nonce = solve(one, 16);
const respelled = nonce.slice(0, -1) + (alphabet[alphabet.indexOf(nonce.at(-1) ?? '') + 1] ?? '');
const refused = [
  { name: 'one bit too few', ...code, bits: 10, nonce: solve(code, 9, 9) },
  { name: 'the nonce of another challenge', ...one, challenge: stream('challenge 2'), bits: 16, nonce },
  { name: 'the nonce of another key set', ...one, keySet: 'check/laboratoires.2', bits: 16, nonce },
  { name: 'another element', ...one, elements: [stream('element 2')], bits: 16, nonce },
  {
    name: 'the elements in another order',
    ...two,
    elements: two.elements.toReversed(),
    bits: 12,
    nonce: solve(two, 12),
  },
  { name: 'a nonce of seven bytes', ...one, bits: 16, nonce: nonce.slice(0, -1) },
  { name: 'a nonce whose last letter has other bits', ...one, bits: 16, nonce: respelled },
];
for (const { bits, nonce: tried, name, ...request } of refused.slice(0, 5)) {
  if (zeroBits(sha256(preimage(request, Buffer.from(tried, 'base64url')))) >= bits) throw new Error(`${name} is good`);
}
write('work', {
  about:
    'docs/protocol.md section 1.4. `elements`, `challenge` and `nonce` as in the request, base64url; preimage and hash are hexadecimal. The nonces are the first ones from 0 on, as eight bytes big-endian, but any nonce with enough zero bits is good. A vault answers `work_required` again, or `request_invalid`, to those under `refused`.',
  solved,
  refused,
});
