import { hash } from 'node:crypto';
import { networkPrefixes } from '@etanche/platform';

const dayMs = 86_400_000;
const evictionSample = 8;
/**
 * Buckets of a /56, a /48 and a /40, as multiples of a network's bucket. Each step has 256 times the networks and 8
 * times the units, so an attacker with a free /48 gets the units of 8 networks, not of 256.
 */
const wider = [1, 8, 64] as const;

export type NetworkLimits = {
  /** Most units of one network in any 24 hours. */
  readonly perDay: number;
  /** Most units at once; the rest of `perDay` returns evenly over a day. At most half of `perDay`. */
  readonly burst: number;
  /** Number of networks to remember. */
  readonly networks: number;
};

type NetworkAnswer = { readonly granted: true } | { readonly granted: false; readonly retryMs: number };

type Day = { readonly number: number; readonly key: Uint8Array; readonly until: Map<string, number> };

/**
 * Units of each network, only in this process's memory: nothing about a visitor is stored.
 *
 * An IPv6 address counts for three nested networks; units are taken from all of them or from none.
 *
 * A network has a bucket of `burst` units that refills with `perDay - burst` a day, stored as one number: the time when
 * it is full again (GCRA). In any 24 hours it gives at most burst + (perDay - burst) units.
 *
 * A bucket's name is a hash under a key of the day. A new day starts with a new key and an empty table; a network's
 * bucket is copied into it at its next request. Yesterday's key and table are dropped a day later, when every bucket in
 * them is full (a refill takes at most a day). Midnight therefore doubles nothing, and nothing is older than two days.
 */
export class NetworkQuota {
  readonly #limits: NetworkLimits;
  readonly #random: (length: number) => Uint8Array;
  readonly #unitMs: number;
  #today: Day;
  #yesterday: Day | null = null;

  constructor(limits: NetworkLimits, random: (length: number) => Uint8Array, now: number) {
    this.#limits = limits;
    this.#random = random;
    this.#unitMs = dayMs / (limits.perDay - limits.burst);
    this.#today = this.#newDay(Math.floor(now / dayMs));
  }

  get size(): number {
    return this.#today.until.size + (this.#yesterday?.until.size ?? 0);
  }

  /**
   * Takes `units` from the bucket of the address's network for `purpose`, or none. An unreadable address is refused.
   */
  claim(address: string, purpose: string, units: number, now: number): NetworkAnswer {
    const prefixes = networkPrefixes(address);
    if (prefixes === null) return { granted: false, retryMs: dayMs };
    this.#turn(now);
    const taken = prefixes.map((prefix, level) => {
      const { name, until } = this.#find(prefix, purpose, now);
      return { name, isNew: until === 0, next: Math.max(until, now) + (units * this.#unitMs) / (wider[level] ?? 1) };
    });
    const excess = Math.max(...taken.map(({ next }) => next)) - now - this.#limits.burst * this.#unitMs;
    // A rounding error of a thousandth of a millisecond is not a unit.
    if (excess > 0.001) return { granted: false, retryMs: excess };
    for (const { name, isNew, next } of taken) {
      if (isNew) this.#makeRoom(now);
      this.#today.until.set(name, next);
    }
    return { granted: true };
  }

  /** Returns units that a later step refused: a person who is asked to wait does not pay for the attempt. */
  refund(address: string, purpose: string, units: number, now: number): void {
    for (const [level, prefix] of (networkPrefixes(address) ?? []).entries()) {
      const { name, until } = this.#find(prefix, purpose, now);
      if (until === 0) continue;
      const earlier = until - (units * this.#unitMs) / (wider[level] ?? 1);
      if (earlier <= now) this.#today.until.delete(name);
      else this.#today.until.set(name, earlier);
    }
  }

  #find(prefix: Uint8Array, purpose: string, now: number): { name: string; until: number } {
    const name = nameOf(this.#today.key, prefix, purpose);
    const known = this.#today.until.get(name);
    if (known !== undefined) return { name, until: known };
    if (this.#yesterday === null) return { name, until: 0 };
    const oldName = nameOf(this.#yesterday.key, prefix, purpose);
    const carried = this.#yesterday.until.get(oldName);
    this.#yesterday.until.delete(oldName);
    if (carried === undefined || carried <= now) return { name, until: 0 };
    this.#today.until.set(name, carried);
    return { name, until: carried };
  }

  /** If the clock is set back, the later day stays current. */
  #turn(now: number): void {
    const number = Math.floor(now / dayMs);
    if (number <= this.#today.number) return;
    this.#yesterday?.key.fill(0);
    this.#yesterday = number === this.#today.number + 1 ? this.#today : null;
    this.#today = this.#newDay(number);
  }

  #newDay(number: number): Day {
    return { number, key: this.#random(32), until: new Map() };
  }

  /**
   * When the table is full, evicts the fullest of its eight oldest buckets and moves the others to the end. Refusing
   * unknown networks instead would let one attacker with a large IPv6 allocation shut out everyone. An evicted bucket
   * returns at most its used units to its network, and the stored ceiling still applies.
   */
  #makeRoom(now: number): void {
    if (this.size < this.#limits.networks) return;
    const table =
      this.#yesterday !== null && this.#yesterday.until.size > 0 ? this.#yesterday.until : this.#today.until;
    const oldest: [string, number][] = [];
    for (const entry of table) if (oldest.push(entry) === evictionSample) break;
    oldest.sort(([, a], [, b]) => a - b);
    for (const [position, [name, until]] of oldest.entries()) {
      table.delete(name);
      if (position > 0 && until > now) table.set(name, until);
    }
  }
}

function nameOf(key: Uint8Array, prefix: Uint8Array, purpose: string): string {
  // The key has a fixed length, the prefix is preceded by its length, and no digest is ever shown: a plain hash with
  // the key in front is enough, and takes a tenth of the time of an HMAC.
  const length = Uint8Array.of(prefix.length);
  return hash('sha256', Buffer.concat([key, length, prefix, Buffer.from(purpose)]), 'base64url').slice(0, 22);
}
