import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import { blindElements, combineAndUnblind, decodeElement, elementFor, nobleGroup } from '@etanche/core-oprf';
import type { PackPlace } from '@etanche/core-records-protocol';
import { describe, expect, test } from 'vitest';
import {
  compartmentKey,
  elementOutput,
  encodeLink,
  linkId,
  makeBatch,
  noPrevious,
  openBatch,
  openEpoch,
  openPacks,
  parseLink,
  sealedDigest,
  sealPack,
  verifyBatch,
  type ScopePurpose,
  type SecretRole,
  type SealedPack,
} from '../src/index.ts';
import {
  argumentInvalid,
  asked,
  cannotOpen,
  counted,
  failure,
  hex,
  id,
  named,
  outcome,
  someKeySets,
  readVectors,
  signer,
  toHex,
} from './fixtures.ts';

type Place = { practice: string; purpose: ScopePurpose; scope: string };
type Vectors = {
  practice: string;
  key: string;
  publicKey: string;
  draw: string;
  element: string;
  evaluated: string;
  outputs: (Place & { name: string; element: string; evaluated: string; output?: string })[];
  importers: Record<string, string>;
  batches: {
    name: string;
    practice: string;
    batch: string;
    jws: string;
    role: SecretRole;
    roleSecret: string;
    secret?: string;
  }[];
  erasure: string;
  packs: {
    name: string;
    place: PackPlace;
    element: string;
    evaluated: string;
    batchSecret: string;
    list: string;
    salt: string;
    sealed: string;
    opened?: { bytes: string; hash: string };
  }[];
  links: { scope: string; element: string; id: string }[];
};
const vectors = readVectors('imported') as Vectors;
const random = counted('imported');
const importers = (member: string): readonly Bytes[] => {
  const author = vectors.importers[member];
  return author === undefined ? [] : [hex(author)];
};
const elementInvalid = failure('element_invalid');

describe('vectors', () => {
  test('an importer computes an element and its evaluation from random bytes and the public key', () => {
    const made = elementFor(nobleGroup, hex(vectors.publicKey), () => hex(vectors.draw));
    expect(toHex(made.element)).toBe(vectors.element);
    expect(toHex(made.evaluated)).toBe(vectors.evaluated);
    expect(toHex(nobleGroup.multiply(made.element, hex(vectors.key)))).toBe(vectors.evaluated);
  });

  test.each(vectors.outputs)('output: $name', async ({ element, evaluated, output, ...place }) => {
    const opened = Promise.resolve().then(async () => {
      const [r, z] = [decodeElement(nobleGroup, hex(element)), decodeElement(nobleGroup, hex(evaluated))];
      return toHex(await elementOutput(place, r, z));
    });
    expect(await outcome(opened)).toEqual(output === undefined ? { code: 'element_invalid' } : { value: output });
  });

  test.each(vectors.batches)('batch: $name', async ({ practice, batch, jws, role, roleSecret, secret }) => {
    const opened = verifyBatch({ practice, batch }, jws, importers).then((verified) =>
      openBatch(verified, role, hex(roleSecret)),
    );
    expect(await outcome(opened.then(toHex))).toEqual(asked(secret));
  });

  test.each(vectors.packs)('pack: $name', async ({ place, element, evaluated, batchSecret, opened, ...made }) => {
    const n = await elementOutput({ ...place, purpose: 'scope' }, hex(element), hex(evaluated));
    const key = await compartmentKey(place, n, hex(vectors.erasure), hex(batchSecret));
    const content = { salt: hex(made.salt), sealed: hex(made.sealed) };
    const digest = await sealedDigest(content.salt, content.sealed);
    const pack: SealedPack = { place, list: hex(made.list), digest, content };
    const result = openPacks([pack], [], () => key).then(([version]) => ({
      bytes: toHex(version?.bytes ?? new Uint8Array()),
      hash: toHex(version?.hash ?? new Uint8Array()),
    }));
    expect(await outcome(result)).toEqual(asked(opened));
  });

  test.each(vectors.links)(
    'the id of the link of $element in $scope is that of the vector',
    async ({ scope, element, id: expected }) => {
      expect(await linkId(vectors.practice, scope, hex(element))).toBe(expected);
    },
  );
});

describe('a writer who may not read', () => {
  const key = nobleGroup.reduce(named('a key', 64));
  const publicKey = nobleGroup.multiplyBase(key);
  const place = { practice: id('practice'), purpose: 'scope', scope: id('patient') } as const;

  test('a reader opens an importer’s pack after one evaluation of the blinded element', async () => {
    const made = elementFor(nobleGroup, publicKey, (length) => Uint8Array.from(random(length)));
    const blinded = blindElements(nobleGroup, [made.element], (length) => Uint8Array.from(random(length)));
    expect(blinded.elements[0]).not.toEqual(made.element);
    const answers = [{ index: 1, elements: blinded.elements.map((one) => nobleGroup.multiply(one, key)) }];
    const [evaluated] = combineAndUnblind(nobleGroup, blinded.blinds, answers);
    expect(evaluated).toEqual(made.evaluated);
    const [written, read] = await Promise.all([
      elementOutput(place, made.element, made.evaluated),
      elementOutput(place, made.element, evaluated ?? new Uint8Array()),
    ]);
    expect(read).toEqual(written);
  });

  test('an importer overwrites the scalar, and never draws the same element twice', () => {
    const drawn: Bytes[] = [];
    const watched = {
      ...nobleGroup,
      reduce: (wide: Bytes) => (drawn.push(nobleGroup.reduce(wide)), drawn.at(-1) as Bytes),
    };
    const source = (length: number) => Uint8Array.from(random(length));
    const [one, two] = [elementFor(watched, publicKey, source), elementFor(watched, publicKey, source)];
    expect(one.element).not.toEqual(two.element);
    expect(drawn).toHaveLength(2);
    expect(drawn.every((scalar) => scalar.every((byte) => byte === 0))).toBe(true);
  });

  test('a public key that is not an element is rejected', () => {
    const source = (length: number) => Uint8Array.from(random(length));
    for (const bad of [new Uint8Array(32), hex(`edff${'ff'.repeat(29)}7f`)]) {
      expect(() => elementFor(nobleGroup, bad, source)).toThrow(elementInvalid);
    }
  });

  test('an importer’s pack does not open under a key without its seal or with another seal', async () => {
    const seal = { element: toBase64url(named('element', 32)), batch: id('batch') };
    const at = { practice: id('practice'), scope: id('patient'), compartment: 'identity', epoch: 1 } as const;
    const secrets = [named('n', 64), named('erasure', 32), named('batch reception', 32)] as const;
    const numbers = { sequence: 1, number: 0, time: 1_790_000_000_000, carries: false };
    const place: PackPlace = { ...at, ...numbers, author: id('importer'), seal };
    const key = await compartmentKey({ ...at, seal }, ...secrets);
    const content = { kind: 'resource', previous: noPrevious, bytes: utf8('{}') } as const;
    const versions = [{ resource: id('r'), version: 1, ...content }];
    const { pack } = await sealPack(key, place, versions, random);
    expect((await openPacks([pack], [], () => key))[0]?.bytes).toEqual(content.bytes);
    for (const other of [undefined, { ...seal, batch: id('x') }, { ...seal, element: toBase64url(named('x', 32)) }]) {
      const wrong = await compartmentKey({ ...at, ...(other && { seal: other }) }, ...secrets);
      await expect(openPacks([pack], [], () => wrong)).rejects.toThrow(cannotOpen);
      await expect(sealPack(wrong, place, versions, random)).rejects.toThrow(argumentInvalid);
    }
  });
});

describe('a batch', () => {
  test('a batch opens only with the role secrets of its epoch', async () => {
    const practice = id('practice');
    const opener = { member: id('alice'), grant: await signer('alice') };
    const keySets = someKeySets();
    const epoch = await openEpoch(practice, opener, 0, { keySets }, random);
    const next = await openEpoch(practice, opener, 1, epoch, random);
    const author = await signer('importer');
    const made = await makeBatch(epoch.epoch, id('batch'), { member: id('importer'), author }, random);
    const place = { practice, batch: id('batch') };
    const batch = await verifyBatch(place, made.jws, () => [author.publicKey]);
    expect(await openBatch(batch, 'care', epoch.secrets.care)).toEqual(made.secrets.care);
    expect(await openBatch(batch, 'reception', epoch.secrets.reception)).toEqual(made.secrets.reception);
    for (const wrong of [next.secrets.care, epoch.secrets.reception]) {
      await expect(openBatch(batch, 'care', wrong)).rejects.toThrow(cannotOpen);
    }
    await expect(verifyBatch(place, made.jws, () => [])).rejects.toThrow(cannotOpen);
  });
});

describe('a link', () => {
  test('parsing is the inverse of encoding a link, and other lengths are rejected', () => {
    const link = { element: named('element', 32), output: named('output', 64) };
    expect(parseLink(encodeLink(link))).toEqual(link);
    for (const length of [0, 95, 97]) expect(() => parseLink(new Uint8Array(length))).toThrow(cannotOpen);
    expect(() => encodeLink({ ...link, output: named('output', 63) })).toThrow(argumentInvalid);
  });
});
