// Writes vectors/sealed-entry.json, bucket.json and manifest.json from docs/protocol.md with node:crypto only: a second
// implementation of the format, against which the tests hold the first. `node core/sealed-index/test/make-vectors.ts`
import { createCipheriv, createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha512', key).update(data).digest();
const label = (name: string) => `etanche/v1/sealed-index${name}`;
const text = (value: string) => new Uint8Array(Buffer.from(value));
const stream = (name: string, length: number) =>
  Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, (_, i) => sha256(text(`${name} ${i}`)))).subarray(
    0,
    length,
  );
const fields = (...parts: (string | Uint8Array)[]) =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      return [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes];
    }),
  );

function derive(indexId: string, y: Uint8Array) {
  const prk = hmac(fields(label(''), indexId), y);
  const expand = (name: string, length: number) =>
    hmac(prk, Buffer.concat([fields(label(name)), Buffer.of(1)])).subarray(0, length);
  return { locator: expand('/locator', 16), key: expand('/key', 32) };
}

function sealed(indexId: string, y: Uint8Array, counter: number, plaintext: Uint8Array): Buffer {
  const { locator, key } = derive(indexId, y);
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(counter, 8);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(fields(label('/entry'), indexId, locator));
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function plaintextOf(categories: bigint, details: [number, string][], size: number): Buffer {
  const head = Buffer.alloc(9);
  head[0] = 1;
  head.writeBigUInt64BE(categories, 1);
  const tail = details.flatMap(([id, value]) => [Buffer.of(id, Buffer.byteLength(value)), Buffer.from(value)]);
  const joined = Buffer.concat([head, ...tail]);
  return Buffer.concat([joined, Buffer.alloc(size - joined.length)]);
}

function write(name: string, vectors: unknown): void {
  writeFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');
const flip = (bytes: Uint8Array, at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));

// --- sealed-entry.json
const indexId = 'laboratoires.1';
const y = stream('y', 64);
const entries: { categories: bigint; details: [number, string][]; plaintextBytes: number }[] = [
  { categories: 0n, details: [], plaintextBytes: 16 },
  { categories: 0b1011n, details: [], plaintextBytes: 16 },
  { categories: (1n << 63n) | 1n, details: [], plaintextBytes: 9 },
  {
    categories: 5n,
    details: [
      [1, '2019'],
      [7, 'Morbihan – Vannes'],
    ],
    plaintextBytes: 48,
  },
  { categories: 1n, details: [[255, 'été']], plaintextBytes: 16 },
];
const good = plaintextOf(
  5n,
  [
    [2, 'ab'],
    [3, 'c'],
  ],
  20,
);
write('sealed-entry', {
  source: 'docs/protocol.md sections 2 and 3.2; bytes in hexadecimal, categories in decimal',
  derived: [indexId, 'x.12', 'laboratoires.2'].map((id) => {
    const { locator, key } = derive(id, y);
    return { indexId: id, y: hex(y), locator: hex(locator), key: hex(key) };
  }),
  entries: entries.map(({ categories, details, plaintextBytes }) => ({
    categories: String(categories),
    details: details.map(([id, value]) => ({ id, text: value })),
    plaintextBytes,
    plaintext: hex(plaintextOf(categories, details, plaintextBytes)),
  })),
  sealed: [0, 1, 65536].map((counter) => ({
    indexId,
    y: hex(y),
    counter,
    plaintext: hex(good),
    ciphertext: hex(sealed(indexId, y, counter, good)),
  })),
  malformed: [
    { name: 'empty', plaintext: '' },
    { name: 'shorter than a header', plaintext: hex(good.subarray(0, 8)) },
    { name: 'unknown version', plaintext: hex(Buffer.from([2, ...good.subarray(1)])) },
    { name: 'version 0', plaintext: hex(Buffer.from([0, ...good.subarray(1)])) },
    { name: 'padding is not zero', plaintext: hex(flip(good, 19)) },
    { name: 'detail runs past the end', plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(1, 9, 97, 98)])) },
    { name: 'detail without a length', plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(1)])) },
    { name: 'detail of no bytes', plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(1, 0, 2, 1, 97)])) },
    {
      name: 'details in descending order',
      plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(3, 1, 97, 2, 1, 97)])),
    },
    { name: 'a detail twice', plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(3, 1, 97, 3, 1, 97)])) },
    { name: 'text is not UTF-8', plaintext: hex(Buffer.concat([good.subarray(0, 9), Buffer.of(3, 1, 0xff)])) },
  ],
});

// --- bucket.json
const count = 3;
const perBucket = 4;
const plaintextBytes = 16;
const bucketOf = (locator: Uint8Array) => Number((Buffer.from(locator).readBigUInt64BE(0) * BigInt(count)) >> 64n);
const leaf = (data: Uint8Array) => sha256(Buffer.of(0), data);
const node = (left: Uint8Array, right: Uint8Array) => sha256(Buffer.of(1), left, right);

function buildIndex(id: string, people: { y: Buffer; categories: bigint }[]) {
  const buckets: Buffer[][] = Array.from({ length: count }, () => []);
  for (const person of people) {
    const { locator } = derive(id, person.y);
    const ciphertext = sealed(id, person.y, 0, plaintextOf(person.categories, [], plaintextBytes));
    buckets[bucketOf(locator)]?.push(Buffer.concat([locator.subarray(0, 8), ciphertext]));
  }
  const padded = buckets.map((bucket, number) => {
    for (let i = 0; bucket.length < perBucket; i++) {
      const candidate = stream(`padding ${id} ${number} ${i}`, 40);
      if (bucketOf(candidate) === number) bucket.push(candidate);
    }
    return Buffer.concat(bucket.sort((a, b) => a.compare(b)));
  });
  const [a = Buffer.alloc(0), b = Buffer.alloc(0), c = Buffer.alloc(0)] = padded;
  const root = node(node(leaf(a), leaf(b)), leaf(c));
  const files = [
    Buffer.concat([a, leaf(b), leaf(c)]),
    Buffer.concat([b, leaf(a), leaf(c)]),
    Buffer.concat([c, node(leaf(a), leaf(b))]),
  ];
  return { root, files };
}

const people = [3n, 5n, 6n, 9n, 64n].map((categories, i) => ({ y: stream(`person ${i}`, 64), categories }));
const index = buildIndex(indexId, people);
const older = buildIndex('laboratoires.0', people);
const stranger = stream('stranger', 64);
const place = (who: Uint8Array) => bucketOf(derive(indexId, who).locator);
const file = (number: number) => index.files[number] ?? Buffer.alloc(0);
const first = people[0] ?? { y: stranger, categories: 0n };
const own = place(first.y);
const ownFile = file(own);
const ownPrefix = derive(indexId, first.y).locator.subarray(0, 8);
const at = ownFile.indexOf(ownPrefix);
const neighbour = at === 0 ? 40 : 0;
const swappedEntries = Buffer.concat([ownFile.subarray(40, 80), ownFile.subarray(0, 40), ownFile.subarray(80)]);
write('bucket', {
  source: 'docs/protocol.md section 3.3; y and root in hexadecimal, files in base64url',
  index: 'laboratoires',
  version: 1,
  buckets: { count, entries: perBucket, plaintextBytes, root: b64(index.root) },
  paths: [
    { version: 1, number: 0, count: 1, path: 'v1/b/0.bin' },
    { version: 1, number: 2, count: 3, path: 'v1/b/2.bin' },
    { version: 3, number: 10, count: 16, path: 'v3/b/a.bin' },
    { version: 3, number: 10, count: 17, path: 'v3/b/0a.bin' },
    { version: 12, number: 500, count: 10000, path: 'v12/b/01f4.bin' },
  ],
  files: index.files.map(b64),
  found: people.map((person) => ({
    y: hex(person.y),
    bucket: place(person.y),
    file: b64(file(place(person.y))),
    categories: String(person.categories),
  })),
  notFound: [{ y: hex(stranger), bucket: place(stranger), file: b64(file(place(stranger))) }],
  couldNotCheck: [
    { name: 'locator prefix altered', file: flip(ownFile, at) },
    { name: 'ciphertext altered', file: flip(ownFile, at + 8) },
    { name: 'tag altered', file: flip(ownFile, at + 39) },
    { name: "a neighbour's entry altered", file: flip(ownFile, neighbour + 20) },
    { name: 'first hash of the audit path altered', file: flip(ownFile, perBucket * 40) },
    { name: 'last byte of the audit path altered', file: flip(ownFile, ownFile.length - 1) },
    { name: 'two entries exchanged', file: swappedEntries },
    { name: 'truncated by a byte', file: ownFile.subarray(0, -1) },
    { name: 'truncated by an entry', file: ownFile.subarray(40) },
    { name: 'without its audit path', file: ownFile.subarray(0, perBucket * 40) },
    { name: 'a byte too many', file: Buffer.concat([ownFile, Buffer.of(0)]) },
    { name: 'empty', file: Buffer.alloc(0) },
    { name: 'another bucket of the index', file: file((own + 1) % count) },
    { name: 'the same bucket of an older version', file: older.files[own] ?? Buffer.alloc(0) },
  ].map(({ name, file: bytes }) => ({ name, y: hex(first.y), file: b64(bytes) })),
});

// --- manifest.json
const keyOf = (name: string) => {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), stream(name, 32)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const kid = b64(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { key, kid };
};
type Signer = ReturnType<typeof keyOf>;
const operator = keyOf('operator');
const vaults = [1, 2, 3].map((i) => keyOf(`vault ${i}`));
const [vault1 = operator, vault2 = operator] = vaults;
// A key set that a client accepts: "2 of 3" of key-sets.json, computed by another program.
type Shares = { name: string; publicKey: string; shares: { index: number; publicKey: string }[] };
const published = JSON.parse(readFileSync(new URL('../../../vectors/key-sets.json', import.meta.url), 'utf8')) as {
  keySets: Shares[];
};
const elements = published.keySets.find(({ name }) => name === '2 of 3') ?? { publicKey: '', shares: [] };
const bilingual = (fr: string, en: string) => ({ fr, en });
const keySet = {
  id: 'check/laboratoires.2',
  suite: 'ristretto255-SHA512',
  threshold: 2,
  publicKey: elements.publicKey,
  shares: elements.shares.map(({ index: i, publicKey }) => ({
    index: i,
    publicKey,
    url: `https://vault-${i}.example`,
  })),
};
const manifest = {
  format: 'etanche/v1/check-manifest',
  index: 'laboratoires',
  version: 2,
  issuedAt: '2026-01-10T00:00:00Z',
  expiresAt: '2027-01-10T00:00:00Z',
  graceHours: 24,
  keySets: [keySet],
  vaults: [1, 2, 3].map((i) => ({ index: i, owner: `Coffre ${i} SARL`, jurisdiction: 'FR' })),
  kinds: [
    {
      kind: 'nir',
      keySet: keySet.id,
      stretch: { algorithm: 'argon2id', memoryKiB: 19456, passes: 2, lanes: 1 },
      withoutBirthDate: false,
    },
  ],
  count: 5,
  buckets: { count: 1, entries: 1000, plaintextBytes: 16, root: b64(stream('root', 32)) },
  leak: {
    title: bilingual('Fuite de test', 'Test leak'),
    summary: bilingual('', ''),
    controller: 'Laboratoire de test',
    legalBasis: 'RGPD art. 34',
    occurred: { from: '2020-01', to: '2020-10' },
    discovered: '2021-02-23',
    contact: { email: 'dpo@laboratoire.example' },
    categories: [{ bit: 0, key: 'identity', name: bilingual('Identité', 'Identity') }],
    details: [],
  },
};

type Header = Record<string, unknown>;
function jws(payload: string, signer: Signer, changed: Header = {}) {
  const header = b64(JSON.stringify({ alg: 'EdDSA', kid: signer.kid, typ: 'etanche-check-manifest+jws', ...changed }));
  return { protected: header, signature: b64(sign(null, Buffer.from(`${header}.${payload}`), signer.key)) };
}
const payloadOf = (change: object = {}) => b64(JSON.stringify({ ...manifest, ...change }));
const signedBy = (signers: Signer[], payload = payloadOf()) =>
  JSON.stringify({ payload, signatures: signers.map((signer) => jws(payload, signer)) });
const everyone = [operator, vault1, vault2];
const changed = (change: object) => signedBy(everyone, payloadOf(change));
const nir = manifest.kinds[0];
const forged = (header: Header) =>
  JSON.stringify({
    payload: payloadOf(),
    signatures: [jws(payloadOf(), operator, header), jws(payloadOf(), vault1), jws(payloadOf(), vault2)],
  });
const altered = JSON.stringify({ ...(JSON.parse(signedBy(everyone)) as object), payload: payloadOf({ count: 6 }) });

write('manifest', {
  source: 'docs/protocol.md section 3.4; `now` in milliseconds since the epoch, `file` is the text of manifest.json',
  trust: {
    index: 'laboratoires',
    operatorKey: operator.kid,
    threshold: 2,
    vaultKeys: vaults.map((vault) => vault.kid),
  },
  now: Date.parse('2026-06-01T00:00:00Z'),
  manifest,
  accepted: [
    { name: 'the operator and two vaults', file: signedBy(everyone) },
    { name: 'the operator and three vaults', file: signedBy([operator, ...vaults]) },
    { name: 'vaults in another order, and a stranger', file: signedBy([operator, keyOf('stranger'), vault2, vault1]) },
    { name: 'a vault twice, and another', file: signedBy([operator, vault1, vault1, vault2]) },
  ],
  couldNotCheck: [
    { name: 'signed by another operator', file: signedBy([keyOf('other operator'), vault1, vault2]) },
    { name: 'a vault in the place of the operator', file: signedBy([vault1, vault2, operator]) },
    { name: 'no cosignature', file: signedBy([operator]) },
    { name: 'one cosignature of the two that are needed', file: signedBy([operator, vault1]) },
    { name: 'the same vault twice', file: signedBy([operator, vault1, vault1]) },
    { name: 'a vault and a stranger', file: signedBy([operator, vault1, keyOf('stranger')]) },
    { name: 'the operator as a vault', file: signedBy([operator, operator, vault1]) },
    { name: 'payload altered after signing', file: altered },
    { name: 'a signature for another purpose', file: forged({ typ: 'etanche-key-set-statement+jws' }) },
    { name: 'another algorithm', file: forged({ alg: 'none' }) },
    { name: 'an extension that must be understood', file: forged({ crit: ['exp'], exp: 1 }) },
    { name: 'the key id of another', file: forged({ kid: vault1.kid }) },
    { name: 'expired', now: Date.parse('2027-01-10T00:00:00Z'), file: signedBy(everyone) },
    {
      name: 'of another index',
      file: changed({
        index: 'clinique',
        keySets: [{ ...keySet, id: 'check/clinique.2' }],
        kinds: [{ ...nir, keySet: 'check/clinique.2' }],
      }),
    },
    { name: 'of another format', file: changed({ format: 'etanche/v2/check-manifest' }) },
    { name: 'an unknown member', file: changed({ extra: 1 }) },
    {
      name: 'key sets of another version',
      file: changed({
        keySets: [{ ...keySet, id: 'check/laboratoires.1' }],
        kinds: [{ ...nir, keySet: 'check/laboratoires.1' }],
      }),
    },
    {
      name: 'a kind with a key set that is not there',
      file: changed({ kinds: [{ ...nir, kind: 'code', keySet: 'check-code/laboratoires.2', stretch: null }] }),
    },
    { name: 'a code under the key set of NIRs', file: changed({ kinds: [{ ...nir, kind: 'code', stretch: null }] }) },
    {
      name: 'fewer than 1,000 entries a bucket',
      file: changed({ count: 1500, buckets: { ...manifest.buckets, count: 2 } }),
    },
    { name: 'more entries than places', file: changed({ count: 1001 }) },
    {
      name: 'details that do not fit',
      file: changed({
        leak: { ...manifest.leak, details: [{ id: 1, name: bilingual('Année', 'Year'), maxBytes: 16 }] },
      }),
    },
    { name: 'expires before it is issued', file: changed({ issuedAt: '2027-02-01T00:00:00Z' }) },
    { name: 'a grace period of more than a week', file: changed({ graceHours: 169 }) },
    { name: 'no grace period', file: changed({ graceHours: undefined }) },
    { name: 'a vault whose owner is not named', file: changed({ vaults: manifest.vaults.slice(1) }) },
    {
      name: 'a jurisdiction that is no country',
      file: changed({ vaults: manifest.vaults.map((vault) => ({ ...vault, jurisdiction: 'France' })) }),
    },
    { name: 'not JSON', file: '{' },
    { name: 'a page of the host', file: '<!doctype html><title>404</title>' },
    { name: 'empty', file: '' },
  ],
});
