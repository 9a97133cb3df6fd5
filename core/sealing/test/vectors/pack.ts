import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { dictionary, encodeEntry, pack, packEncoded, type Entry, type Made, type Place } from '../packs-reference.ts';
import { b64, fields, flip, hex, id, join, jws, label, stream, text, u32, write } from '../reference.ts';
import { alice, other, practice, practiceSecrets, sam } from './people.ts';
import { compartmentKey, erasure, evaluated, place as at, roleSecret, scope, scopeSecret } from './scope.ts';

const zeros = Buffer.alloc(32);
const kinds = ['', 'resource', 'deletion', 'index', 'link', 'names'];
const place: Place = {
  ...{ practice, scope, compartment: 'clinical', sequence: 3, number: 0, epoch: 1 },
  ...{ author: alice.member, time: at.time, carries: false },
};
const entry = (name: string, over: Partial<Entry> = {}): Entry => ({
  ...{ resource: id(name), version: 1, kind: 1, previous: zeros },
  bytes: text(`{"resourceType":"Observation","id":"${name}","valueDecimal":1.00}`),
  ...over,
});
const sorted = (...entries: Entry[]) =>
  entries.toSorted((a, b) => (a.resource === b.resource ? a.version - b.version : a.resource < b.resource ? -1 : 1));
const two = sorted(entry('one'), entry('two', { version: 4, previous: stream('previous', 32) }));

type Packed = ReturnType<typeof pack>;
const head = ({ place: { sequence, number }, hash }: Packed, over: object = {}, by = alice) => {
  const packs = Array.from({ length: number }, (_, i) => b64(stream(`pack ${String(i)}`, 32)));
  const payload = {
    ...{ practice, scope, sequence, previous: sequence === 1 ? null : b64(stream('head before', 32)) },
    ...{ root: b64(stream('root', 32)), count: 2, packs: [...packs, b64(hash)], author: by.member, ...over },
  };
  return jws(payload, 'head', by.author);
};
const wire = ({ place: of, list, salt, sealed, digest }: Packed, withContent = true) => ({
  ...{ place: of, list: hex(list) },
  ...(withContent ? { salt: hex(salt), sealed: hex(sealed) } : { digest: hex(digest) }),
});
const openedOf = (entries: readonly Entry[], { hashes }: Packed, by: object = {}) =>
  entries.map(({ resource, version, kind, previous, bytes }, i) => ({
    ...{ resource, version, kind: kinds[kind], previous: hex(previous), hash: hex(hashes[i] ?? zeros) },
    ...(bytes.length <= 4096 ? { bytes: hex(bytes) } : { bytesSha256: createHash('sha256').update(bytes).digest('hex') }),
    ...{ author: alice.member, time: at.time, ...by },
  }));

/** One pack, and the head of its write. */
function good(name: string, entries: readonly Entry[], over: Partial<Place> = {}) {
  const made = pack(name, compartmentKey, { ...place, ...over }, entries);
  return { name, heads: [head(made)], packs: [wire(made)], opened: openedOf(entries, made, { time: made.place.time }) };
}
function bad(name: string, made: Made, entries: readonly Entry[] = two) {
  const packed = pack(name, compartmentKey, place, entries, made);
  return { name, heads: [head(packed)], packs: [wire(packed)] };
}
const whole = pack('good', compartmentKey, place, two);
const moved = (name: string, over: Partial<Place>) => {
  const shown = { ...place, ...over };
  return { name, heads: [head(whole)], packs: [{ ...wire(whole), place: shown }] };
};
/** Sealed and named by a head in one place, and moved with a head that names it there. */
const resealed = (name: string, over: Partial<Place>) => {
  const made = pack(name, compartmentKey, { ...place, ...over }, two, { keyPlace: place });
  return { name, heads: [head(made)], packs: [wire(made)] };
};
const altered = (name: string, over: object) => ({ name, heads: [head(whole)], packs: [{ ...wire(whole), ...over }] });

const first = pack('first', compartmentKey, { ...place, sequence: 1 }, [entry('one')]);
const bySam = { author: sam.member, time: at.time + 5 };
const second = pack('second', compartmentKey, { ...place, sequence: 2, ...bySam }, [
  entry('two', { version: 4, previous: stream('previous', 32) }),
]);
const entriesOf = [
  { entry: entry('one'), bytes: encodeEntry(entry('one'), place, `blind first ${id('one')} 1`), of: {} },
  {
    entry: entry('two', { version: 4, previous: stream('previous', 32) }),
    bytes: encodeEntry(
      entry('two', { version: 4, previous: stream('previous', 32) }),
      bySam,
      `blind second ${id('two')} 4`,
    ),
    of: bySam,
  },
].sort((a, b) => (a.entry.resource < b.entry.resource ? -1 : 1));
const carrierPlace = { ...place, sequence: 9, carries: true };
const carried = (name: string, encoded = entriesOf.map(({ bytes }) => bytes), over: Partial<Place> = {}) =>
  packEncoded(name, compartmentKey, { ...carrierPlace, ...over }, entriesOf.map((each) => each.entry), encoded);
const carrier = carried('carrier');
const bothHeads = [head(first), head(second, {}, sam)];
const origins = [wire(first, false), wire(second, false)];

const carriedOpened = entriesOf.flatMap(({ entry: each, bytes, of }) =>
  openedOf([each], { hashes: [createHash('sha256').update(bytes).digest()] } as unknown as Packed, of),
);
/** A pack by another author, or of another time, whose list names the first pack's version. */
const usurped = (over: Partial<Place>) =>
  pack('usurped', compartmentKey, { ...place, sequence: 5, ...over }, [entry('one')], { list: () => first.list });
const usurpedCase = (name: string, over: Partial<Place>, by = alice, origin: readonly Packed[] = []) => ({
  name,
  heads: [head(usurped(over), {}, by), ...origin.map((each) => head(each)), bothHeads[1] ?? ''],
  packs: [...[usurped(over), ...origin, second].map((each) => wire(each, false)), wire(carrier)],
});
const swap = (list: Buffer) => join(list.subarray(52), list.subarray(0, 52));
const once = join(...two.slice(0, 1).map((each) => encodeEntry(each, place, `blind x ${each.resource} 1`)));

write('pack', {
  source:
    'docs/protocol.md sections 7.3 and 7.4; bytes in hexadecimal, but in a JWS. `packs` are opened under `heads`, in the ' +
    'compartment `clinical`. A case without `opened` is rejected',
  dictionary: { version: 1, file: 'pack-dictionary-1.txt', sha256: createHash('sha256').update(dictionary).digest('hex') },
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
  authors: { [alice.member]: hex(alice.author.publicKey), [sam.member]: hex(sam.author.publicKey) },
  cases: [
    good('good', two),
    good('the second pack of its write', two, { number: 1 }),
    good('at the earliest time', two, { time: 0 }),
    good('at the latest time', two, { time: Number.MAX_SAFE_INTEGER }),
    good('one version', [entry('one')]),
    good('every kind', sorted(
      entry('a resource'),
      entry('a deletion', { kind: 2, version: 2, bytes: new Uint8Array(0), previous: stream('previous', 32) }),
      entry('patient', { resource: scope, kind: 3, bytes: text('{"cardKey":"…","postings":[]}') }),
      entry('a link', { kind: 4, bytes: stream('link', 96) }),
      entry('names', { kind: 5, bytes: text('{"names":[]}') }),
    )),
    good('of another size class', [entry('one', { bytes: text(hex(stream('long', 700))) })]),
    good('a resource of 2,000,000 bytes', [entry('one', { bytes: Buffer.alloc(2_000_000, 65) })]),
    {
      name: 'a pack that carries versions of two authors',
      heads: bothHeads,
      packs: [...origins, wire(carrier)],
      opened: carriedOpened,
    },
    {
      name: 'a pack without content opens nothing',
      heads: [head(first)],
      packs: [wire(first, false)],
      opened: [],
    },
    moved('of another scope', { scope: id('x') }),
    moved('of another practice', { practice: other }),
    moved('of another compartment', { compartment: 'identity' }),
    moved('of another sequence', { sequence: 4 }),
    moved('of another number', { number: 1 }),
    moved('of another epoch', { epoch: 2 }),
    moved('of another author', { author: sam.member }),
    moved('of another time', { time: place.time + 1 }),
    moved('at a time that is no integer', { time: place.time + 0.5 }),
    moved('at a time before 1970', { time: -1 }),
    moved('said to carry versions', { carries: true }),
    resealed('sealed for another sequence than its head', { sequence: 4 }),
    resealed('sealed for another number', { number: 1 }),
    resealed('sealed at another time', { time: place.time + 1 }),
    { name: 'without the head of its write', heads: [head(first)], packs: [wire(whole)] },
    { name: 'of a head by another author', heads: [head(whole, {}, sam)], packs: [wire(whole)] },
    { name: 'that its head does not name', heads: [head(first, { sequence: 3, previous: b64(zeros) })], packs: [wire(whole)] },
    altered('altered', { sealed: hex(flip(whole.sealed, 9)) }),
    altered('truncated', { sealed: hex(whole.sealed.subarray(0, -1)) }),
    altered('another salt', { salt: hex(stream('x', 32)) }),
    altered('another list', { list: hex(flip(whole.list, -1)) }),
    bad('a version missing', { body: (body) => body.subarray(0, 4 + body.readUInt32BE(0)) }),
    bad('a version twice', { body: (body) => join(body.subarray(0, 4 + body.readUInt32BE(0)), body) }),
    bad('a version twice in content and list', { list: (list) => join(list.subarray(0, 52), list), body: (body) => join(body.subarray(0, 4 + body.readUInt32BE(0)), body) }),
    bad('versions out of order', {
      list: swap,
      body: (body) => {
        const end = 4 + body.readUInt32BE(0);
        return join(body.subarray(end), body.subarray(0, end));
      },
    }),
    bad('a list in another order than the content', { list: swap }),
    bad('a list with another hash', { list: (list) => flip(list, 51) }),
    bad('a list with another version', { list: (list) => flip(list, 19) }),
    bad('a list of version 0', { list: (list) => join(list.subarray(0, 16), u32(0), list.subarray(20)) }),
    bad('a list that is too short', { list: (list) => list.subarray(0, -1) }),
    bad('a list without versions', { list: () => Buffer.alloc(0) }),
    bad('a version of another resource', { body: () => join(u32(once.length), once), list: (list) => join(flip(list.subarray(0, 52), 3)) }),
    bad('versions of another author than their pack', { by: { ...place, author: sam.member } }),
    bad('versions of another time than their pack', { by: { ...place, time: place.time - 1 } }),
    bad('versions of a time beyond 2^53', { by: { ...place, time: 2 ** 53 } }),
    bad('a version of an unknown kind', {}, [entry('one', { kind: 6 })]),
    bad('a version with another label', { body: (body) => flip(body, 8) }),
    bad('a version that is cut', { body: (body) => body.subarray(0, -1) }),
    bad('a length that is cut', { body: (body) => join(body, Buffer.alloc(3)) }),
    bad('a version of nothing', { body: (body) => join(body, u32(0)) }),
    bad('a deletion of something', {}, [entry('one', { kind: 2 })]),
    bad('a resource of nothing', {}, [entry('one', { bytes: new Uint8Array(0) })]),
    bad('a resource of 2,000,001 bytes', {}, [entry('one', { bytes: Buffer.alloc(2_000_001) })]),
    bad('another dictionary', { dictionary: dictionary.subarray(0, -100) }),
    bad('an unknown number of a dictionary', { number: 2 }),
    bad('no dictionary', { number: 0 }),
    bad('bytes behind the compressed stream', { deflated: (deflated) => join(deflated, Buffer.of(0)) }),
    bad('a compressed stream that is cut', { deflated: (deflated) => deflated.subarray(0, -2) }),
    bad('a bomb', { deflated: () => deflateRawSync(Buffer.alloc(8 * 1024 * 1024 + 1), { dictionary }) }),
    bad('padding that is not zero', { plaintext: (plain) => flip(plain, -1) }),
    bad('a length past the end', { plaintext: (plain) => join(u32(plain.length), plain.subarray(4)) }),
    bad('a length of nothing', { plaintext: (plain) => join(u32(0), plain.subarray(4)) }),
    bad('no size class', { plaintext: (plain) => join(plain, Buffer.alloc(1)) }),
    bad('a size class too large', { plaintext: (plain) => join(plain, Buffer.alloc(plain.length)) }),
    {
      name: 'a carried version that no pack introduced',
      heads: bothHeads,
      packs: [...origins.slice(0, 1), wire(carrier)],
      opened: carriedOpened.filter(({ resource }) => resource === id('one')),
    },
    {
      name: 'a carried version with other bytes',
      heads: bothHeads,
      packs: [...origins, wire(carried('forged', entriesOf.map(({ entry: each }) => encodeEntry({ ...each, bytes: text('{}') }, place, 'forged'))))],
      opened: [],
    },
    {
      name: 'a carried version of another compartment',
      heads: [head(pack('first', compartmentKey, { ...place, sequence: 1, compartment: 'identity' }, [entry('one')])), bothHeads[1] ?? ''],
      packs: [
        wire(pack('first', compartmentKey, { ...place, sequence: 1, compartment: 'identity' }, [entry('one')]), false),
        wire(second, false),
        wire(carrier),
      ],
      opened: carriedOpened.filter(({ resource }) => resource === id('two')),
    },
    usurpedCase('a carried version that a pack of another author introduced', { author: sam.member }, sam),
    usurpedCase('a carried version that a pack of another time introduced', { time: place.time - 1 }),
    usurpedCase('a carried version that two packs introduced', {}, alice, [first]),
    { name: 'a carried version whose head another member signed', heads: [head(first, {}, sam), bothHeads[1] ?? ''], packs: [...origins, wire(carrier)] },
  ],
});
