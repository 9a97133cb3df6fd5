import { recordsLimits } from '@etanche/core-records-protocol';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';

const dayMs = 86_400_000;

/** Serializes the freezes of a practice: two concurrent ones would both use the last one that is left. */
const takeTurn = {
  name: 'freeze_turn',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('freeze/' || $1::text, 0))`,
};
/** @param $2 the member to freeze, $3 the caller, $4 a day ago in ms */
const count = {
  name: 'freeze_limits',
  text: `WITH people AS (
      SELECT member, 'doctor' = ANY (roles) AS doctor, status FROM chain_member
      WHERE practice = $1 AND until IS NULL AND status <> 'retired'),
    ordered AS (
      SELECT f.member, f.ordered_by, f.ordered_at, p.doctor, p.status
      FROM server_freeze f JOIN people p USING (member)
      WHERE f.practice = $1 AND f.ordered_by <> f.member AND (f.ordered_at > $4 OR p.status = 'frozen')),
    others AS (SELECT DISTINCT member, doctor FROM ordered WHERE member <> $2)
    SELECT (SELECT doctor FROM people WHERE member = $2) AS "isDoctor",
      (SELECT count(*)::int FROM server_freeze f WHERE f.practice = $1 AND f.ordered_by = $3 AND f.member <> $3
        AND f.ordered_at > $4) AS own,
      (SELECT count(*)::int FROM people) AS members,
      (SELECT count(*)::int FROM people WHERE doctor) AS doctors,
      (SELECT count(*)::int FROM others) AS "frozenMembers",
      (SELECT count(*)::int FROM others WHERE doctor) AS "frozenDoctors",
      (SELECT count(*)::int FROM people WHERE doctor AND status = 'active' AND member <> $2) AS "doctorsLeft"`,
};
type Counts = {
  readonly isDoctor: boolean | null;
  readonly own: number;
  readonly members: number;
  readonly doctors: number;
  readonly frozenMembers: number;
  readonly frozenDoctors: number;
  readonly doctorsLeft: number;
};

/**
 * Limits the freezes that members order of others (docs/protocol.md 8.1): an attacker with one session could stop a
 * practice with them. Beyond the limits an approver freezes on a vault's page. To be called in the transaction that
 * records the freeze.
 *
 * @throws Refusal `limit_reached`
 */
export async function limitFreezes(
  tx: Tx,
  { practice, member, by, now }: { practice: string; member: string; by: string; now: number },
): Promise<void> {
  await rowsOf(tx, takeTurn, [practice]);
  const [counts] = await rowsOf<Counts>(tx, count, [practice, member, by, now - dayMs]);
  const reason = counts === undefined ? 'could not count' : excess(counts);
  if (reason !== null) throw new Refusal('limit_reached', { detail: `${reason}; an approver can freeze this member` });
}

function excess(counts: Counts): string | null {
  const { freezesPerDay, frozenShare } = recordsLimits;
  const atOnce = (of: number) => Math.max(1, Math.floor(of / frozenShare));
  if (counts.own >= freezesPerDay) return `a member freezes at most ${freezesPerDay} others in 24 hours`;
  if (counts.frozenMembers >= atOnce(counts.members)) return 'members have frozen a third of the practice';
  if (counts.isDoctor !== true) return null;
  if (counts.frozenDoctors >= atOnce(counts.doctors)) return 'members have frozen a third of the doctors';
  return counts.doctorsLeft === 0 ? 'no other doctor could work' : null;
}
