import { toBase64url, type Bytes } from '@etanche/core-wire';
import type { Logger } from '@etanche/platform';
import { appendLeaf } from '../audit/append-leaf.ts';
import { makeToken, readToken } from './token.ts';
import { committed, type Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Store } from '../store/store.ts';
import type { IdentityProvider } from './identity-provider.ts';

type FlowRow = {
  readonly member: string;
  readonly keys: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly expires_at: number;
};

/** Stores the keys of the session's passkey: a proof belongs to those keys, not to the member's id. */
const begin = {
  name: 'identity_begin',
  text: `INSERT INTO identity_flow (practice, state, member, nonce, verifier, expires_at, keys)
    SELECT $1, $2, $3, $4, $5, $6, k.keys FROM passkey k WHERE k.practice = $1 AND k.member = $3 AND k.passkey = $7
    RETURNING keys`,
};
/** The provider's answer counts once. */
const comeBack = {
  name: 'identity_come_back',
  text: `DELETE FROM identity_flow WHERE practice = $1 AND state = $2 AND confirmation IS NULL
    RETURNING member, keys, nonce, verifier, expires_at::float8 AS expires_at`,
};
const keep = {
  name: 'identity_keep',
  text: `INSERT INTO identity_flow
      (practice, state, member, nonce, verifier, expires_at, confirmation, national_id, role, keys)
    VALUES ($1, $2, $3, '', '', $4, $5, $6, $7, $8)`,
};
/** By a session with the same keys as the one that began. */
const confirm = {
  name: 'identity_confirm',
  text: `WITH flow AS (DELETE FROM identity_flow WHERE practice = $1 AND confirmation = $2 AND member = $3
      AND expires_at > $5 AND keys = (SELECT keys FROM passkey WHERE practice = $1 AND passkey = $6)
      RETURNING national_id, role, keys)
    UPDATE member_keys k SET proof_issuer = $4, proof_national_id = flow.national_id, proof_role = flow.role,
      proved_at = $5
    FROM flow WHERE k.practice = $1 AND k.member = $3 AND k.keys = flow.keys RETURNING k.member`,
};

type IdentityDependencies = {
  readonly store: Store;
  readonly provider: IdentityProvider | null;
  readonly lifetimeMs: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/**
 * Proofs of a member's identity by an OpenID provider. The provider's answer arrives through the browser only, so it
 * counts once the session that began the proof confirms it. It belongs to the keys of that session: for a renewal that
 * waits, it takes effect when the vaults know the keys.
 */
export class IdentityProofService {
  readonly #dependencies: IdentityDependencies;

  constructor(dependencies: IdentityDependencies) {
    this.#dependencies = dependencies;
  }

  handlers(): Handlers<'proveIdentity' | 'confirmIdentity'> {
    const { store, random, now, lifetimeMs } = this.#dependencies;
    return {
      proveIdentity: async ({ session: { practice, member, passkey } }) => {
        const provider = this.#require();
        const state = makeToken(practice, random);
        const flow = { state: state.text, nonce: toBase64url(random(32)), verifier: toBase64url(random(32)) };
        const url = await provider.begin(flow).catch((cause: unknown) => {
          throw new Refusal('overloaded', { detail: 'the identity provider is away', retryAfter: 30 }, { cause });
        });
        const values = [practice, state.hash, member, flow.nonce, flow.verifier, now() + lifetimeMs, passkey];
        const begun = await store.inPractice(practice, (tx) => rowsOf(tx, begin, values));
        // The passkey of this session was removed in the meantime.
        if (begun.length === 0) throw new Refusal('unauthenticated');
        return { url };
      },
      confirmIdentity: committed(async (tx, { session, body }) => {
        const provider = this.#require();
        const { practice, member, passkey } = session;
        const proof = readToken(body.proof);
        if (proof?.practice !== practice) throw new Refusal('not_found');
        const values = [practice, proof.hash, member, provider.config.issuer, now(), passkey];
        if ((await rowsOf(tx, confirm, values)).length === 0) throw new Refusal('not_found');
        const leaf = { kind: 'identity_proved', member, session: session.session } as const;
        await appendLeaf(tx, practice, leaf, this.#dependencies);
        return undefined;
      }),
    };
  }

  /** The address to which the browser is redirected. @param query of the callback, with its question mark */
  async comeBack(query: string): Promise<string> {
    const { config } = this.#require();
    const proof = await this.#finish(query).catch(() => {
      this.#dependencies.logger.warn('identity_refused');
      return null;
    });
    // In the fragment: it reaches neither a server's log nor another site's referrer.
    return `${config.returnUri}#proof=${proof ?? 'refused'}`;
  }

  async #finish(query: string): Promise<string> {
    const { store, random, now } = this.#dependencies;
    const text = new URLSearchParams(query).get('state') ?? '';
    const state = readToken(text);
    if (state === null) throw new Refusal('not_found');
    const { practice } = state;
    const [flow] = await store.inPractice(practice, (tx) => rowsOf<FlowRow>(tx, comeBack, [practice, state.hash]));
    if (flow === undefined || flow.expires_at <= now()) throw new Refusal('not_found');
    const proved = await this.#require().finish(query, { state: text, nonce: flow.nonce, verifier: flow.verifier });
    const proof = makeToken(practice, random);
    const values = [
      practice,
      state.hash,
      flow.member,
      flow.expires_at,
      proof.hash,
      proved.nationalId,
      proved.role,
      flow.keys,
    ];
    await store.inPractice(practice, (tx) => rowsOf(tx, keep, values));
    return proof.text;
  }

  /** @throws Refusal `not_found` where no provider is configured */
  #require(): IdentityProvider {
    const { provider } = this.#dependencies;
    if (provider === null) throw new Refusal('not_found');
    return provider;
  }
}
