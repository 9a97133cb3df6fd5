-- Alarms, written in the transaction of their cause, and delivered until accepted.
CREATE TABLE alarm (
  id           text PRIMARY KEY,
  practice     text NOT NULL,
  member       text,
  kind         text NOT NULL,
  purpose      text,
  count        bigint,
  detail       text,
  -- Recipients if the practice's contacts have changed since; null: its contacts.
  contacts     text[],
  at           bigint NOT NULL,
  -- Until when an approver must acknowledge it; null: none has to. Afterwards the member has only the emergency quota.
  acknowledge_by  bigint,
  -- Time of the reminder to the contacts, unless it was acknowledged; null after the reminder.
  remind_at       bigint,
  acknowledged_at bigint,
  acknowledged_by text
);
CREATE INDEX alarm_at ON alarm (at);
CREATE INDEX alarm_practice ON alarm (practice, at);
CREATE INDEX alarm_remind_at ON alarm (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX alarm_unacknowledged ON alarm (practice, member) WHERE acknowledge_by IS NOT NULL AND acknowledged_at IS NULL;

-- The channels of the vault's configuration, as of its last start. Removing a channel deletes its deliveries.
CREATE TABLE alarm_channel (
  name text PRIMARY KEY
);

-- One row for each channel that has not accepted an alarm yet, inserted in the transaction of the alarm.
CREATE TABLE alarm_delivery (
  alarm    text NOT NULL REFERENCES alarm (id),
  channel  text NOT NULL REFERENCES alarm_channel (name) ON DELETE CASCADE,
  attempts integer NOT NULL DEFAULT 0,
  -- Earliest next attempt: the end of the wait after the last one, or of the lease of a running one.
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

-- 16 random bytes (122 bits of them from the server's generator) as the protocol writes ids: lower-case base32.
CREATE FUNCTION record_id() RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  alphabet CONSTANT text := 'abcdefghijklmnopqrstuvwxyz234567';
  bytes CONSTANT bytea := uuid_send(gen_random_uuid());
  id text := '';
  held integer := 0;
  bits integer := 0;
BEGIN
  FOR i IN 0 .. 15 LOOP
    held := ((held << 8) | get_byte(bytes, i)) & 4095;
    bits := bits + 8;
    WHILE bits >= 5 LOOP
      bits := bits - 5;
      id := id || substr(alphabet, ((held >> bits) & 31) + 1, 1);
    END LOOP;
  END LOOP;
  RETURN id || substr(alphabet, ((held << (5 - bits)) & 31) + 1, 1);
END $$;

-- Raises an alarm; to be called in the transaction of the cause. `why` is an alarm kind of core/vault-protocol. Arguments
-- that do not apply are null.
CREATE FUNCTION alarm_raise(
  of_practice text, of_member text, why text, of_purpose text, how_many bigint, more text, at_ms bigint
) RETURNS text
LANGUAGE sql VOLATILE AS $$
  INSERT INTO alarm (id, practice, member, kind, purpose, count, detail, at)
  VALUES (record_id(), of_practice, of_member, why, of_purpose, how_many, more, at_ms)
  RETURNING id
$$;

-- Reminds the contacts, once for each member, of alarms for which half of the time to acknowledge them has passed. A
-- reminder contains their first deadline and is acknowledged with them; by itself it reduces no quota.
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
