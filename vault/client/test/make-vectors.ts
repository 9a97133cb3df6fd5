import { createPrivateKey, createPublicKey, hash as digest, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { EvaluationRequest, Oprf, VOPRFServer, type Group, type Scalar } from '@cloudflare/voprf-ts';
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble';

/**
 * Writes vectors/evaluation.json with Cloudflare's implementation of RFC 9497, and vectors/statements.json and
 * vectors/manifest-log.json with Node's cryptography, without any of the code under test. The shares are those of `2 of
 * 3` in vectors/key-sets.json.
 */
type KeySetVector = {
  name: string;
  keySet: string;
  shares: { index: number; secret: string; publicKey: string }[];
  key: string;
  publicKey: string;
};
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'));
const { keySets } = read('key-sets') as { keySets: KeySetVector[] };
const found = keySets.find(({ name }) => name === '2 of 3');
if (found === undefined) throw new Error('no key set of 2 of 3');
const vector = found;

const suite = Oprf.Suite.RISTRETTO255_SHA512;
const group: Group = Oprf.getGroup(suite, CryptoNoble);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const stream = (name: string): Uint8Array => Uint8Array.from(Buffer.from(digest('sha512', name, 'hex'), 'hex'));
const scalar = async (name: string): Promise<Scalar> => group.hashToScalar(stream(name), stream('vectors'));

/** Cloudflare's server with a fixed proof nonce. */
class FixedServer extends VOPRFServer {
  constructor(secret: string, name: string) {
    super(suite, Uint8Array.from(Buffer.from(secret, 'hex')), CryptoNoble);
    this.prover.randomScalar = async () => scalar(`nonce ${name}`);
  }
}

function request(elements: readonly Uint8Array[]): EvaluationRequest {
  const bytes = Uint8Array.from([0, elements.length, ...elements.flatMap((element) => [...element])]);
  return EvaluationRequest.deserialize(suite, bytes, CryptoNoble);
}

async function answerOf(index: number, secret: string, elements: readonly Uint8Array[], name: string) {
  const evaluation = await new FixedServer(secret, `${name} ${index}`).blindEvaluate(request(elements));
  return {
    keySet: vector.keySet,
    index,
    elements: evaluation.evaluated.map((element) => b64(element.serialize(true))),
    proof: b64(evaluation.proof?.serialize() ?? new Uint8Array(0)),
  };
}

async function evaluate(name: string, inputs: readonly Uint8Array[]) {
  const whole = new VOPRFServer(suite, Uint8Array.from(Buffer.from(vector.key, 'hex')), CryptoNoble);
  const dst = Buffer.concat([Buffer.from('HashToGroup-OPRFV1-'), Buffer.of(1), Buffer.from('-ristretto255-SHA512')]);
  const blinds: Scalar[] = [];
  const elements: Uint8Array[] = [];
  for (const [i, input] of inputs.entries()) {
    const blind = await scalar(`blind ${name} ${i}`);
    blinds.push(blind);
    elements.push((await group.hashToGroup(input, Uint8Array.from(dst))).mul(blind).serialize(true));
  }
  const answers = [];
  for (const { index, secret } of vector.shares) answers.push(await answerOf(index, secret, elements, name));
  const combined = await whole.blindEvaluate(request(elements));
  const outputs = [];
  for (const input of inputs) outputs.push(hex(await whole.evaluate(input)));
  return {
    name,
    inputs: inputs.map(hex),
    blinds: blinds.map((blind) => hex(blind.serialize())),
    elements: elements.map(b64),
    answers,
    combined: combined.evaluated.map((element) => b64(element.serialize(true))),
    outputs,
  };
}

// --- evaluation.json
const published = {
  ...{ id: vector.keySet, suite: 'ristretto255-SHA512', threshold: 2, publicKey: vector.publicKey },
  shares: vector.shares.map(({ index, publicKey }) => ({ index, publicKey, url: `https://vault${index}.example` })),
};
const text = (value: string) => new TextEncoder().encode(value);
const term = Uint8Array.from(
  Buffer.from('0015' + hex(text('etanche/v1/check/term')) + '000e' + hex(text('laboratories.1')), 'hex'),
);
const evaluations = [
  await evaluate('one input', [term]),
  await evaluate('the empty input', [new Uint8Array(0)]),
  await evaluate('three inputs in one proof', [text('a'), text('b'), text('é'.repeat(500))]),
  await evaluate(
    'twenty inputs, the most of a stranger',
    Array.from({ length: 20 }, (_, i) => text(`input ${i}`)),
  ),
];
const [first, , three] = evaluations;
if (first === undefined || three === undefined) throw new Error('nothing evaluated');
const [answer, other] = three.answers;
const [secondShare] = vector.shares.slice(1);
if (answer === undefined || other === undefined || secondShare === undefined) throw new Error('no answers');
const proofOf = (text64: string) => Buffer.from(text64, 'base64url');
const flip = (proof: string, at: number) => b64(proofOf(proof).map((byte, i) => (i === at ? byte ^ 1 : byte)));
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (bytes: Buffer) => BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`);
const unreduced = (proof: string) => {
  const s = (littleEndian(proofOf(proof).subarray(32)) + order).toString(16).padStart(64, '0');
  return b64(Buffer.concat([proofOf(proof).subarray(0, 32), Buffer.from(s, 'hex').reverse()]));
};
const [e0 = '', e1 = '', e2 = ''] = answer.elements;
const elsewhere = await answerOf(
  1,
  secondShare.secret,
  three.elements.map(proofOf).map((e) => Uint8Array.from(e)),
  'x',
);
const refused = [
  { name: 'first byte of the proof altered', answer: { ...answer, proof: flip(answer.proof, 0) } },
  { name: 'last half of the proof altered', answer: { ...answer, proof: flip(answer.proof, 40) } },
  { name: 'a response that is not reduced', answer: { ...answer, proof: unreduced(answer.proof) } },
  { name: 'a proof of 63 bytes', answer: { ...answer, proof: b64(proofOf(answer.proof).subarray(1)) } },
  { name: 'the proof of another vault', answer: { ...answer, proof: other.proof } },
  { name: 'the answer of another vault under this index', answer: { ...other, index: 1 } },
  { name: 'another share key, with its true proof', answer: elsewhere },
  { name: 'another index', answer: { ...answer, index: 2 } },
  { name: 'another key set', answer: { ...answer, keySet: 'check/laboratories.2' } },
  { name: 'two elements exchanged', answer: { ...answer, elements: [e1, e0, e2] } },
  { name: 'an element missing', answer: { ...answer, elements: [e0, e1] } },
  { name: 'an element too many', answer: { ...answer, elements: [...answer.elements, e2] } },
  { name: 'the identity as an element', answer: { ...answer, elements: [b64(new Uint8Array(32)), e1, e2] } },
  { name: 'an element that is no encoding', answer: { ...answer, elements: [b64(Buffer.alloc(32, 255)), e1, e2] } },
  { name: 'an element in padded base64', answer: { ...answer, elements: [`${e0}=`, e1, e2] } },
  { name: 'a member too many', answer: { ...answer, extra: 1 } },
  { name: 'the evaluation of other inputs', answer: first.answers[0] },
];
const about =
  'docs/protocol.md section 1.3. Key set, elements and proofs are base64url as on the wire; inputs, blinds, key and outputs are hexadecimal. `key` is f(0), which exists nowhere in operation; the vaults’ secrets are in key-sets.json (2 of 3). Any two answers of an evaluation give `combined` and `outputs`. Each answer under `refused` is vault 1’s to the evaluation named in `refusedOf`, and a failure of that vault.';
write('evaluation', { about, keySet: published, key: vector.key, evaluations, refusedOf: three.name, refused });

// --- statements.json
function signer(index: number) {
  const seed = stream(`signing key ${index}`).subarray(0, 32);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { key, kid: createPublicKey(key).export({ format: 'jwk' }).x ?? '' };
}
const signers = [1, 2, 3].map(signer);
const stranger = signer(9);

function jws(by: ReturnType<typeof signer>, typ: string, payload: unknown): string {
  const header = b64(JSON.stringify({ alg: 'EdDSA', kid: by.kid, typ }));
  const body = b64(JSON.stringify(payload));
  return `${header}.${body}.${b64(sign(null, Buffer.from(`${header}.${body}`), by.key))}`;
}

const keySetTyp = 'etanche-key-set-statement+jws';
const vaultTyp = 'etanche-vault-statement+jws';
const shareOf = (index: number) => ({
  keySet: vector.keySet,
  suite: 'ristretto255-SHA512',
  vaults: 3,
  threshold: 2,
  index,
  publicKey: vector.shares[index - 1]?.publicKey ?? '',
});
const ownerOf = (index: number) => ({
  ...{ index, vaults: 3, threshold: 2, suite: 'ristretto255-SHA512' },
  ...{ owner: ['Association du Port', 'Coopérative des Îles', 'Hub SARL'][index - 1] ?? '', jurisdiction: 'FR' },
  trial: false,
});
const by = (index: number) => signers[index - 1] ?? stranger;
const good = [1, 2, 3].map((index) => jws(by(index), keySetTyp, shareOf(index)));
const with2 = (second: string) => [good[0] ?? '', second, good[2] ?? ''];
const states = (change: object) => with2(jws(by(2), keySetTyp, { ...shareOf(2), ...change }));
const own = (index: number, change: object) => ({
  index,
  jws: jws(by(index), vaultTyp, { ...ownerOf(index), ...change }),
});
const without = (member: string) => Object.fromEntries(Object.entries(ownerOf(1)).filter(([name]) => name !== member));
write('statements', {
  about:
    'docs/protocol.md sections 1.5 and 4. Compact JWS by the vaults of `federation`. The three statements of a key set together give `keySet`; a client refuses each set of three under `keySetRefused` and each vault statement under `vaultRefused`. `owners` are the owners of vaults 1, 2, … and the indexes of those who declare another one’s owner.',
  federation: {
    threshold: 2,
    vaults: signers.map(({ kid }, i) => ({ index: i + 1, url: `https://vault${i + 1}.example`, signingKey: kid })),
  },
  keySet: published,
  keySetStatements: good,
  keySetRefused: [
    { name: 'one by another key', statements: with2(jws(stranger, keySetTyp, shareOf(2))) },
    { name: 'one by another vault', statements: with2(jws(by(3), keySetTyp, shareOf(2))) },
    { name: 'one that another vault made of itself', statements: with2(good[2] ?? '') },
    { name: 'one for another purpose', statements: with2(jws(by(2), vaultTyp, shareOf(2))) },
    { name: 'one altered', statements: with2((good[1] ?? '').replace('.e', '.f')) },
    { name: 'a key set of another version', statements: states({ keySet: 'check/laboratories.2' }) },
    { name: 'another suite', statements: states({ suite: 'P256-SHA256' }) },
    { name: 'another number of vaults', statements: states({ vaults: 5 }) },
    { name: 'another threshold', statements: states({ threshold: 3 }) },
    { name: 'another index', statements: states({ index: 3 }) },
    { name: 'an index out of range', statements: states({ index: 10 }) },
    { name: 'a share off the polynomial', statements: states({ publicKey: vector.shares[0]?.publicKey }) },
    { name: 'a share that is the identity', statements: states({ publicKey: b64(new Uint8Array(32)) }) },
    { name: 'a share that is no encoding', statements: states({ publicKey: b64(Buffer.alloc(32, 255)) }) },
    { name: 'an additional member', statements: states({ extra: 1 }) },
  ],
  vaultStatements: [
    { ...own(1, {}), statement: ownerOf(1) },
    { ...own(2, {}), statement: ownerOf(2) },
    { ...own(3, { trial: true }), statement: { ...ownerOf(3), trial: true } },
    { ...own(1, { owner: '株式会社' }), statement: { ...ownerOf(1), owner: '株式会社' } },
    { ...own(1, { owner: 'x'.repeat(120) }), statement: { ...ownerOf(1), owner: 'x'.repeat(120) } },
    { ...own(2, { jurisdiction: 'CH' }), statement: { ...ownerOf(2), jurisdiction: 'CH' } },
  ],
  vaultRefused: [
    { name: 'by another key', index: 1, jws: jws(stranger, vaultTyp, ownerOf(1)) },
    { name: 'for another purpose', index: 1, jws: jws(by(1), keySetTyp, ownerOf(1)) },
    { name: 'by another vault about itself', index: 1, jws: jws(by(1), vaultTyp, ownerOf(2)) },
    { name: 'without an owner', index: 1, jws: jws(by(1), vaultTyp, without('owner')) },
    { name: 'without a jurisdiction', index: 1, jws: jws(by(1), vaultTyp, without('jurisdiction')) },
    { name: 'without trial', index: 1, jws: jws(by(1), vaultTyp, without('trial')) },
    { name: 'an empty owner', ...own(1, { owner: '' }) },
    { name: 'space around the owner', ...own(1, { owner: ' Hub' }) },
    { name: 'an owner of 121 characters', ...own(1, { owner: 'x'.repeat(121) }) },
    { name: 'a country in small letters', ...own(1, { jurisdiction: 'fr' }) },
    { name: 'a country in words', ...own(1, { jurisdiction: 'France' }) },
    { name: 'a trial that is no boolean', ...own(1, { trial: 'yes' }) },
    { name: 'another number of vaults', ...own(1, { vaults: 5 }) },
    { name: 'another threshold', ...own(1, { threshold: 1 }) },
    { name: 'an additional member', ...own(1, { extra: 1 }) },
  ],
  owners: [
    { owners: ['Association du Port', 'Coopérative des Îles', 'Hub'], shared: [] },
    { owners: ['Association du Port', 'Coopérative des Îles', 'Association du Port'], shared: [1, 3] },
    { owners: ['Coopérative des Îles', 'COOPERATIVE  DES ILES', 'Hub'], shared: [1, 2] },
    { owners: ['S.A.R.L. Hub', 'SARL Hub', 'sarl-hub'], shared: [1, 2, 3] },
  ],
});

// --- manifest-log.json
const operator = signer(8);
const { manifest: published2 } = read('manifest') as { manifest: { index: string; issuedAt: string } };
const issued = Date.parse(published2.issuedAt);
const hour = 3_600_000;
const nonce = b64(stream('nonce').subarray(0, 16));
const manifestTyp = 'etanche-check-manifest+jws';

/**
 * manifest.json's manifest, version 2 with 24 hours of grace, optionally changed, signed by the operator or another
 * key.
 */
function shown(change: object = {}, owner = operator): string {
  const payload = b64(JSON.stringify({ ...published2, ...change }));
  const header = b64(JSON.stringify({ alg: 'EdDSA', kid: owner.kid, typ: manifestTyp }));
  const signature = b64(sign(null, Buffer.from(`${header}.${payload}`), owner.key));
  return JSON.stringify({ payload, signatures: [{ protected: header, signature }] });
}

const sha256Of = (text: string): string => b64(Buffer.from(digest('sha256', text, 'hex'), 'hex'));
const line = { version: 2, sha256: sha256Of(JSON.stringify(published2)), signedAt: issued + hour, graceHours: 24 };
const over = issued + 25 * hour;
const log = (change: object = {}, owner = by(1), typ = 'etanche-manifest-log+jws') =>
  jws(owner, typ, { index: published2.index, nonce, now: over, manifests: [line], ...change });
write('manifest-log', {
  about:
    'docs/protocol.md section 3.4, of a federation of one vault. A client that has version `version` of `index` asks with `nonce`, gets `log`, and where it asks on, `manifest` (the text). `newer` is the version that shows its own to be too old, or null; the vault’s answers under `refused` are failures of that vault.',
  index: published2.index,
  version: 1,
  nonce,
  trust: { index: published2.index, operatorKey: operator.kid, threshold: 1, vaultKeys: [by(1).kid] },
  answers: [
    { name: 'the grace period ends now', log: log(), manifest: shown(), newer: 2 },
    { name: 'long ago', log: log({ now: over + 1000 * hour }), manifest: shown(), newer: 2 },
    { name: 'a millisecond too early', log: log({ now: over - 1 }), newer: null },
    { name: 'no manifest', log: log({ manifests: [] }), newer: null },
    { name: 'the same version', log: log({ manifests: [{ ...line, version: 1 }] }), newer: null },
    {
      name: 'a longer grace period in the manifest than in the log',
      log: log({ manifests: [{ ...line, graceHours: 0 }], now: issued + 2 * hour }),
      manifest: shown(),
      newer: null,
    },
    {
      name: 'a third version whose grace period is not over',
      log: log({ manifests: [line, { ...line, version: 3, signedAt: over }] }),
      manifest: shown(),
      newer: 2,
    },
  ],
  refused: [
    { name: 'by another key', log: log({}, stranger) },
    { name: 'for another purpose', log: log({}, by(1), vaultTyp) },
    { name: 'with another nonce', log: log({ nonce: b64(stream('other nonce').subarray(0, 16)) }) },
    { name: 'about another index', log: log({ index: 'clinique' }) },
    { name: 'without a time', log: log({ now: undefined }) },
    { name: '21 manifests', log: log({ manifests: Array.from({ length: 21 }, () => line) }) },
    { name: 'a grace period of 169 hours', log: log({ manifests: [{ ...line, graceHours: 169 }] }) },
    { name: 'a manifest by another operator', log: log(), manifest: shown({}, stranger) },
    { name: 'a manifest of another version', log: log(), manifest: shown({ version: 3 }) },
    { name: 'a manifest of another index', log: log(), manifest: shown({ index: 'clinique' }) },
    { name: 'a malformed manifest', log: log(), manifest: shown({ graceHours: 169 }) },
  ],
});

// --- page-hashes.json
const pagesTyp = 'etanche-page-hashes+jws';
const pageFiles = [
  { path: '/approvals', mediaType: 'text/html', text: '<!doctype html><title>Coffre 1</title>\n' },
  { path: '/approvals/page/main.js', mediaType: 'text/javascript', text: "import './texte-é.js';\n" },
  { path: '/approvals/page/style.css', mediaType: 'text/css', text: '' },
];
const listed = pageFiles.map(({ path, text }) => ({ path, sha256: sha256Of(text) }));
const pages = (change: object = {}, owner = by(1), typ = pagesTyp) =>
  jws(owner, typ, { index: 1, files: listed, ...change });
const otherText = (at: number) =>
  pageFiles.map((file, i) => (i === at ? { ...file, text: `${file.text} ` } : file)).map(({ text }) => text);
const texts = pageFiles.map(({ text }) => text);
write('page-hashes', {
  about:
    'docs/protocol.md section 4. What vault 1 signs about its approvals page (`hashes`, a compact JWS by `signingKey`), and what it serves: `texts` are those of `files`, in their order, as UTF-8; null is a file that is not there. `altered` are the paths whose served bytes are not the signed ones. A list under `refused` is a failure of the vault.',
  signingKey: by(1).kid,
  files: pageFiles,
  answers: [
    { name: 'as it is signed', hashes: pages(), texts, altered: [] },
    { name: 'a space at the end of the script', hashes: pages(), texts: otherText(1), altered: [pageFiles[1]?.path] },
    {
      name: 'the style is not there',
      hashes: pages(),
      texts: [...texts.slice(0, 2), null],
      altered: [pageFiles[2]?.path],
    },
    {
      name: 'no file of the list is the served one',
      hashes: pages(),
      texts: ['a', 'b', 'c'],
      altered: pageFiles.map(({ path }) => path),
    },
  ],
  refused: [
    { name: 'by another key', hashes: pages({}, stranger) },
    { name: 'for another purpose', hashes: pages({}, by(1), vaultTyp) },
    { name: 'no file', hashes: pages({ files: [] }) },
    { name: 'no index', hashes: pages({ index: undefined }) },
    { name: 'an index out of range', hashes: pages({ index: 0 }) },
    { name: 'a file outside the page', hashes: pages({ files: [{ path: '/v1/vault', sha256: listed[0]?.sha256 }] }) },
    { name: 'a path of two hosts', hashes: pages({ files: [{ path: '/approvals?x', sha256: listed[0]?.sha256 }] }) },
    { name: 'a hash in hexadecimal', hashes: pages({ files: [{ path: '/approvals', sha256: 'a'.repeat(64) }] }) },
    {
      name: 'a hash with another last letter',
      hashes: pages({ files: [{ path: '/approvals', sha256: `${'A'.repeat(42)}B` }] }),
    },
    { name: 'an additional member', hashes: pages({ extra: 1 }) },
  ],
});

function write(name: string, vectors: unknown): void {
  writeFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
}
