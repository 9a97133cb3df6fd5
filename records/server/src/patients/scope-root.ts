import { hash } from 'node:crypto';
import type { VersionLeaf } from '@etanche/core-records-protocol';

const hashBytes = 32;
/** RFC 6962 section 2.1: the hashed bytes begin with 0 for a leaf and with 1 for a node. */
const nodePrefix = 1;

/**
 * The RFC 6962 root over the current versions in ascending order of resource id (docs/protocol.md 7.4). A patient of
 * 300 resources is hashed at each write, so the leaves are written into one buffer after another and hashed by the
 * platform: several times faster than by core/merkle and `joinFields`, whose root the tests compare.
 */
export function scopeRoot(leaves: readonly VersionLeaf[]): Buffer {
  let level = leaves.toSorted((a, b) => (a.resource < b.resource ? -1 : 1)).map(leafHash);
  if (level.length === 0) return hash('sha256', '', 'buffer');
  const node = Buffer.alloc(1 + 2 * hashBytes, nodePrefix);
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left === undefined) continue;
      if (right === undefined) {
        above.push(left);
        continue;
      }
      node.set(left, 1);
      node.set(right, 1 + hashBytes);
      above.push(hash('sha256', node, 'buffer'));
    }
    level = above;
  }
  return level[0] ?? Buffer.alloc(0);
}

/** A fifth field of the leaf of a version whose content was destroyed or is lost. */
const marks = {
  destroyed: Buffer.from('\0\u0009destroyed', 'latin1'),
  lost: Buffer.from('\0\u0004lost', 'latin1'),
};

/** Length of fields(resource id, u32(version), compartment, hash); ids and compartments are ASCII. */
function leafHash({ resource, version, compartment, hash: of, mark }: VersionLeaf): Buffer {
  const length = 1 + 4 * 2 + resource.length + 4 + compartment.length + hashBytes;
  const marked = mark === undefined ? null : marks[mark];
  const data = Buffer.alloc(length + (marked?.length ?? 0));
  let at = data.writeUInt16BE(resource.length, 1);
  at += data.write(resource, at, 'latin1');
  at = data.writeUInt16BE(4, at);
  at = data.writeUInt32BE(version, at);
  at = data.writeUInt16BE(compartment.length, at);
  at += data.write(compartment, at, 'latin1');
  at = data.writeUInt16BE(hashBytes, at);
  data.set(of, at);
  if (marked !== null) data.set(marked, length);
  return hash('sha256', data, 'buffer');
}
