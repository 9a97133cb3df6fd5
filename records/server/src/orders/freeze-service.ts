import {
  audienceOf,
  mediaTypes,
  practicesPath,
  type FreezeReason,
  type ServerFreeze,
} from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import { Refusal } from '../http/refusal.ts';
import { signJson, type ServerKey } from '../config/server-key.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { syncMemberStatus } from './chain-statements.ts';
import { limitFreezes } from './freeze-limits.ts';
import type { VaultReader } from './read-chain.ts';
import { postText } from './vault-http.ts';

type FreezeDependencies = VaultReader & {
  readonly store: Store;
  readonly serverKey: ServerKey;
  readonly random: (length: number) => Bytes;
};

type Ordered = Omit<ServerFreeze, 'audience' | 'iat' | 'jti'>;
type Unsent = Omit<Ordered, 'practice'>;

const isMember = {
  name: 'freeze_member',
  text: `SELECT FROM chain_member WHERE practice = $1 AND member = $2 AND until IS NULL AND status <> 'retired'`,
};
const record = {
  name: 'freeze_record',
  text: `INSERT INTO server_freeze (practice, freeze_id, member, reason, ordered_by, ordered_at, vaults)
    VALUES ($1, $2, $3, $4, $5, $6, 0)`,
};
const countVaults = {
  name: 'freeze_count',
  text: 'UPDATE server_freeze SET vaults = greatest(vaults, $3) WHERE practice = $1 AND freeze_id = $2',
};
const unsent = {
  name: 'freeze_unsent',
  text: `SELECT freeze_id AS freeze, member, reason FROM server_freeze
    WHERE practice = $1 AND vaults < $2 AND ordered_at > $3 ORDER BY ordered_at LIMIT 100`,
};
/** Time in which a freeze is sent again to a vault that was unreachable. */
const resendMs = 24 * 3_600_000;
const mark = {
  name: 'freeze_mark',
  text: `UPDATE chain_member SET status = 'frozen' WHERE practice = $1 AND member = $2 AND status = 'active'`,
};

/** Orders freezes at the vaults in the server's name (docs/protocol.md 6.2): they last a day unless confirmed. */
export class FreezeService {
  readonly #dependencies: FreezeDependencies;

  constructor(dependencies: FreezeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Freezes a member at every vault that can be reached, and ends its sessions here. The freeze is recorded, and
   * counted, before a vault is asked: `resend` sends what a crash left unsent.
   *
   * @param by the member who asked; null for a canary
   * @returns the freeze, and how many vaults have it: at least t
   * @throws Refusal `not_found` for a member who is not on the chain, `limit_reached` for more freezes of others than
   *   members may order, `vaults_unreachable` when fewer than t vaults took it
   */
  async freeze(
    practice: string,
    member: string,
    reason: FreezeReason,
    by: { readonly member: string; readonly session: string } | null,
  ): Promise<{ freeze: string; vaults: number }> {
    const { store, federation, now, random } = this.#dependencies;
    const freeze = toRecordId(random(16));
    await store.inPractice(practice, async (tx) => {
      if ((await rowsOf(tx, isMember, [practice, member])).length === 0) throw new Refusal('not_found');
      if (by !== null && by.member !== member) await limitFreezes(tx, { practice, member, by: by.member, now: now() });
      await rowsOf(tx, record, [practice, freeze, member, reason, by?.member ?? null, now()]);
      await hold(tx, practice, member);
      await appendLeaf(tx, practice, { kind: 'freeze', ...by, subject: member, detail: reason }, this.#dependencies);
    });
    const vaults = await this.#send({ practice, freeze, member, reason });
    await store.inPractice(practice, async (tx) => {
      await rowsOf(tx, countVaults, [practice, freeze, vaults]);
      // Again: the vaults may have been read before they received the freeze.
      await hold(tx, practice, member);
    });
    if (vaults < federation.threshold) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
    return { freeze, vaults };
  }

  /** Sends again the freezes that some vaults have not accepted. */
  async resend(practice: string): Promise<void> {
    const { store, federation, now } = this.#dependencies;
    const values = [practice, federation.vaults.length, now() - resendMs];
    const rows = await store.inPractice(practice, (tx) => rowsOf<Unsent>(tx, unsent, values));
    for (const row of rows) {
      const vaults = await this.#send({ practice, ...row });
      await store.inPractice(practice, (tx) => rowsOf(tx, countVaults, [practice, row.freeze, vaults]));
    }
  }

  async #send(freeze: Ordered): Promise<number> {
    const { serverKey, federation, fetch, timeoutMs, now, random } = this.#dependencies;
    const fresh = { audience: audienceOf(federation), iat: Math.floor(now() / 1000), jti: toBase64url(random(16)) };
    const jws = await signJson({ ...fresh, ...freeze } satisfies ServerFreeze, jwsTypes.freeze, serverKey);
    const sent = await Promise.allSettled(
      federation.vaults.map(({ url }) =>
        postText(fetch, `${url}${practicesPath}/${freeze.practice}/freezes`, jws, mediaTypes.jws, timeoutMs),
      ),
    );
    return sent.filter(({ status }) => status === 'fulfilled').length;
  }
}

/** The freeze applies here at once, even if no vault was reached; the vaults are read again soon. */
async function hold(tx: Tx, practice: string, member: string): Promise<void> {
  await rowsOf(tx, mark, [practice, member]);
  await rowsOf(tx, syncMemberStatus, [practice]);
}
