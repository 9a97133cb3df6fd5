-- What a restored store has forgotten is counted at the highest limit that may have been in force on the lost days, not
-- at the one of now: a raise has ended since, or its order is forgotten too, and a new key has a small share.
ALTER TYPE quota_limit ADD ATTRIBUTE lost_day bigint; -- what a lost day counts against per_month, given with it

-- The most of a limit that may have been used in the time that was lost with a restored store, as far as it lies in the
-- 30 days before `t`: each day wholly, and no more than the burst lets through in that time. Where the clock says that no
-- time was lost, nobody knows how much was.
CREATE FUNCTION lost_units(lost_day bigint, burst bigint, burst_ms bigint, t bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN upto > t - 30 * 86400000::bigint THEN
      -- least() passes over a null: without a burst only the days count.
      least(lost_day * greatest(upto / 86400000 - since / 86400000 + 1, 1),
            CASE WHEN upto > since THEN burst + (upto - since) / burst_ms + 1 END)
    ELSE 0 END
  FROM (SELECT lost_until AS upto, greatest(lost_from, t - 30 * 86400000::bigint) AS since FROM vault_state) lost
$$;

CREATE OR REPLACE FUNCTION vault_claim(
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
      RETURN NEXT ROW('behind', NULL, NULL, NULL)::quota_answer;
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
      RETURN NEXT ROW('spent', sorted[1].subject, state.spent_until - t, NULL)::quota_answer;
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
END $$;

CREATE OR REPLACE FUNCTION vault_claim_public(
  wanted_key_set text, units bigint[], share integer[], now_ms bigint, most_per_minute bigint, most_per_day bigint,
  sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
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
              NULL, NULL, NULL, NULL, NULL)::quota_limit],
    units, share, now_ms, sequence_floor);
END $$;

CREATE OR REPLACE FUNCTION vault_claim_importer(
  wanted_key_set text, importer text, jti text, iat_ms bigint, age_ms bigint, units bigint, now_ms bigint,
  sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
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
        ARRAY[ROW('importer/' || wanted_key_set, NULL, NULL, NULL, i.units, NULL, NULL, NULL)::quota_limit],
        ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      RETURN;
    END IF;
  END IF;
  RETURN NEXT ROW('refused', NULL, NULL, NULL)::quota_answer;
END $$;

CREATE OR REPLACE FUNCTION vault_claim_practice_importer(
  wanted_practice text, wanted_purpose text, importer text, caller text, jti text, iat_ms bigint, age_ms bigint,
  units bigint, now_ms bigint, sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  i practice_importer;
  most bigint;
  answer quota_answer;
BEGIN
  SELECT * INTO i FROM practice_importer WHERE practice = wanted_practice AND id = importer FOR UPDATE;
  most := CASE wanted_purpose WHEN 'scope' THEN i.scope WHEN 'search' THEN i.search WHEN 'agenda' THEN i.agenda ELSE 0 END;
  IF FOUND AND i.auth = caller AND i.closed_at IS NULL AND greatest(now_ms, i.seen_at) < i.until AND most > 0 THEN
    IF request_accept(caller, jti, iat_ms, age_ms, now_ms, i.seen_at) THEN
      SELECT * INTO answer FROM vault_claim(
        ARRAY[ROW('importer/' || wanted_practice || '/' || importer || '/' || wanted_purpose,
                  NULL, NULL, NULL, most, NULL, NULL, NULL)::quota_limit],
        ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      UPDATE practice_importer p SET seen_at = greatest(now_ms, i.seen_at)
        WHERE p.practice = wanted_practice AND p.id = importer;
      IF answer.outcome = 'granted' THEN
        PERFORM count_daily(wanted_practice, importer, wanted_purpose, units, 0, greatest(now_ms, i.seen_at));
      END IF;
      RETURN NEXT answer;
      RETURN;
    END IF;
  END IF;
  RETURN NEXT ROW('refused', NULL, NULL, NULL)::quota_answer;
END $$;

-- The most that a member may have used of a purpose on one day at this vault: what the most generous role has, or what a
-- raise gives.
CREATE FUNCTION member_lost_day(rules member_rules) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT vault_part(
    greatest(rules.doctor, rules.secretary, rules.administrator, rules.raise) - rules.emergency, rules)
$$;

CREATE OR REPLACE FUNCTION vault_claim_member(
  wanted_practice text, wanted_purpose text, caller text, jti text, iat_ms bigint, age_ms bigint, units bigint,
  in_emergency boolean, now_ms bigint, sequence_floor bigint, rules member_rules
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hour_ms CONSTANT bigint := 3600000;
  k practice_key;
  m practice_member;
  b record;
  f record;
  answer quota_answer;
  member_name text;
  t bigint;
  records bigint;
BEGIN
  SELECT * INTO k FROM practice_key WHERE practice = wanted_practice AND auth = caller;
  IF NOT FOUND OR k.part NOT IN ('member', 'importer') OR rules IS NULL OR in_emergency IS NULL
     OR (k.part = 'importer' AND in_emergency) THEN
    RETURN NEXT ROW('refused', NULL, NULL, NULL)::quota_answer;
    RETURN;
  END IF;
  IF k.part = 'importer' THEN
    RETURN QUERY SELECT * FROM vault_claim_practice_importer(
      wanted_practice, wanted_purpose, k.holder, caller, jti, iat_ms, age_ms, units, now_ms, sequence_floor);
    RETURN;
  END IF;

  SELECT * INTO STRICT m FROM practice_member WHERE practice = wanted_practice AND id = k.holder FOR UPDATE;
  t := greatest(now_ms, m.seen_at);
  SELECT * INTO b FROM member_bounds(m, wanted_purpose, rules, t, now_ms);
  SELECT * INTO f FROM member_frozen(wanted_practice, m.id, now_ms);
  member_name := 'member/' || wanted_practice || '/' || m.id || '/';
  answer := ROW('refused', NULL, NULL, NULL)::quota_answer;
  IF m.auth = caller AND m.retired_at IS NULL AND units <= rules.per_request AND b.full_day > 0
     AND NOT f.wholly AND (in_emergency OR NOT f.frozen) AND (b.emergency_day > 0 OR NOT in_emergency) THEN
    IF request_accept(caller, jti, iat_ms, age_ms, now_ms, m.seen_at) THEN
      IF in_emergency THEN
        SELECT * INTO STRICT answer FROM vault_claim(ARRAY[
            ROW(member_name || 'emergency', NULL, b.emergency_day, b.emergency_month, NULL, NULL, NULL,
                vault_part(rules.emergency, rules)),
            ROW('practice/' || wanted_practice || '/emergency', NULL, vault_part(rules.practice_emergency, rules),
                rules.days * vault_part(rules.practice_emergency, rules), NULL, NULL, NULL,
                vault_part(rules.practice_emergency, rules))]::quota_limit[],
          ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      ELSE
        SELECT * INTO STRICT answer FROM vault_claim(ARRAY[
            ROW(member_name || wanted_purpose, NULL, b.per_day, b.per_month, NULL, rules.burst, rules.burst_ms,
                member_lost_day(rules)),
            ROW('practice/' || wanted_practice || '/' || wanted_purpose, NULL,
                vault_part(rules.practice - rules.practice_emergency, rules),
                rules.days * vault_part(rules.practice - rules.practice_emergency, rules), NULL, NULL, NULL,
                vault_part(rules.practice - rules.practice_emergency, rules))
          ]::quota_limit[],
          ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      END IF;
    END IF;
  END IF;

  IF answer.outcome = 'granted' THEN
    PERFORM count_daily(wanted_practice, m.id, wanted_purpose, units, CASE WHEN in_emergency THEN units ELSE 0 END, t);
    IF in_emergency THEN
      PERFORM alarm_raise(wanted_practice, m.id, 'emergency', wanted_purpose, units, NULL, t);
    END IF;
    IF wanted_purpose = 'scope' THEN
      -- Five slots of 15 minutes are never less than an hour, 97 never less than a day.
      records := recent_units(member_name || 'scope', 5, t) + recent_units(member_name || 'emergency', 5, t);
      IF records >= vault_part(rules.alarm_hour, rules) AND t >= m.hour_rung_at + hour_ms THEN
        PERFORM alarm_raise(wanted_practice, m.id, 'hour', wanted_purpose, records, NULL, t);
        m.hour_rung_at := t;
      END IF;
      records := recent_units(member_name || 'scope', 97, t) + recent_units(member_name || 'emergency', 97, t);
      IF records >= vault_part(rules.alarm_day, rules) AND t >= m.day_rung_at + 24 * hour_ms THEN
        PERFORM alarm_raise(wanted_practice, m.id, 'day', wanted_purpose, records, NULL, t);
        m.day_rung_at := t;
      END IF;
    END IF;
    UPDATE practice_member p SET seen_at = t, hour_rung_at = m.hour_rung_at, day_rung_at = m.day_rung_at
      WHERE p.practice = wanted_practice AND p.id = m.id;
  ELSIF answer.outcome NOT IN ('spent', 'behind') AND t >= m.refusal_rung_at + hour_ms THEN
    -- A restored store refuses everybody: that is no misdeed of a member.
    PERFORM alarm_raise(wanted_practice, m.id, 'refusal', wanted_purpose, units, answer.outcome, t);
    UPDATE practice_member p SET refusal_rung_at = t WHERE p.practice = wanted_practice AND p.id = m.id;
  END IF;
  RETURN NEXT answer;
END $$;

-- What a member is told includes what was lost.
CREATE OR REPLACE FUNCTION member_usage(
  of_practice text, of_member text, wanted_purpose text, now_ms bigint, rules member_rules,
  OUT day_limit bigint, OUT day_used bigint, OUT month_limit bigint, OUT month_used bigint,
  OUT emergency_limit bigint, OUT emergency_used bigint, OUT emergency_month_limit bigint,
  OUT emergency_month_used bigint, OUT frozen boolean
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  month_ms CONSTANT bigint := 86400000;
  m practice_member;
  b record;
  q quota;
  t bigint;
BEGIN
  SELECT * INTO STRICT m FROM practice_member WHERE practice = of_practice AND id = of_member;
  t := greatest(now_ms, m.seen_at);
  SELECT * INTO b FROM member_bounds(m, wanted_purpose, rules, t, now_ms);
  day_limit := b.per_day; month_limit := b.per_month;
  emergency_limit := b.emergency_day; emergency_month_limit := b.emergency_month;
  SELECT f.frozen INTO frozen FROM member_frozen(of_practice, of_member, now_ms) f;
  day_used := recent_units('member/' || of_practice || '/' || of_member || '/' || wanted_purpose, 97, t);
  emergency_used := recent_units('member/' || of_practice || '/' || of_member || '/emergency', 97, t);
  SELECT * INTO q FROM quota WHERE subject = 'member/' || of_practice || '/' || of_member || '/' || wanted_purpose;
  month_used :=
    CASE WHEN b.full_day > 0 THEN lost_units(member_lost_day(rules), rules.burst, rules.burst_ms, t) ELSE 0 END
    + CASE WHEN FOUND THEN slots_sum(slots_advance(q.month, q.seen_at / month_ms, t / month_ms)) ELSE 0 END;
  SELECT * INTO q FROM quota WHERE subject = 'member/' || of_practice || '/' || of_member || '/emergency';
  emergency_month_used :=
    CASE WHEN b.full_day > 0 THEN lost_units(vault_part(rules.emergency, rules), NULL, NULL, t) ELSE 0 END
    + CASE WHEN FOUND THEN slots_sum(slots_advance(q.month, q.seen_at / month_ms, t / month_ms)) ELSE 0 END;
END $$;
