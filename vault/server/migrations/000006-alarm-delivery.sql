-- One row for each channel that has not accepted an alarm yet, made in the transaction of the alarm. The alarm itself
-- keeps nothing of its delivery.
DROP INDEX alarm_due;
ALTER TABLE alarm DROP COLUMN delivered_at, DROP COLUMN attempts, DROP COLUMN next_at;

-- The channels of the vault's configuration, as its last start left them. One that is taken out takes its rows along.
CREATE TABLE alarm_channel (
  name text PRIMARY KEY
);

CREATE TABLE alarm_delivery (
  alarm    text NOT NULL REFERENCES alarm (id),
  channel  text NOT NULL REFERENCES alarm_channel (name) ON DELETE CASCADE,
  attempts integer NOT NULL DEFAULT 0,
  -- Not before: the end of the last attempt's wait, or of the lease of the one that is under way.
  next_at  bigint NOT NULL,
  PRIMARY KEY (channel, alarm)
) WITH (fillfactor = 70);
CREATE INDEX alarm_delivery_due ON alarm_delivery (channel, next_at);

CREATE FUNCTION alarm_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO alarm_delivery (alarm, channel, next_at) SELECT NEW.id, name, NEW.at FROM alarm_channel;
  RETURN NEW;
END $$;
CREATE TRIGGER alarm_enqueued AFTER INSERT ON alarm FOR EACH ROW EXECUTE FUNCTION alarm_enqueue();

CREATE OR REPLACE FUNCTION alarm_raise(
  of_practice text, of_member text, why text, of_purpose text, how_many bigint, more text, at_ms bigint
) RETURNS text
LANGUAGE sql VOLATILE AS $$
  INSERT INTO alarm (id, practice, member, kind, purpose, count, detail, at)
  VALUES (record_id(), of_practice, of_member, why, of_purpose, how_many, more, at_ms)
  RETURNING id
$$;

-- Reminds the contacts, once for each member, of alarms that half of the time to acknowledge them has passed for. A reminder
-- states the first of their deadlines and is settled with them; by itself it takes nothing from the member.
CREATE FUNCTION alarm_remind(now_ms bigint) RETURNS void
LANGUAGE sql VOLATILE AS $$
  WITH due AS (
    UPDATE alarm a SET remind_at = NULL
    WHERE a.remind_at IS NOT NULL AND EXISTS (
      SELECT FROM alarm d WHERE d.practice = a.practice AND d.member = a.member AND d.remind_at <= now_ms)
    RETURNING a.practice, a.member, a.acknowledge_by, a.acknowledged_at
  )
  INSERT INTO alarm (id, practice, member, kind, count, at, acknowledge_by)
  SELECT record_id(), practice, member, 'reminder', count(*), now_ms, min(acknowledge_by)
  FROM due WHERE acknowledged_at IS NULL GROUP BY practice, member
$$;

CREATE FUNCTION alarm_channels(names text[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
  DELETE FROM alarm_channel WHERE name <> ALL (names);
  INSERT INTO alarm_channel SELECT unnest(names) ON CONFLICT DO NOTHING;
$$;
