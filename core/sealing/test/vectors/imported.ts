import { createHash } from 'node:crypto';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { pack, type Place } from '../packs-reference.ts';
import {
  b64,
  base32,
  fields,
  flip,
  hex,
  hkdf,
  hpke,
  id,
  jws,
  label,
  sha256,
  stream,
  text,
  u32,
  write,
} from '../reference.ts';
import { first } from './epochs.ts';
import { other, practice, sam, secretOf } from './people.ts';
import { rolePublicKey } from './role-keys.ts';
import { erasure, scope } from './scope.ts';

// The private key of the key set. It exists only in these vectors.
const group = await loadSodiumGroup();
const key = group.reduce(Uint8Array.from(stream('key of scope', 64)));
const publicKey = group.multiplyBase(key);
const draw = Uint8Array.from(stream('draw of the element', 64));
const element = group.multiplyBase(group.reduce(draw));
const evaluated = group.multiply(element, key);
const second = group.multiplyBase(group.reduce(Uint8Array.from(stream('draw of the second', 64))));

const output = (purpose: string, of: string, r: Uint8Array, z: Uint8Array, at = practice) =>
  createHash('sha512')
    .update(fields(label('scope/element'), at, purpose, of, r, z))
    .digest();
const elementCase = (name: string, over: object) => ({
  ...{ name, practice, purpose: 'scope', scope, element: hex(element), evaluated: hex(evaluated) },
  ...over,
});
const identity = '00'.repeat(32);
const nonCanonical = `edff${'ff'.repeat(29)}7f`;
const negative = `01${'00'.repeat(31)}`;

const batch = id('batch');
const importer = sam.member;
type Batch = { epoch: number; practice: string; batch: string; importer: string };
const place: Batch = { practice, batch, epoch: 1, importer };
const info = (role: string, at: Batch) =>
  fields(label('import/batch'), at.practice, u32(at.epoch), role, at.batch, at.importer);
const secrets = { reception: stream('batch reception', 32), care: stream('batch care', 32) };
const seal = (role: 'reception' | 'care', to: Uint8Array, at = place) =>
  b64(hpke(to, info(role, at), secrets[role], `batch ${role}`));
const sealedTo = (epoch: number, at = place) => ({
  reception: seal('reception', rolePublicKey(epoch, 'reception'), at),
  care: seal('care', rolePublicKey(epoch, 'care'), at),
});
const batchJws = (over: object = {}, signer = sam.author) =>
  jws({ ...place, sealed: sealedTo(1), ...over }, 'import-batch', signer);
const batchCase = (name: string, made: string, over: object = {}) => ({
  ...{ name, practice, batch, jws: made, role: 'care', roleSecret: hex(secretOf(1, 'care')) },
  ...over,
});
const swapped = { reception: sealedTo(1).care, care: sealedTo(1).reception };

const importSeal = { element: b64(element), batch };
const place1: Place = {
  ...{ practice, scope, compartment: 'clinical', sequence: 1, number: 0, epoch: 1 },
  ...{ author: importer, time: 1_790_000_000_000, carries: false, seal: importSeal },
};
const sealFields = [element, batch] as const;
const compartment = (n: Uint8Array) =>
  hkdf(
    fields(n, erasure),
    secrets.care,
    fields(label('import/compartment'), scope, 'clinical', u32(1), ...sealFields),
  );
const bytes = text('{"resourceType":"Observation","valueDecimal":2.50}');
const made = pack('imported', compartment(output('scope', scope, element, evaluated)), place1, [
  { resource: id('imported'), version: 1, kind: 1, previous: Buffer.alloc(32), bytes },
]);
const packCase = (name: string, over: object = {}) => ({
  ...{ name, place: place1, element: hex(element), evaluated: hex(evaluated), batchSecret: hex(secrets.care) },
  ...{ list: hex(made.list), salt: hex(made.salt), sealed: hex(made.sealed), ...over },
});
const { seal: _seal, ...member } = place1;
const linked = (of: string, r: Uint8Array) =>
  base32(sha256(fields(label('link'), practice, of, r)).subarray(0, 16)).toLowerCase();

write('imported', {
  source:
    'docs/protocol.md section 7.7; bytes in hexadecimal. `key` is that of the key set scope/<practice>, which in life exists ' +
    'nowhere; `draw` are the 64 random bytes of the element. A case without a result is rejected',
  practice,
  key: hex(key),
  publicKey: hex(publicKey),
  draw: hex(draw),
  element: hex(element),
  evaluated: hex(evaluated),
  outputs: [
    elementCase('good', { output: hex(output('scope', scope, element, evaluated)) }),
    elementCase('of an agenda', {
      purpose: 'agenda',
      output: hex(output('agenda', scope, element, evaluated)),
    }),
    elementCase('the same element in another scope', {
      scope: id('x'),
      output: hex(output('scope', id('x'), element, evaluated)),
    }),
    elementCase('in another practice', {
      practice: other,
      output: hex(output('scope', scope, element, evaluated, other)),
    }),
    elementCase('an element that is the identity', { element: identity }),
    elementCase('an element that is not canonical', { element: nonCanonical }),
    elementCase('an element that is negative', { element: negative }),
    elementCase('an element of 31 bytes', { element: hex(element.subarray(1)) }),
    elementCase('an evaluation that is the identity', { evaluated: identity }),
    elementCase('an evaluation that is not canonical', { evaluated: nonCanonical }),
  ],
  epoch: first,
  importers: { [importer]: hex(sam.author.publicKey) },
  batches: [
    batchCase('care', batchJws(), { secret: hex(secrets.care) }),
    batchCase('reception', batchJws(), {
      ...{ role: 'reception', roleSecret: hex(secretOf(1, 'reception')), secret: hex(secrets.reception) },
    }),
    batchCase('sealed to the keys of another epoch', batchJws({ sealed: sealedTo(2) })),
    batchCase('opened with the role secret of another epoch', batchJws(), { roleSecret: hex(secretOf(2, 'care')) }),
    batchCase('opened with the secret of the other role', batchJws(), { roleSecret: hex(secretOf(1, 'reception')) }),
    batchCase('its two secrets swapped', batchJws({ sealed: swapped })),
    batchCase('said to be of another epoch', batchJws({ epoch: 2 }), { roleSecret: hex(secretOf(2, 'care')) }),
    batchCase('of another id', batchJws({ batch: id('x') })),
    batchCase('of another practice', batchJws({ practice: other })),
    batchCase('asked for in another practice', batchJws(), { practice: other }),
    batchCase('signed by somebody who is no importer', batchJws({ importer: id('alice') }, sam.author)),
    batchCase('signed by another key', batchJws({}, sam.grant)),
    batchCase('without the secret of care', batchJws({ sealed: { reception: sealedTo(1).reception } })),
  ],
  erasure: hex(erasure),
  packs: [
    packCase('good', { opened: { bytes: hex(bytes), hash: hex(made.hashes[0] ?? Buffer.alloc(0)) } }),
    packCase('moved to another scope', { place: { ...place1, scope: id('x') } }),
    packCase('said to be of another time', { place: { ...place1, time: place1.time - 86_400_000 } }),
    packCase('said to be under another element', {
      place: { ...place1, seal: { ...importSeal, element: b64(second) } },
    }),
    packCase('the element of another scope in its place', {
      place: { ...place1, seal: { ...importSeal, element: b64(second) } },
      element: hex(second),
      evaluated: hex(group.multiply(second, key)),
    }),
    packCase('said to be of another batch', { place: { ...place1, seal: { ...importSeal, batch: id('x') } } }),
    packCase('said to be a member’s', { place: member }),
    packCase('under the secret of another batch', { batchSecret: hex(flip(secrets.care, 0)) }),
    packCase('under another evaluation', { evaluated: hex(second) }),
  ],
  links: [
    { scope, element: hex(element), id: linked(scope, element) },
    { scope: id('x'), element: hex(element), id: linked(id('x'), element) },
    { scope, element: hex(second), id: linked(scope, second) },
  ],
});
