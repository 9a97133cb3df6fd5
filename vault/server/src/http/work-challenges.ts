import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { leadingZeroBits, workPreimage, type EvaluateRequest } from '@etanche/core-vault-protocol';
import { fromBase64url, joinFields, labels, toBase64url } from '@etanche/core-wire';

const minuteMs = 60_000;

export type WorkRules = {
  /**
   * A request that would fill a minute or day ceiling beyond this percentage requires proof of work; 100 never does.
   */
  readonly fromPercent: number;
  /** Leading zero bits required at that percentage, and at a full ceiling. */
  readonly leastBits: number;
  readonly mostBits: number;
  /**
   * Number of solutions to remember, so that each is accepted once. At the limit none is accepted until the minute
   * ends.
   */
  readonly remembered: number;
};

/**
 * Creates proof-of-work challenges and accepts solutions without storing the challenges: a challenge is an HMAC of the
 * key set, the minute and the required bits, under a key that all replicas of the vault share. It is valid in its
 * minute and the next.
 */
export class WorkChallenges {
  readonly #rules: WorkRules;
  readonly #key: Uint8Array;
  /** Accepted solutions by the minute of their challenge. */
  readonly #accepted = new Map<number, Set<string>>();

  constructor(rules: WorkRules, key: Uint8Array) {
    this.#rules = rules;
    this.#key = key;
  }

  /** @param percent use of the ceiling including the request that must pay */
  challenge(keySet: string, percent: number, now: number): { challenge: string; bits: number } {
    const { fromPercent, leastBits, mostBits } = this.#rules;
    const rise = Math.min(1, Math.max(0, (percent - fromPercent) / (100 - fromPercent)));
    const bits = leastBits + Math.round(rise * (mostBits - leastBits));
    return { challenge: toBase64url(this.#challenge(keySet, Math.floor(now / minuteMs), bits)), bits };
  }

  /** True once for each valid solution of a challenge of this or the last minute, for exactly this request. */
  accept(request: EvaluateRequest, now: number): boolean {
    if (request.work === undefined) return false;
    const minute = Math.floor(now / minuteMs);
    this.#forget(minute);
    const challenge = fromBase64url(request.work.challenge, 32);
    const found = this.#find(request.keySet, challenge, minute);
    if (found === null) return false;
    const nonce = fromBase64url(request.work.nonce, 8);
    const solution = createHash('sha256')
      .update(workPreimage(request, challenge, nonce))
      .digest();
    if (leadingZeroBits(solution) < found.bits) return false;
    const accepted = this.#accepted.get(found.minute) ?? new Set();
    const name = solution.toString('base64url');
    if (accepted.has(name) || accepted.size >= this.#rules.remembered) return false;
    this.#accepted.set(found.minute, accepted.add(name));
    return true;
  }

  #find(keySet: string, challenge: Uint8Array, minute: number): { minute: number; bits: number } | null {
    for (const candidate of [minute, minute - 1]) {
      for (let bits = this.#rules.leastBits; bits <= this.#rules.mostBits; bits++) {
        if (timingSafeEqual(challenge, this.#challenge(keySet, candidate, bits))) return { minute: candidate, bits };
      }
    }
    return null;
  }

  #challenge(keySet: string, minute: number, bits: number): Uint8Array {
    return createHmac('sha256', this.#key)
      .update(joinFields(labels.workChallenge, keySet, `${minute}`, `${bits}`))
      .digest();
  }

  #forget(minute: number): void {
    for (const old of this.#accepted.keys()) if (old < minute - 1) this.#accepted.delete(old);
  }
}
