import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createNirHasher, numberOf } from './nir-hasher.ts';
import { blockCount, blockPrefixes, type NirSpace } from './nir-space.ts';

export type SearchJob = {
  readonly space: NirSpace;
  /** SHA-256 fingerprints, lower-case hexadecimal. */
  readonly fingerprints: readonly string[];
  /** [next block, stop flag], shared by all workers. */
  readonly shared: SharedArrayBuffer;
};

const { space, fingerprints, shared } = workerData as SearchJob;
const control = new Int32Array(shared);
const wanted = new Set(fingerprints);
// One bit for each value of a hash's first 24 bits: rejects nearly every wrong number.
const filter = new Uint8Array(1 << 21);
for (const fingerprint of wanted) {
  const prefix = parseInt(fingerprint.slice(0, 6), 16);
  filter[prefix >> 3] = (filter[prefix >> 3] ?? 0) | (1 << (prefix & 7));
}

const hasher = await createNirHasher();
const blocks = blockCount(space);
for (;;) {
  if (Atomics.load(control, 1) !== 0) break;
  const block = Atomics.add(control, 0, 1);
  if (block >= blocks) break;
  for (const prefix of blockPrefixes(space, block)) searchPrefix(prefix);
}
parentPort?.postMessage({ done: true });

function searchPrefix(prefix: string): void {
  const words = hasher(prefix);
  for (let order = 0; order < words.length; order++) {
    const top = (words[order] ?? 0) >>> 8;
    if (((filter[top >> 3] ?? 0) & (1 << (top & 7))) === 0) continue;
    const number = numberOf(prefix, order);
    const fingerprint = createHash('sha256').update(number).digest('hex');
    if (wanted.has(fingerprint)) parentPort?.postMessage({ found: number });
  }
}
