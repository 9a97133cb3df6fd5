-- Pruning finds rows by their age.
CREATE INDEX daily_count_day ON daily_count (day);

-- Deletes at most `most` alarms from before a time, as many counts from before a day and as many hours of members from
-- before an hour. An alarm stays until every channel has accepted it and an approver has acknowledged it, where one must.
-- Replicas that prune at the same time skip each other's rows.
CREATE FUNCTION vault_prune(
  alarms_before bigint, counts_before date, hours_before bigint, most integer,
  OUT alarms bigint, OUT counts bigint, OUT hours bigint
)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  DELETE FROM alarm WHERE id IN (
    SELECT a.id FROM alarm a
    WHERE a.at < alarms_before AND (a.acknowledge_by IS NULL OR a.acknowledged_at IS NOT NULL OR a.kind = 'reminder')
      AND NOT EXISTS (SELECT FROM alarm_delivery d WHERE d.alarm = a.id)
    ORDER BY a.at LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS alarms = ROW_COUNT;
  DELETE FROM daily_count WHERE (practice, day, member) IN (
    SELECT c.practice, c.day, c.member FROM daily_count c
    WHERE c.day < counts_before ORDER BY c.day LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS counts = ROW_COUNT;
  DELETE FROM member_hour WHERE (practice, member, hour) IN (
    SELECT w.practice, w.member, w.hour FROM member_hour w
    WHERE w.hour < hours_before ORDER BY w.hour LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS hours = ROW_COUNT;
END $$;
