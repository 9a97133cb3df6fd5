import { createHmac, timingSafeEqual } from 'node:crypto';
import { concat, fromBase64url, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { Refusal } from '../http/refusal.ts';
import { storeQuery } from '../store/store-query.ts';

/** The use of a challenge. A challenge for one use is rejected for the other. */
const uses = { register: 1, alarms: 2 } as const;
export type ChallengeUse = keyof typeof uses;

const validMs = 300_000;
const randomBytes = 16;
const macBytes = 32;
const bodyBytes = 1 + 8 + randomBytes;

const answer = { name: 'approvals_answer', text: 'SELECT approvals_answer($1, $2, $3) AS first' };

/**
 * Challenges of the approvals page: each is valid for five minutes, for one use, once. A challenge is only stored when
 * it is answered, so requesting many costs the vault nothing. Format: use ‖ expiry ‖ random ‖ HMAC-SHA-256.
 */
export class PageChallenges {
  readonly #options: {
    readonly key: Bytes;
    readonly database: Database;
    readonly timeoutMs: number;
    readonly now: () => number;
    readonly random: (length: number) => Bytes;
  };

  constructor(options: {
    readonly key: Bytes;
    readonly database: Database;
    readonly timeoutMs: number;
    readonly now: () => number;
    readonly random: (length: number) => Bytes;
  }) {
    this.#options = options;
  }

  issue(use: ChallengeUse): Bytes {
    const { now, random } = this.#options;
    const expiry = new Uint8Array(8);
    new DataView(expiry.buffer).setBigUint64(0, BigInt(now() + validMs));
    const body = concat(Uint8Array.of(uses[use]), expiry, random(randomBytes));
    return concat(body, this.#mac(body));
  }

  /** @throws Refusal `caller_refused` if the challenge is not by this vault or has expired */
  read(text: string, use: ChallengeUse): Bytes {
    try {
      const challenge = fromBase64url(text, bodyBytes + macBytes);
      const body = challenge.slice(0, bodyBytes);
      const genuine = timingSafeEqual(this.#mac(body), challenge.subarray(bodyBytes));
      if (genuine && body[0] === uses[use] && expiryOf(challenge) > this.#options.now()) return challenge;
    } catch (cause) {
      throw new Refusal('caller_refused', {}, { cause });
    }
    throw new Refusal('caller_refused');
  }

  /** Call after the answer is verified. @throws Refusal `caller_refused` on reuse, `store_unavailable` */
  async use(challenge: Bytes): Promise<void> {
    const { database, timeoutMs, now } = this.#options;
    const values = [toBase64url(sha256(challenge)), expiryOf(challenge), now()];
    const [row] = await storeQuery<{ first: boolean }>(database, answer, values, timeoutMs);
    if (row?.first !== true) throw new Refusal('caller_refused');
  }

  #mac(body: Uint8Array): Buffer {
    return createHmac('sha256', this.#options.key).update(body).digest();
  }
}

function expiryOf(challenge: Bytes): number {
  return Number(new DataView(challenge.buffer, challenge.byteOffset).getBigUint64(1));
}
