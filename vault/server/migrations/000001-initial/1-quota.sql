-- Rolling quotas. One row per subject contains all its counts, so one row lock serializes the claims of a subject.
--
-- A window is counted in slots. A unit counts until its whole slot has left the window: never shorter than the window,
-- at most one slot longer.
CREATE TABLE quota (
  subject  text PRIMARY KEY,
  -- The greatest clock value seen, in ms since 1970: a clock that is set back restores no units.
  seen_at  bigint NOT NULL CHECK (seen_at > 0),
  total    bigint NOT NULL DEFAULT 0 CHECK (total >= 0),
  -- Theoretical arrival time of the generic cell rate algorithm (ITU-T I.371), in ms since 1970.
  burst_at bigint NOT NULL DEFAULT 0,
  -- Ring buffers: slot s is at index s mod length + 1.
  minute   bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[13]), -- 60 s in slots of 5 s
  day      bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[97]), -- 24 h in slots of 15 min
  month    bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[31])  -- 30 days in slots of 1 day
) WITH (fillfactor = 50); -- room for HOT updates: only the primary key is indexed

-- One row. `sequence` only grows, and each replica keeps the last value it saw in a signed file outside the database:
-- a store with a lower sequence than such a file was restored from a copy, and its counts are too low.
CREATE TABLE vault_state (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  store_id     text NOT NULL DEFAULT gen_random_uuid()::text,
  sequence     bigint NOT NULL DEFAULT 0,
  -- Last heartbeat, in ms since 1970.
  beat_at      bigint NOT NULL DEFAULT 0,
  -- After a restore every claim is refused until `spent_until`, and the days from `lost_from` to `lost_until` count as
  -- fully used in the windows of 30 days.
  spent_until  bigint NOT NULL DEFAULT 0,
  lost_from    bigint NOT NULL DEFAULT 0,
  lost_until   bigint NOT NULL DEFAULT 0,
  -- When a replica last started.
  woken_at     bigint NOT NULL DEFAULT 0
);
INSERT INTO vault_state DEFAULT VALUES;

-- Limits of one subject in a claim. Null means no such limit; at least one limit is required.
CREATE TYPE quota_limit AS (
  subject    text,
  per_minute bigint,
  per_day    bigint,
  per_month  bigint,
  in_total   bigint,
  burst      bigint, -- units at once
  burst_ms   bigint, -- time in ms after which one unit of the burst returns
  lost_day   bigint  -- units that a lost day counts against per_month; required with per_month
);

-- outcome: granted | minute | day | month | total | burst | work | spent | behind
-- percent: use of the fullest minute or day window, including this item if it is granted.
-- most: the limit that rejected the item, in units or people.
CREATE TYPE quota_answer AS (outcome text, subject text, retry_ms bigint, percent integer, most bigint);

CREATE FUNCTION slots_advance(slots bigint[], seen bigint, slot bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  n CONSTANT integer := cardinality(slots);
BEGIN
  IF slot - seen >= n THEN
    RETURN array_fill(0::bigint, ARRAY[n]);
  END IF;
  FOR s IN seen + 1 .. slot LOOP
    slots[s % n + 1] := 0;
  END LOOP;
  RETURN slots;
END $$;

CREATE FUNCTION slots_sum(slots bigint[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  used bigint := 0;
  u bigint;
BEGIN
  FOREACH u IN ARRAY slots LOOP
    used := used + u;
  END LOOP;
  RETURN used;
END $$;

CREATE FUNCTION slots_add(slots bigint[], slot bigint, units bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  n CONSTANT integer := cardinality(slots);
BEGIN
  slots[slot % n + 1] := slots[slot % n + 1] + units;
  RETURN slots;
END $$;

-- The sum of the last slots, including the current one, to which the slots must have been advanced.
CREATE FUNCTION slots_last(slots bigint[], slot bigint, slot_count integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  n CONSTANT integer := cardinality(slots);
  used bigint := 0;
BEGIN
  FOR s IN slot - slot_count + 1 .. slot LOOP
    used := used + slots[s % n + 1];
  END LOOP;
  RETURN used;
END $$;

-- Time in ms until enough slots have left the window for `wanted` more units to fit under `most`.
CREATE FUNCTION slots_retry(slots bigint[], slot bigint, slot_ms bigint, used bigint, wanted bigint, most bigint, t bigint)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  n CONSTANT integer := cardinality(slots);
  freed bigint := 0;
BEGIN
  FOR s IN slot - n + 1 .. slot LOOP
    freed := freed + slots[s % n + 1];
    IF used - freed + wanted <= most THEN
      RETURN (s + n) * slot_ms - t;
    END IF;
  END LOOP;
  RETURN n * slot_ms;
END $$;

-- Lost days of a restored store are counted at the highest limit that may have applied on them, not at the current one: a
-- raise may have ended since, its order may be lost too, and a new key has a reduced limit.

-- The highest number of units that may have been used in the lost time of a restored store within the 30 days before `t`:
-- each day in full, but no more than the burst permits in that time. If the clock shows no lost time, its length is
-- unknown and one day is counted.
CREATE FUNCTION lost_units(lost_day bigint, burst bigint, burst_ms bigint, t bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN upto > t - 30 * 86400000::bigint THEN
      -- least() passes over a null: without a burst only the days count.
      least(lost_day * greatest(upto / 86400000 - since / 86400000 + 1, 1),
            CASE WHEN upto > since THEN burst + (upto - since) / burst_ms + 1 END)
    ELSE 0 END
  FROM (SELECT lost_until AS upto, greatest(lost_from, t - 30 * 86400000::bigint) AS since FROM vault_state) lost
$$;

-- Counts units[i] against every subject of `limits` or against none, and returns one answer for each item, in order.
--
-- share[i]: the percentage of the minute and day limits that item i may fill. If only the share rejects an item, the
-- answer is `work`.
-- sequence_floor: the last sequence that the caller saw; a store with a lower one answers `behind` and counts nothing.
--
-- The rows are locked one by one in the order of their names, so claims never deadlock. Under READ COMMITTED each
-- statement of a volatile function has its own snapshot, and SELECT … FOR UPDATE returns the newest committed version
-- of the row after it has waited: the values below are never stale.
CREATE FUNCTION vault_claim(
  limits quota_limit[], units bigint[], share integer[], now_ms bigint, sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  minute_ms CONSTANT bigint := 5000;
  day_ms    CONSTANT bigint := 900000;
  month_ms  CONSTANT bigint := 86400000;
  n CONSTANT integer := cardinality(limits);
  sorted quota_limit[];
  l quota_limit;
  r quota;
  state vault_state;
  rows_held quota[];
  t bigint := now_ms;
  wanted bigint;
  allowed bigint;
  full_percent integer;
  granted bigint := 0;
  minute_used bigint[];
  day_used bigint[];
  month_used bigint[];
  total_used bigint[];
  burst_used bigint[];
  answer quota_answer;
  waits bigint;
BEGIN
  IF n IS NULL OR n = 0 OR cardinality(units) IS DISTINCT FROM cardinality(share) OR now_ms IS NULL OR now_ms <= 0
     OR sequence_floor IS NULL OR units IS NULL OR array_position(units, NULL) IS NOT NULL
     OR array_position(share, NULL) IS NOT NULL THEN
    RAISE EXCEPTION 'claim is malformed' USING ERRCODE = '22023';
  END IF;
  FOREACH wanted IN ARRAY units LOOP
    IF wanted < 1 OR wanted > 1000000000 THEN
      RAISE EXCEPTION 'claim is malformed' USING ERRCODE = '22023';
    END IF;
  END LOOP;

  SELECT * INTO STRICT state FROM vault_state;
  IF state.sequence < sequence_floor THEN
    FOR i IN 1 .. cardinality(units) LOOP
      RETURN NEXT ROW('behind', NULL, NULL, NULL, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;

  SELECT array_agg(x ORDER BY x.subject COLLATE "C") INTO sorted FROM unnest(limits) x;
  FOR k IN 1 .. n LOOP
    l := sorted[k];
    IF l.subject IS NULL OR coalesce(l.per_minute, l.per_day, l.per_month, l.in_total, l.burst) IS NULL
       OR (l.burst IS NULL) <> (l.burst_ms IS NULL) OR (l.per_month IS NULL) <> (l.lost_day IS NULL)
       OR (k > 1 AND sorted[k - 1].subject = l.subject) THEN
      RAISE EXCEPTION 'claim is malformed' USING ERRCODE = '22023';
    END IF;
    SELECT * INTO r FROM quota q WHERE q.subject = l.subject FOR UPDATE;
    IF NOT FOUND THEN
      INSERT INTO quota (subject, seen_at) VALUES (l.subject, now_ms) ON CONFLICT DO NOTHING;
      SELECT * INTO STRICT r FROM quota q WHERE q.subject = l.subject FOR UPDATE;
    END IF;
    rows_held[k] := r;
    t := greatest(t, r.seen_at);
  END LOOP;

  IF t < state.spent_until THEN
    FOR i IN 1 .. cardinality(units) LOOP
      RETURN NEXT ROW('spent', sorted[1].subject, state.spent_until - t, NULL, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;

  FOR k IN 1 .. n LOOP
    r := rows_held[k];
    r.minute := slots_advance(r.minute, r.seen_at / minute_ms, t / minute_ms);
    r.day := slots_advance(r.day, r.seen_at / day_ms, t / day_ms);
    r.month := slots_advance(r.month, r.seen_at / month_ms, t / month_ms);
    rows_held[k] := r;
    minute_used[k] := slots_sum(r.minute);
    day_used[k] := slots_sum(r.day);
    month_used[k] := slots_sum(r.month);
    IF sorted[k].per_month IS NOT NULL THEN
      month_used[k] := month_used[k] + lost_units(sorted[k].lost_day, sorted[k].burst, sorted[k].burst_ms, t);
    END IF;
    total_used[k] := r.total;
    burst_used[k] := greatest(r.burst_at, t);
  END LOOP;

  FOR i IN 1 .. cardinality(units) LOOP
    wanted := units[i];
    answer := ROW('granted', NULL, NULL, 0, NULL)::quota_answer;
    FOR k IN 1 .. n LOOP
      l := sorted[k];
      r := rows_held[k];
      IF l.in_total IS NOT NULL AND total_used[k] + wanted > l.in_total THEN
        answer := ROW('total', l.subject, NULL, NULL, l.in_total)::quota_answer;
        EXIT;
      END IF;
      IF l.per_month IS NOT NULL AND month_used[k] + wanted > l.per_month THEN
        waits := slots_retry(r.month, t / month_ms, month_ms, month_used[k], wanted, l.per_month, t);
        answer := ROW('month', l.subject, waits, NULL, l.per_month)::quota_answer;
        EXIT;
      END IF;
      IF l.per_day IS NOT NULL AND day_used[k] + wanted > l.per_day THEN
        waits := slots_retry(r.day, t / day_ms, day_ms, day_used[k], wanted, l.per_day, t);
        answer := ROW('day', l.subject, waits, NULL, l.per_day)::quota_answer;
        EXIT;
      END IF;
      IF l.per_minute IS NOT NULL AND minute_used[k] + wanted > l.per_minute THEN
        waits := slots_retry(r.minute, t / minute_ms, minute_ms, minute_used[k], wanted, l.per_minute, t);
        answer := ROW('minute', l.subject, waits, NULL, l.per_minute)::quota_answer;
        EXIT;
      END IF;
      IF l.burst IS NOT NULL AND burst_used[k] + wanted * l.burst_ms - t > l.burst * l.burst_ms THEN
        waits := burst_used[k] + wanted * l.burst_ms - t - l.burst * l.burst_ms;
        answer := ROW('burst', l.subject, waits, NULL, l.burst)::quota_answer;
        EXIT;
      END IF;
      full_percent := greatest(
        coalesce(ceil(100.0 * (minute_used[k] + wanted) / l.per_minute), 0),
        coalesce(ceil(100.0 * (day_used[k] + wanted) / l.per_day), 0));
      IF full_percent > share[i] THEN
        answer := ROW('work', l.subject, NULL, full_percent, NULL)::quota_answer;
        EXIT;
      END IF;
      answer.percent := greatest(answer.percent, full_percent);
    END LOOP;
    IF answer.outcome = 'granted' THEN
      granted := granted + wanted;
      FOR k IN 1 .. n LOOP
        minute_used[k] := minute_used[k] + wanted;
        day_used[k] := day_used[k] + wanted;
        month_used[k] := month_used[k] + wanted;
        total_used[k] := total_used[k] + wanted;
        burst_used[k] := burst_used[k] + wanted * coalesce(sorted[k].burst_ms, 0);
      END LOOP;
    END IF;
    RETURN NEXT answer;
  END LOOP;

  IF granted > 0 THEN
    FOR k IN 1 .. n LOOP
      r := rows_held[k];
      UPDATE quota q SET
        seen_at  = t,
        total    = r.total + granted,
        burst_at = CASE WHEN sorted[k].burst IS NULL THEN r.burst_at ELSE burst_used[k] END,
        minute   = slots_add(r.minute, t / minute_ms, granted),
        day      = slots_add(r.day, t / day_ms, granted),
        month    = slots_add(r.month, t / month_ms, granted)
      WHERE q.subject = r.subject;
    END LOOP;
  END IF;
END $$;
