import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Store } from '../store/store.ts';
import { sha256 } from './token.ts';

type ChallengePurpose = 'sign-in' | 'key-sign-in' | 'register' | 'found' | 'passkey' | 'recover';
type Challenge = { readonly challengeId: string; readonly challenge: string };

const add = {
  name: 'challenge_add',
  text: 'INSERT INTO challenge (id, purpose, subject, challenge, expires_at) VALUES ($1, $2, $3, $4, $5)',
};
const take = {
  name: 'challenge_take',
  text: 'DELETE FROM challenge WHERE id = $1 RETURNING purpose, subject, challenge, expires_at::float8 AS expires_at',
};
type Row = {
  readonly purpose: string;
  readonly subject: string;
  readonly challenge: string;
  readonly expires_at: number;
};

/** Challenges of 32 bytes, each valid once, for one purpose and one subject, for a short time. */
export class ChallengeService {
  readonly #dependencies: {
    readonly store: Store;
    readonly lifetimeMs: number;
    readonly now: () => number;
    readonly random: (length: number) => Bytes;
  };

  constructor(dependencies: {
    readonly store: Store;
    readonly lifetimeMs: number;
    readonly now: () => number;
    readonly random: (length: number) => Bytes;
  }) {
    this.#dependencies = dependencies;
  }

  get lifetimeMs(): number {
    return this.#dependencies.lifetimeMs;
  }

  /** @param subject the person for whom the challenge is made; `take` requires the same */
  async make(purpose: ChallengePurpose, subject: string): Promise<Challenge> {
    const { store, random, now, lifetimeMs } = this.#dependencies;
    const id = random(16);
    const challenge = toBase64url(random(32));
    const values = [sha256(id), purpose, subject, challenge, now() + lifetimeMs];
    await store.outside((tx) => rowsOf(tx, add, values));
    return { challengeId: toBase64url(id), challenge };
  }

  /** A challenge that is its own id. */
  async makeBare(purpose: ChallengePurpose, subject: string): Promise<string> {
    const { store, random, now, lifetimeMs } = this.#dependencies;
    const challenge = random(32);
    const values = [sha256(challenge), purpose, subject, toBase64url(challenge), now() + lifetimeMs];
    await store.outside((tx) => rowsOf(tx, add, values));
    return toBase64url(challenge);
  }

  /**
   * Deletes a challenge in a transaction of its own: a failed attempt uses it too.
   *
   * @param id the challenge's id, or the bare challenge itself
   * @throws Refusal `sign_in_refused`
   */
  async take(purpose: ChallengePurpose, subject: string, id: string): Promise<string> {
    const { store, now } = this.#dependencies;
    const [row] = await store.outside((tx) => rowsOf<Row>(tx, take, [sha256(decode(id))]));
    if (row?.purpose !== purpose || row.subject !== subject || row.expires_at <= now()) {
      throw new Refusal('sign_in_refused');
    }
    return row.challenge;
  }
}

function decode(id: string): Bytes {
  try {
    return fromBase64url(id, undefined);
  } catch {
    throw new Refusal('sign_in_refused');
  }
}
