import type { Claim, ClaimAnswer } from './claim.ts';

type ClaimMany = (keySet: string, claims: readonly Claim[]) => Promise<readonly ClaimAnswer[]>;

type Waiting = {
  readonly claim: Claim;
  readonly resolve: (answer: ClaimAnswer) => void;
  readonly reject: (reason: unknown) => void;
};

/**
 * Batches the claims of one key set into one statement while another statement is in progress. Separate statements
 * would only wait for each other on the same row, each with its own flush to disk.
 */
export class ClaimQueue {
  readonly #claimMany: ClaimMany;
  readonly #most: number;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #busy = new Set<string>();

  /** @param most maximum number of claims in one statement */
  constructor(claimMany: ClaimMany, most: number) {
    this.#claimMany = claimMany;
    this.#most = most;
  }

  claim(keySet: string, claim: Claim): Promise<ClaimAnswer> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(keySet);
      if (queue === undefined) this.#waiting.set(keySet, [{ claim, resolve, reject }]);
      else queue.push({ claim, resolve, reject });
      if (!this.#busy.has(keySet)) void this.#drain(keySet);
    });
  }

  async #drain(keySet: string): Promise<void> {
    this.#busy.add(keySet);
    // Claims that arrive in the same turn of the event loop are sent together.
    await new Promise(setImmediate);
    for (let batch = this.#take(keySet); batch.length > 0; batch = this.#take(keySet)) await this.#send(keySet, batch);
    this.#busy.delete(keySet);
  }

  #take(keySet: string): Waiting[] {
    const queue = this.#waiting.get(keySet) ?? [];
    const batch = queue.splice(0, this.#most);
    if (queue.length === 0) this.#waiting.delete(keySet);
    return batch;
  }

  async #send(keySet: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#claimMany(
        keySet,
        batch.map(({ claim }) => claim),
      );
      for (const [i, { resolve, reject }] of batch.entries()) {
        const answer = answers[i];
        if (answer === undefined || answers.length !== batch.length) reject(new Error('a claim has no answer'));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
