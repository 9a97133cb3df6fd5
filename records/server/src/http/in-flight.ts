import { Refusal } from './refusal.ts';

/**
 * The sender of a request: a caller without a session, by their networks from the narrowest, or the holder of a token.
 */
export type Sender = { readonly networks: readonly string[] } | { readonly practice: string; readonly token: string };

type Share = { readonly name: string; readonly most: number };

/** Shares of a /48 and a /40 as multiples of a network's share, and the least share of a network. */
const wider = [1, 2, 4] as const;
const leastOfNetwork = 4;

/**
 * Limits the accepted requests that wait for their answer. Requests without a session may use half of them and one
 * network an eighth; one practice may use half and one session a quarter.
 */
export class InFlight {
  readonly #most: number;
  readonly #counts = new Map<string, number>();
  #requests = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get requests(): number {
    return this.#requests;
  }

  /**
   * @returns a function that releases the place; repeated calls do nothing
   * @throws Refusal `overloaded`
   */
  take(sender: Sender): () => void {
    const shares = this.#sharesOf(sender);
    const isFull = shares.some(({ name, most }) => (this.#counts.get(name) ?? 0) >= most);
    if (isFull || this.#requests >= this.#most) throw new Refusal('overloaded', { retryAfter: 1 });
    this.#count(shares, 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.#count(shares, -1);
      isTaken = false;
    };
  }

  #sharesOf(sender: Sender): readonly Share[] {
    const part = (of: number): number => Math.ceil(this.#most / of);
    if ('practice' in sender) {
      const { practice, token } = sender;
      return [
        { name: `practice/${practice}`, most: part(2) },
        { name: `token/${token}`, most: part(4) },
      ];
    }
    const ofNetwork = Math.max(leastOfNetwork, part(8));
    const networks = sender.networks.map((network, i) => ({
      name: `network/${network}`,
      most: ofNetwork * (wider[i] ?? 1),
    }));
    return [{ name: 'anonymous', most: part(2) }, ...networks];
  }

  #count(shares: readonly Share[], by: 1 | -1): void {
    this.#requests += by;
    for (const { name } of shares) {
      const now = (this.#counts.get(name) ?? 0) + by;
      if (now === 0) this.#counts.delete(name);
      else this.#counts.set(name, now);
    }
  }
}
