import { createHash, type Hash } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';
import { recordsLimits } from '@etanche/core-records-protocol';
import { Refusal } from '../http/refusal.ts';
import type { Stored } from './blob-store.ts';

/** Counts and hashes the bytes of a stream, and stops it at the limits. */
export class Meter {
  bytes = 0;
  readonly #take: (bytes: number) => Promise<void>;
  readonly #hash: Hash = createHash('sha256');

  /** @param take counts bytes before they are stored; throws if there are too many */
  constructor(take: (bytes: number) => Promise<void>) {
    this.#take = take;
  }

  async *through(body: Readable): AsyncGenerator<Uint8Array> {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      this.bytes += chunk.length;
      if (this.bytes > recordsLimits.binaryBytes) {
        throw new Refusal('limit_reached', { detail: `at most ${recordsLimits.binaryBytes} bytes` });
      }
      await this.#take(chunk.length);
      this.#hash.update(chunk);
      yield chunk;
    }
    if (this.bytes === 0) throw new Refusal('request_invalid', { detail: 'the binary is empty' });
  }

  digest(): Buffer {
    return this.#hash.digest();
  }
}

/** Aborts the answer if the blob store returns other bytes than were stored. */
export function checking(stream: Readable, { sha256, bytes }: Stored, onDamage: () => void): Transform {
  const hash = createHash('sha256');
  let passed = 0;
  const verdict = () => passed === bytes && hash.digest().equals(sha256);
  const checker = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      hash.update(chunk);
      // The last bytes wait for the comparison, so that a damaged file never looks complete.
      if (passed < bytes) done(null, chunk);
      else if (verdict()) done(null, chunk);
      else {
        onDamage();
        done(new Error('the binary is not what was stored'));
      }
    },
    flush(done) {
      if (passed === bytes) {
        done();
        return;
      }
      onDamage();
      done(new Error('the binary is shorter than what was stored'));
    },
  });
  // Ends each side when the other one fails or disconnects.
  pipeline(stream, checker, () => undefined);
  return checker;
}
