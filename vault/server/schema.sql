TABLE importer_right (
  key_set text NOT NULL,
  public_key text NOT NULL,
  units bigint NOT NULL,
  until bigint NOT NULL,
  closed_at bigint
)
TABLE key_set (
  id text NOT NULL,
  owner text NOT NULL,
  index_name text NOT NULL,
  per_minute bigint NOT NULL,
  per_day bigint NOT NULL,
  opened_at bigint NOT NULL,
  withdrawn_at bigint
)
TABLE manifest_log (
  index_name text NOT NULL,
  version bigint NOT NULL,
  owner text NOT NULL,
  sha256 text NOT NULL,
  signed_at bigint NOT NULL
)
TABLE quota (
  subject text NOT NULL,
  seen_at bigint NOT NULL,
  total bigint NOT NULL DEFAULT 0,
  burst_at bigint NOT NULL DEFAULT 0,
  minute bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[13]),
  day bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[97]),
  month bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[31])
)
TABLE request_seen (
  caller text NOT NULL,
  jti text NOT NULL,
  expires_at bigint NOT NULL
)
TABLE vault_state (
  one boolean NOT NULL DEFAULT true,
  store_id text NOT NULL DEFAULT (gen_random_uuid())::text,
  sequence bigint NOT NULL DEFAULT 0,
  beat_at bigint NOT NULL DEFAULT 0,
  spent_until bigint NOT NULL DEFAULT 0,
  lost_from bigint NOT NULL DEFAULT 0,
  lost_until bigint NOT NULL DEFAULT 0
)

CONSTRAINT importer_right_key_set_fkey ON importer_right FOREIGN KEY (key_set) REFERENCES key_set(id)
CONSTRAINT importer_right_pkey ON importer_right PRIMARY KEY (key_set)
CONSTRAINT importer_right_units_check ON importer_right CHECK ((units > 0))
CONSTRAINT key_set_per_day_check ON key_set CHECK ((per_day > 0))
CONSTRAINT key_set_per_minute_check ON key_set CHECK ((per_minute > 0))
CONSTRAINT key_set_pkey ON key_set PRIMARY KEY (id)
CONSTRAINT manifest_log_pkey ON manifest_log PRIMARY KEY (index_name, version)
CONSTRAINT quota_pkey ON quota PRIMARY KEY (subject)
CONSTRAINT quota_seen_at_check ON quota CHECK ((seen_at > 0))
CONSTRAINT quota_total_check ON quota CHECK ((total >= 0))
CONSTRAINT request_seen_pkey ON request_seen PRIMARY KEY (caller, jti)
CONSTRAINT vault_state_one_check ON vault_state CHECK (one)
CONSTRAINT vault_state_pkey ON vault_state PRIMARY KEY (one)

CREATE INDEX key_set_index_name ON public.key_set USING btree (index_name)
CREATE INDEX request_seen_expiry ON public.request_seen USING btree (caller, expires_at)

CREATE TRIGGER key_set_not_deleted BEFORE DELETE ON public.key_set FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER manifest_log_append_only BEFORE DELETE OR UPDATE ON public.manifest_log FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER manifest_log_not_emptied BEFORE TRUNCATE ON public.manifest_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $function$

CREATE OR REPLACE FUNCTION public.request_accept(request_caller text, request_jti text, iat_ms bigint, age_ms bigint, now_ms bigint, seen_at bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
DECLARE
  t CONSTANT bigint := greatest(now_ms, seen_at);
BEGIN
  IF (abs(iat_ms - now_ms) <= age_ms AND iat_ms + age_ms >= t) IS NOT TRUE THEN
    RETURN false;
  END IF;
  INSERT INTO request_seen VALUES (request_caller, request_jti, iat_ms + age_ms) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM request_seen WHERE caller = request_caller AND expires_at < t;
  RETURN true;
END $function$

CREATE OR REPLACE FUNCTION public.slots_add(slots bigint[], slot bigint, units bigint)
 RETURNS bigint[]
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
DECLARE
  n CONSTANT integer := cardinality(slots);
BEGIN
  slots[slot % n + 1] := slots[slot % n + 1] + units;
  RETURN slots;
END $function$

CREATE OR REPLACE FUNCTION public.slots_advance(slots bigint[], seen bigint, slot bigint)
 RETURNS bigint[]
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.slots_retry(slots bigint[], slot bigint, slot_ms bigint, used bigint, wanted bigint, most bigint, t bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.slots_sum(slots bigint[])
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
DECLARE
  used bigint := 0;
  u bigint;
BEGIN
  FOREACH u IN ARRAY slots LOOP
    used := used + u;
  END LOOP;
  RETURN used;
END $function$

CREATE OR REPLACE FUNCTION public.vault_beat(known_store text, known_sequence bigint, now_ms bigint)
 RETURNS TABLE(store_id text, sequence bigint, restored boolean)
 LANGUAGE plpgsql
AS $function$
DECLARE
  s vault_state;
  day_ms CONSTANT bigint := 86400000;
BEGIN
  SELECT * INTO STRICT s FROM vault_state FOR UPDATE;
  store_id := s.store_id;
  sequence := greatest(s.sequence, known_sequence) + 1;
  restored := CASE
    WHEN known_store IS NULL THEN EXISTS (SELECT FROM quota) OR EXISTS (SELECT FROM key_set)
    ELSE s.store_id <> known_store OR s.sequence < known_sequence
  END;
  UPDATE vault_state v SET sequence = vault_beat.sequence, beat_at = greatest(s.beat_at, now_ms);
  IF restored THEN
    UPDATE vault_state SET
      spent_until = greatest(s.spent_until, now_ms + day_ms),
      lost_from   = CASE WHEN s.lost_until > now_ms - 30 * day_ms THEN least(s.lost_from, s.beat_at) ELSE s.beat_at END,
      lost_until  = greatest(s.lost_until, now_ms);
    UPDATE importer_right SET closed_at = now_ms WHERE closed_at IS NULL;
  END IF;
  RETURN NEXT;
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim(limits quota_limit[], units bigint[], share integer[], now_ms bigint, sequence_floor bigint)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
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
  lost_days bigint := 0;
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
      RETURN NEXT ROW('behind', NULL, NULL, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;

  SELECT array_agg(x ORDER BY x.subject COLLATE "C") INTO sorted FROM unnest(limits) x;
  FOR k IN 1 .. n LOOP
    l := sorted[k];
    IF l.subject IS NULL OR coalesce(l.per_minute, l.per_day, l.per_month, l.in_total, l.burst) IS NULL
       OR (l.burst IS NULL) <> (l.burst_ms IS NULL) OR (k > 1 AND sorted[k - 1].subject = l.subject) THEN
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
      RETURN NEXT ROW('spent', sorted[1].subject, state.spent_until - t, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;
  IF state.lost_until > t - 30 * month_ms THEN
    lost_days := state.lost_until / month_ms - greatest(state.lost_from, t - 30 * month_ms) / month_ms + 1;
  END IF;

  FOR k IN 1 .. n LOOP
    r := rows_held[k];
    r.minute := slots_advance(r.minute, r.seen_at / minute_ms, t / minute_ms);
    r.day := slots_advance(r.day, r.seen_at / day_ms, t / day_ms);
    r.month := slots_advance(r.month, r.seen_at / month_ms, t / month_ms);
    rows_held[k] := r;
    minute_used[k] := slots_sum(r.minute);
    day_used[k] := slots_sum(r.day);
    month_used[k] := slots_sum(r.month) + lost_days * coalesce(sorted[k].per_day, 0);
    total_used[k] := r.total;
    burst_used[k] := greatest(r.burst_at, t);
  END LOOP;

  FOR i IN 1 .. cardinality(units) LOOP
    wanted := units[i];
    answer := ROW('granted', NULL, NULL, 0)::quota_answer;
    FOR k IN 1 .. n LOOP
      l := sorted[k];
      r := rows_held[k];
      IF l.in_total IS NOT NULL AND total_used[k] + wanted > l.in_total THEN
        answer := ROW('total', l.subject, NULL, NULL)::quota_answer;
        EXIT;
      END IF;
      IF l.per_month IS NOT NULL AND month_used[k] + wanted > l.per_month THEN
        waits := slots_retry(r.month, t / month_ms, month_ms, month_used[k], wanted, l.per_month, t);
        answer := ROW('month', l.subject, waits, NULL)::quota_answer;
        EXIT;
      END IF;
      IF l.per_day IS NOT NULL AND day_used[k] + wanted > l.per_day THEN
        waits := slots_retry(r.day, t / day_ms, day_ms, day_used[k], wanted, l.per_day, t);
        answer := ROW('day', l.subject, waits, NULL)::quota_answer;
        EXIT;
      END IF;
      IF l.per_minute IS NOT NULL AND minute_used[k] + wanted > l.per_minute THEN
        waits := slots_retry(r.minute, t / minute_ms, minute_ms, minute_used[k], wanted, l.per_minute, t);
        answer := ROW('minute', l.subject, waits, NULL)::quota_answer;
        EXIT;
      END IF;
      IF l.burst IS NOT NULL AND burst_used[k] + wanted * l.burst_ms - t > l.burst * l.burst_ms THEN
        waits := burst_used[k] + wanted * l.burst_ms - t - l.burst * l.burst_ms;
        answer := ROW('burst', l.subject, waits, NULL)::quota_answer;
        EXIT;
      END IF;
      full_percent := greatest(
        coalesce(ceil(100.0 * (minute_used[k] + wanted) / l.per_minute), 0),
        coalesce(ceil(100.0 * (day_used[k] + wanted) / l.per_day), 0));
      IF full_percent > share[i] THEN
        answer := ROW('work', l.subject, NULL, full_percent)::quota_answer;
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
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim_importer(wanted_key_set text, importer text, jti text, iat_ms bigint, age_ms bigint, units bigint, now_ms bigint, sequence_floor bigint)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
DECLARE
  i importer_right;
  k key_set;
  seen bigint;
BEGIN
  SELECT * INTO i FROM importer_right WHERE key_set = wanted_key_set AND public_key = importer FOR UPDATE;
  IF FOUND THEN
    SELECT * INTO k FROM key_set WHERE id = wanted_key_set;
    SELECT coalesce(max(seen_at), 0) INTO seen FROM quota WHERE subject = 'importer/' || wanted_key_set;
    IF i.closed_at IS NULL AND k.withdrawn_at IS NULL AND greatest(now_ms, seen) < i.until
       AND request_accept(importer, jti, iat_ms, age_ms, now_ms, seen) THEN
      RETURN QUERY SELECT * FROM vault_claim(
        ARRAY[ROW('importer/' || wanted_key_set, NULL, NULL, NULL, i.units, NULL, NULL)::quota_limit],
        ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      RETURN;
    END IF;
  END IF;
  RETURN NEXT ROW('refused', NULL, NULL, NULL)::quota_answer;
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim_public(wanted_key_set text, units bigint[], share integer[], now_ms bigint, most_per_minute bigint, most_per_day bigint, sequence_floor bigint)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
DECLARE
  k key_set;
BEGIN
  SELECT * INTO k FROM key_set WHERE id = wanted_key_set;
  IF NOT FOUND OR k.withdrawn_at IS NOT NULL THEN
    FOR i IN 1 .. cardinality(units) LOOP
      RETURN NEXT ROW(CASE WHEN k.id IS NULL THEN 'unknown' ELSE 'withdrawn' END, NULL, NULL, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;
  RETURN QUERY SELECT * FROM vault_claim(
    ARRAY[ROW('ceiling/' || k.id, least(k.per_minute, most_per_minute), least(k.per_day, most_per_day),
              NULL, NULL, NULL, NULL)::quota_limit],
    units, share, now_ms, sequence_floor);
END $function$

