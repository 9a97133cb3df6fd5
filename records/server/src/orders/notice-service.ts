import { audienceOf, mediaTypes, practicesPath, type PracticeNotice } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url, type Bytes } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import { signJson, type ServerKey } from '../config/server-key.ts';
import { rowsOf, type Store } from '../store/store.ts';
import type { VaultReader } from './read-chain.ts';
import { postText } from './vault-http.ts';

type NoticeDependencies = VaultReader & {
  readonly store: Store;
  readonly serverKey: ServerKey;
  readonly random: (length: number) => Bytes;
};

type Notice = Pick<PracticeNotice, 'notice' | 'kind' | 'member'>;

const record = {
  name: 'notice_record',
  text: `INSERT INTO vault_notice (practice, notice, kind, member, made_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (practice, notice) DO NOTHING`,
};
const read = {
  name: 'notice_read',
  text: 'SELECT vaults::int AS vaults FROM vault_notice WHERE practice = $1 AND notice = $2 AND kind = $3 AND member = $4',
};
const countVaults = {
  name: 'notice_count',
  text: 'UPDATE vault_notice SET vaults = greatest(vaults, $3) WHERE practice = $1 AND notice = $2',
};
const unsent = {
  name: 'notice_unsent',
  text: `SELECT notice, kind, member FROM vault_notice
    WHERE practice = $1 AND vaults < $2 AND made_at > $3 ORDER BY made_at LIMIT 100`,
};
/** Time in which a notice is sent again to a vault that was unreachable. */
const resendMs = 3 * 24 * 3_600_000;

/**
 * Notifies the vaults before a change that weakens a member's protection or threatens a file (docs/protocol.md 6.2).
 */
export class NoticeService {
  readonly #dependencies: NoticeDependencies;

  constructor(dependencies: NoticeDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Returns once t vaults have the notice. A notice that they already have is not sent again.
   *
   * @throws Refusal `vaults_unreachable`; the caller must then stop and may retry
   */
  async require(practice: string, notice: Notice): Promise<void> {
    const { store, federation, now } = this.#dependencies;
    const { notice: id, kind, member } = notice;
    const before = await store.inPractice(practice, async (tx) => {
      await rowsOf(tx, record, [practice, id, kind, member, now()]);
      const [row] = await rowsOf<{ vaults: number }>(tx, read, [practice, id, kind, member]);
      return row?.vaults ?? 0;
    });
    if (before >= federation.threshold) return;
    const vaults = await this.#send(practice, notice);
    if (vaults < federation.threshold) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
  }

  /** Sends again the notices that some vaults have not accepted. */
  async resend(practice: string): Promise<void> {
    const { store, federation, now } = this.#dependencies;
    const values = [practice, federation.vaults.length, now() - resendMs];
    const rows = await store.inPractice(practice, (tx) => rowsOf<Notice>(tx, unsent, values));
    for (const row of rows) await this.#send(practice, row);
  }

  async #send(practice: string, notice: Notice): Promise<number> {
    const { store, serverKey, federation, fetch, timeoutMs, now, random } = this.#dependencies;
    const fresh = { audience: audienceOf(federation), iat: Math.floor(now() / 1000), jti: toBase64url(random(16)) };
    const payload = { ...fresh, practice, ...notice } satisfies PracticeNotice;
    const jws = await signJson(payload, jwsTypes.practiceNotice, serverKey);
    const sent = await Promise.allSettled(
      federation.vaults.map(({ url }) =>
        postText(fetch, `${url}${practicesPath}/${practice}/notices`, jws, mediaTypes.jws, timeoutMs),
      ),
    );
    const vaults = sent.filter(({ status }) => status === 'fulfilled').length;
    await store.inPractice(practice, (tx) => rowsOf(tx, countVaults, [practice, notice.notice, vaults]));
    return vaults;
  }
}
