-- The vault that owns this store, set at its first start, so that another vault does not use its quota. At most one row.
CREATE TABLE vault_identity (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Ed25519, base64url.
  signing_key text NOT NULL,
  vault_index integer NOT NULL,
  vaults      integer NOT NULL,
  threshold   integer NOT NULL
);

-- A heartbeat: increments the sequence, and checks whether the store is older than this replica's last count.
-- `known_store` is null for a replica without a last count: then a store with any count is not trusted.
--
-- A restored store has forgotten counts, closed rights and importers' batches: all anonymous callers and members are
-- refused for a rolling day, the days that were lost count as fully used for 30 days, and every importer's right is
-- closed, because its use is no longer known. Each practice is notified.
CREATE FUNCTION vault_beat(known_store text, known_sequence bigint, now_ms bigint)
RETURNS TABLE (store_id text, sequence bigint, restored boolean, spent_until bigint)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  s vault_state;
  day_ms CONSTANT bigint := 86400000;
BEGIN
  SELECT * INTO STRICT s FROM vault_state FOR UPDATE;
  store_id := s.store_id;
  sequence := greatest(s.sequence, known_sequence) + 1;
  restored := CASE
    WHEN known_store IS NULL THEN
      EXISTS (SELECT FROM quota) OR EXISTS (SELECT FROM key_set) OR EXISTS (SELECT FROM practice)
    ELSE s.store_id <> known_store OR s.sequence < known_sequence
  END;
  UPDATE vault_state v SET sequence = vault_beat.sequence, beat_at = greatest(s.beat_at, now_ms);
  IF restored THEN
    UPDATE vault_state v SET
      spent_until = greatest(s.spent_until, now_ms + day_ms),
      lost_from   = CASE WHEN s.lost_until > now_ms - 30 * day_ms THEN least(s.lost_from, s.beat_at) ELSE s.beat_at END,
      lost_until  = greatest(s.lost_until, now_ms);
    UPDATE importer_right SET closed_at = now_ms WHERE closed_at IS NULL;
    UPDATE practice_importer SET closed_at = now_ms WHERE closed_at IS NULL;
    PERFORM alarm_raise(p.id, NULL, 'store_restored', NULL, NULL, NULL, now_ms) FROM practice p;
  END IF;
  spent_until := CASE WHEN restored THEN greatest(s.spent_until, now_ms + day_ms) ELSE s.spent_until END;
  RETURN NEXT;
END $$;

-- To be called when a replica starts, before its first heartbeat. Time in which no replica ran, and time that a restored
-- copy lost, makes no member dormant. The heartbeat needs the earlier `beat_at`, so this function leaves it unchanged.
CREATE FUNCTION vault_wake(now_ms bigint) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  s vault_state;
  away_ms bigint;
BEGIN
  SELECT * INTO STRICT s FROM vault_state FOR UPDATE;
  away_ms := now_ms - greatest(s.beat_at, s.woken_at);
  IF s.beat_at > 0 AND away_ms > 3600000 THEN
    UPDATE practice_member SET active_at = least(greatest(active_at, now_ms), active_at + away_ms);
  END IF;
  UPDATE vault_state SET woken_at = greatest(woken_at, now_ms);
END $$;
