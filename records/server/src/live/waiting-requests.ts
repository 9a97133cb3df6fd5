import { Refusal } from '../http/refusal.ts';
import type { Session } from '../http/handler.ts';

/** Limits of the requests that wait for changes on this server. */
export type WaitingLimits = { readonly perMember: number; readonly inAll: number };

/** Counts the requests that wait: each member has a limit, one practice half of all. */
export class WaitingRequests {
  readonly #limits: WaitingLimits;
  readonly #counts = new Map<string, number>();
  #all = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  get all(): number {
    return this.#all;
  }

  /** @throws Refusal `too_many_requests` for the member's own limit, `overloaded` for the others */
  take({ practice, member }: Pick<Session, 'practice' | 'member'>): Disposable {
    const { perMember, inAll } = this.#limits;
    const names = [`${practice}/${member}`, practice];
    const [own = 0, shared = 0] = names.map((name) => this.#counts.get(name) ?? 0);
    if (own >= perMember) throw new Refusal('too_many_requests', { detail: 'requests that wait', retryAfter: 5 });
    if (this.#all >= inAll || shared >= Math.ceil(inAll / 2)) throw new Refusal('overloaded', { retryAfter: 5 });
    this.#count(names, 1);
    return {
      [Symbol.dispose]: () => {
        this.#count(names, -1);
      },
    };
  }

  #count(names: readonly string[], by: 1 | -1): void {
    this.#all += by;
    for (const name of names) {
      const now = (this.#counts.get(name) ?? 0) + by;
      if (now === 0) this.#counts.delete(name);
      else this.#counts.set(name, now);
    }
  }
}
