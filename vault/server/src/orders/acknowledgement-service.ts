import { acknowledgementHash, type SignedAcknowledgement } from '@etanche/core-vault-protocol';
import type pg from 'pg';
import type { Asker } from '../http/lane.ts';
import { Refusal } from '../http/refusal.ts';
import { reading, type PracticeLanes } from './order-service.ts';
import { signersOf } from './signers.ts';
import { verifyAssertion } from './verify-assertion.ts';

/** How far the time of an acknowledgement may be ahead of the vault's clock. */
const aheadMs = 120_000;

type AcknowledgementServiceOptions = {
  readonly lanes: Pick<PracticeLanes, 'urgent'>;
  /** Index of this vault. */
  readonly index: number;
  readonly now: () => number;
};

/** Handles an approver's acknowledgement of the alarms about a member, from any vault's page. */
export class AcknowledgementService {
  readonly #options: AcknowledgementServiceOptions;

  constructor(options: AcknowledgementServiceOptions) {
    this.#options = options;
  }

  /**
   * A repeated or late acknowledgement settles the alarms up to its time again, and never a later alarm.
   *
   * @param network networks of the caller
   * @returns the number of settled alarms of this vault
   * @throws Refusal `caller_refused` for every fault of the signature, `request_invalid`, `store_unavailable`
   */
  async submit(
    practice: string,
    { acknowledgement, approver, assertion }: SignedAcknowledgement,
    network: Asker,
  ): Promise<number> {
    const { lanes, now } = this.#options;
    if (acknowledgement.practice !== practice) throw new Refusal('caller_refused');
    const cardOf = async (client: pg.ClientBase) =>
      (await signersOf(client, practice, 'approvers', now())).approvers.get(approver);
    const inLane = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
      lanes.urgent.run(network, (database) => reading(() => database.transaction(work)));
    const card = await inLane(cardOf);
    if (card === undefined || !(await verifyAssertion(assertion, card, acknowledgementHash(acknowledgement)))) {
      throw new Refusal('caller_refused');
    }
    if (acknowledgement.time * 1000 > now() + aheadMs) {
      throw new Refusal('request_invalid', { detail: 'The time of the acknowledgement is in the future.' });
    }
    return inLane(async (client) => {
      if ((await cardOf(client))?.publicKey !== card.publicKey) throw new Refusal('caller_refused');
      return this.#settle(client, acknowledgement, approver);
    });
  }

  async #settle(
    client: pg.ClientBase,
    { practice, member, alarm, index, time }: SignedAcknowledgement['acknowledgement'],
    approver: string,
  ): Promise<number> {
    // The member's claims lock the same row, so the next claim sees the settled alarms.
    await client.query('SELECT 1 FROM practice_member WHERE practice = $1 AND id = $2 FOR UPDATE', [practice, member]);
    if (index === this.#options.index) {
      const { rowCount } = await client.query('SELECT 1 FROM alarm WHERE id = $1 AND practice = $2 AND member = $3', [
        alarm,
        practice,
        member,
      ]);
      if (rowCount === 0) throw new Refusal('request_invalid', { detail: 'This member has no such alarm.' });
    }
    const { rows } = await client.query<{ kind: string; at: string }>(
      `UPDATE alarm SET acknowledged_at = $4, acknowledged_by = $5
       WHERE practice = $1 AND member = $2 AND at < ($3::bigint + 1) * 1000
         AND acknowledge_by IS NOT NULL AND acknowledged_at IS NULL
       RETURNING kind, at`,
      [practice, member, time, this.#options.now(), approver],
    );
    // An acknowledged hour is normal work, from which the practice's hours are learned.
    const hours = rows
      .filter(({ kind }) => kind === 'outside_hours')
      .map(({ at }) => Math.floor(Number(at) / 3_600_000));
    await client.query(
      'UPDATE member_hour SET open = true WHERE practice = $1 AND member = $2 AND hour = ANY ($3::bigint[])',
      [practice, member, hours],
    );
    return rows.length;
  }
}
