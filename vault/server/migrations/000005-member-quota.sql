-- What a vault's configuration says of one purpose, as one claim needs it. Bounds are those of all vaults together:
-- of a bound Q each vault allows floor(Q * threshold / vaults), since an opening takes the answers of `threshold` vaults.
CREATE TYPE member_rules AS (
  threshold          integer,
  vaults             integer,
  -- Units in 24 hours, of each role and of the whole practice; `emergency` is inside of them.
  doctor             bigint,
  secretary          bigint,
  administrator      bigint,
  practice           bigint,
  -- 0 where the purpose has no emergency quota.
  emergency          bigint,
  practice_emergency bigint,
  -- The most that a raise gives.
  raise              bigint,
  -- So many such days in 30.
  days               bigint,
  -- In the first new_ms of a key.
  new_percent        bigint,
  new_ms             bigint,
  burst              bigint,
  -- One unit of the burst comes back each so many ms at this vault.
  burst_ms           bigint,
  -- Most units in one request of a member.
  per_request        bigint,
  -- Records within an hour and a day at which a vault rings.
  alarm_hour         bigint,
  alarm_day          bigint
);

-- Of a bound of all vaults together, the part of this vault.
CREATE FUNCTION vault_part(bound bigint, rules member_rules) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT greatest(bound, 0) * rules.threshold / rules.vaults $$;

-- Units of a subject that were claimed in the last so many slots of 15 minutes, the running one included.
CREATE FUNCTION recent_units(of_subject text, slot_count integer, t bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  day_ms CONSTANT bigint := 900000;
  q quota;
  units bigint := 0;
BEGIN
  SELECT * INTO q FROM quota WHERE subject = of_subject;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  q.day := slots_advance(q.day, q.seen_at / day_ms, t / day_ms);
  FOR s IN greatest(t, q.seen_at) / day_ms - slot_count + 1 .. greatest(t, q.seen_at) / day_ms LOOP
    units := units + q.day[s % cardinality(q.day) + 1];
  END LOOP;
  RETURN units;
END $$;

-- The limits of a member for a purpose at this vault, as they are at `t`, before anything is counted. `full_day` is the
-- day's without the small share of a new key; the month's follows from it.
CREATE FUNCTION member_bounds(
  m practice_member, wanted_purpose text, rules member_rules, t bigint, now_ms bigint,
  OUT full_day bigint, OUT per_day bigint, OUT per_month bigint, OUT emergency_day bigint, OUT emergency_month bigint
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  bound bigint;
  raised bigint;
  is_new boolean;
BEGIN
  bound := greatest(
    CASE WHEN 'doctor' = ANY (m.roles) THEN rules.doctor ELSE 0 END,
    CASE WHEN 'secretary' = ANY (m.roles) THEN rules.secretary ELSE 0 END,
    CASE WHEN 'administrator' = ANY (m.roles) THEN rules.administrator ELSE 0 END);
  IF bound = 0 THEN
    full_day := 0; per_day := 0; per_month := 0; emergency_day := 0; emergency_month := 0;
    RETURN;
  END IF;
  -- A clock set back keeps a key new; a clock set forward ends a raise.
  is_new := m.new_since IS NOT NULL AND now_ms < m.new_since + rules.new_ms;
  SELECT r.per_day INTO raised FROM practice_raise r
    WHERE r.practice = m.practice AND r.member = m.id AND r.purpose = wanted_purpose AND r.until > greatest(t, now_ms);
  -- least() passes over a null: without the 0, whoever has no raise would have the greatest.
  full_day := vault_part(greatest(bound, least(coalesce(raised, 0), rules.raise)) - rules.emergency, rules);
  per_day := full_day;
  emergency_day := vault_part(rules.emergency, rules);
  per_month := rules.days * full_day;
  emergency_month := rules.days * emergency_day;
  IF is_new THEN
    emergency_day := CASE WHEN emergency_day = 0 THEN 0 ELSE greatest(1, emergency_day * rules.new_percent / 100) END;
    -- Two approvers who raise a new key's limit mean it: a raise from before a new key ended with the old one.
    IF raised IS NULL THEN
      per_day := CASE WHEN full_day = 0 THEN 0 ELSE greatest(1, full_day * rules.new_percent / 100) END;
    END IF;
  END IF;
END $$;

-- Whether any freeze of the member stands, and whether one leaves not even the emergency quota.
CREATE FUNCTION member_frozen(
  of_practice text, of_member text, now_ms bigint, OUT frozen boolean, OUT wholly boolean
)
LANGUAGE sql STABLE AS $$
  SELECT count(*) > 0, coalesce(bool_or(f.by = 'approver' AND f.reason = 'suspected_theft'), false)
  FROM member_freeze f
  WHERE f.practice = of_practice AND f.member = of_member AND f.ended_at IS NULL
    AND (f.until IS NULL OR f.until > now_ms)
$$;

-- What a member may use of a purpose at this vault, and has used, for the member to be told.
CREATE FUNCTION member_usage(
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
  month_used := CASE WHEN FOUND THEN slots_sum(slots_advance(q.month, q.seen_at / month_ms, t / month_ms)) ELSE 0 END;
  SELECT * INTO q FROM quota WHERE subject = 'member/' || of_practice || '/' || of_member || '/emergency';
  emergency_month_used :=
    CASE WHEN FOUND THEN slots_sum(slots_advance(q.month, q.seen_at / month_ms, t / month_ms)) ELSE 0 END;
END $$;

-- Adds to the signed counts of the day.
CREATE FUNCTION count_daily(of_practice text, of_member text, of_purpose text, units bigint, drawn bigint, t bigint)
RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO daily_count AS d (practice, member, day, scope, search, agenda, inbox, emergency)
  VALUES (of_practice, of_member, (to_timestamp(t / 1000) AT TIME ZONE 'UTC')::date,
          CASE of_purpose WHEN 'scope' THEN units ELSE 0 END, CASE of_purpose WHEN 'search' THEN units ELSE 0 END,
          CASE of_purpose WHEN 'agenda' THEN units ELSE 0 END, CASE of_purpose WHEN 'inbox' THEN units ELSE 0 END, drawn)
  ON CONFLICT (practice, day, member) DO UPDATE SET
    scope = d.scope + excluded.scope, search = d.search + excluded.search, agenda = d.agenda + excluded.agenda,
    inbox = d.inbox + excluded.inbox, emergency = d.emergency + excluded.emergency
$$;

-- A batch of a practice's importer, under the lock of its right: a right once closed has granted its last unit.
CREATE FUNCTION vault_claim_practice_importer(
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
                  NULL, NULL, NULL, most, NULL, NULL)::quota_limit],
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

-- One request of a member, or of an importer, of a practice: right, freeze, repeat, both quotas, the day's count and the
-- alarms, all under the lock of the member's row and all committed with the units or not at all.
--
-- `refused` for every failure of the caller itself, whichever it is.
CREATE FUNCTION vault_claim_member(
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
            ROW(member_name || 'emergency', NULL, b.emergency_day, b.emergency_month, NULL, NULL, NULL),
            ROW('practice/' || wanted_practice || '/emergency', NULL, vault_part(rules.practice_emergency, rules),
                rules.days * vault_part(rules.practice_emergency, rules), NULL, NULL, NULL)]::quota_limit[],
          ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      ELSE
        SELECT * INTO STRICT answer FROM vault_claim(ARRAY[
            ROW(member_name || wanted_purpose, NULL, b.per_day, b.per_month, NULL, rules.burst, rules.burst_ms),
            ROW('practice/' || wanted_practice || '/' || wanted_purpose, NULL,
                vault_part(rules.practice - rules.practice_emergency, rules),
                rules.days * vault_part(rules.practice - rules.practice_emergency, rules), NULL, NULL, NULL)
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

-- As before, and for practices: a restored store has forgotten what their importers used, so those rights are closed,
-- and each practice is told.
CREATE OR REPLACE FUNCTION vault_beat(known_store text, known_sequence bigint, now_ms bigint)
RETURNS TABLE (store_id text, sequence bigint, restored boolean)
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
    UPDATE vault_state SET
      spent_until = greatest(s.spent_until, now_ms + day_ms),
      lost_from   = CASE WHEN s.lost_until > now_ms - 30 * day_ms THEN least(s.lost_from, s.beat_at) ELSE s.beat_at END,
      lost_until  = greatest(s.lost_until, now_ms);
    UPDATE importer_right SET closed_at = now_ms WHERE closed_at IS NULL;
    UPDATE practice_importer SET closed_at = now_ms WHERE closed_at IS NULL;
    PERFORM alarm_raise(p.id, NULL, 'store_restored', NULL, NULL, NULL, now_ms) FROM practice p;
  END IF;
  RETURN NEXT;
END $$;
