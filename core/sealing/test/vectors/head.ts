import { b64, fields, hex, id, jws, sha256, stream, u32, write } from '../reference.ts';
import { alice, other, practice, sam } from './people.ts';

const scope = id('scope');
const leaf = (name: string, version = 1, compartment = 'clinical') => ({
  ...{ resource: id(name), version, compartment },
  hash: hex(stream(`version ${name}`, 32)),
});
const marked = (name: string, mark: 'destroyed' | 'lost') => ({ ...leaf(name), mark });
type Leaf = ReturnType<typeof leaf> & { mark?: string };

/** RFC 6962 section 2.1. */
function treeOf(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256();
  const [first] = leaves;
  if (leaves.length === 1 && first !== undefined) return sha256(Buffer.of(0), first);
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(Buffer.of(1), treeOf(leaves.slice(0, left)), treeOf(leaves.slice(left)));
}
const rootOf = (leaves: readonly Leaf[]) =>
  treeOf(
    leaves
      .toSorted((a, b) => (a.resource < b.resource ? -1 : 1))
      .map(({ resource, version, compartment, hash, mark }) =>
        fields(resource, u32(version), compartment, Buffer.from(hash, 'hex'), ...(mark === undefined ? [] : [mark])),
      ),
  );
const rootCase = (name: string, versions: readonly Leaf[]) => ({ name, versions, root: hex(rootOf(versions)) });
const three = [leaf('a'), leaf('b', 2, 'identity'), leaf('c')];

const first = {
  ...{ practice, scope, sequence: 1, previous: null, root: b64(rootOf(three)), count: 3, packs: [b64(stream('pack', 32))] },
  author: alice.member,
};
const log = { epoch: 0, size: 7, root: b64(stream('checkpoint', 32)) };
const signed = (head: object, by = alice.author, typ = 'head') => jws(head, typ, by);
const second = { ...first, sequence: 2, previous: b64(sha256(Buffer.from(signed(first)))), log };
const good = (name: string, head: object) => ({ name, practice, scope, jws: signed(head), head });
const bad = (name: string, made: string, over: object = {}) => ({ name, practice, scope, jws: made, ...over });
const withLog = (over: object) => signed({ ...second, log: { ...log, ...over } });

write('head', {
  source: 'docs/protocol.md section 7.4; bytes in hexadecimal, but in a JWS. A head without `head` is rejected',
  authors: { [alice.member]: hex(alice.author.publicKey), [sam.member]: hex(sam.author.publicKey) },
  roots: [
    rootCase('no version', []),
    rootCase('one', [leaf('a')]),
    rootCase('three, of which one is a later version', three),
    rootCase('the same in another order', three.toReversed()),
    rootCase('one whose content was destroyed', [marked('a', 'destroyed'), leaf('b')]),
    rootCase('one whose content is lost', [marked('a', 'lost'), leaf('b')]),
    rootCase('another compartment', [leaf('a', 1, 'identity')]),
    rootCase('nine', Array.from({ length: 9 }, (_, i) => leaf(`r${i}`))),
  ],
  heads: [
    good('the first, before the practice has a checkpoint', first),
    good('the second, with the checkpoint that its author saw', second),
    good('the second, by an author who saw none', { ...second, log: undefined }),
    good('in a later epoch of the log', { ...second, log: { ...log, epoch: 3 } }),
    good('of an imported scope', { ...first, element: b64(stream('element', 32)) }),
    good('of a write without packs', { ...first, packs: [] }),
    bad('without its packs', signed({ ...first, packs: undefined })),
    bad('a pack of 31 bytes', signed({ ...first, packs: [b64(stream('pack', 31))] })),
    bad('more than 64 packs', signed({ ...first, packs: Array.from({ length: 65 }, () => b64(stream('pack', 32))) })),
    bad('with the checkpoint of another author’s head put in', swapped()),
    bad('a checkpoint without a root', signed({ ...second, log: { epoch: 0, size: 7 } })),
    bad('a checkpoint without an epoch', signed({ ...second, log: { size: 7, root: log.root } })),
    bad('a checkpoint of no leaves', withLog({ size: 0 })),
    bad('a size that is a text', withLog({ size: '7' })),
    bad('a size that is not an integer', withLog({ size: 7.5 })),
    bad('an epoch below 0', withLog({ epoch: -1 })),
    bad('an epoch beyond 32 bits', withLog({ epoch: 2 ** 32 })),
    bad('a root of 31 bytes', withLog({ root: b64(stream('checkpoint', 31)) })),
    bad('a root with bits behind its end', withLog({ root: `${log.root.slice(0, -1)}B` })),
    bad('a checkpoint with its origin', withLog({ origin: 'etanche' })),
    bad('a checkpoint that is null', signed({ ...second, log: null })),
    bad('signed by another member', signed(second, sam.author)),
    bad('by an author who is no member', signed({ ...second, author: id('nobody') })),
    bad('of another type', signed(second, alice.author, 'freshness')),
    bad('of another scope', signed(second), { scope: id('another scope') }),
    bad('of another practice', signed(second), { practice: other }),
    bad('a first one that names one before', signed({ ...first, previous: second.previous })),
    bad('a second one that names none', signed({ ...second, previous: null })),
  ],
  successions: [
    { name: 'good', before: signed(first), after: signed(second), follows: true },
    { name: 'the first again', before: signed(first), after: signed(first), follows: false },
    { name: 'another one before', before: signed({ ...first, log }), after: signed(second), follows: false },
    {
      name: 'another element',
      before: signed(first),
      after: signed({ ...second, element: b64(stream('element', 32)) }),
      follows: false,
    },
  ],
});

/** The payload of one head under the signature of another. */
function swapped(): string {
  const [header = '', , signature = ''] = signed(second).split('.');
  const payload = b64(JSON.stringify({ ...second, log: { ...log, root: b64(stream('another checkpoint', 32)) } }));
  return [header, payload, signature].join('.');
}
