import { networkPrefixes, type Database } from '@etanche/platform';
import { Refusal } from './refusal.ts';

type Waiting = { readonly start: () => void };

/** Maximum number of waiting requests, for one network and in total. */
const waitingPerNetwork = 256;
const waitingInAll = 4096;

/**
 * Connections to the store for one type of request, so that other types never wait behind it. Networks take turns:
 * requests of a network that sends many wait behind each other.
 */
export class Lane {
  readonly #database: Database;
  readonly #atOnce: number;
  /** Waiting requests by network; the network whose turn is next is first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;
  #queued = 0;

  /** @param atOnce at most the number of connections of `database` */
  constructor(database: Database, atOnce: number) {
    this.#database = database;
    this.#atOnce = atOnce;
  }

  /** @throws Refusal `overloaded` if too many requests wait, and any error of `work` */
  async run<T>(network: string, work: (database: Database) => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turnOf(network);
    else this.#running += 1;
    try {
      return await work(this.#database);
    } finally {
      if (!this.#startNext()) this.#running -= 1;
    }
  }

  /** Resolves when a connection is passed on to this request. */
  #turnOf(network: string): Promise<void> {
    const queue = this.#waiting.get(network) ?? [];
    if (this.#queued >= waitingInAll || queue.length >= waitingPerNetwork) {
      return Promise.reject(new Refusal('overloaded', { retryAfter: 1 }));
    }
    return new Promise((resolve) => {
      queue.push({ start: resolve });
      this.#waiting.set(network, queue);
      this.#queued += 1;
    });
  }

  #startNext(): boolean {
    for (const [network, queue] of this.#waiting) {
      this.#waiting.delete(network);
      const next = queue.shift();
      if (queue.length > 0) this.#waiting.set(network, queue);
      if (next === undefined) continue;
      this.#queued -= 1;
      next.start();
      return true;
    }
    return false;
  }
}

/** The network of an address, for taking turns in lanes. */
export function networkOf(address: string | null): string {
  const narrowest = address === null ? undefined : networkPrefixes(address)?.[0];
  return narrowest === undefined ? 'unknown' : Buffer.from(narrowest).toString('hex');
}
