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

-- A batch of a practice's importer, under the lock of its right: a closed right grants no further unit. The
-- only purpose is `search`. Each used tenth of the units raises an alarm.
CREATE FUNCTION vault_claim_practice_importer(
  wanted_practice text, wanted_purpose text, importer text, caller text, jti text, iat_ms bigint, age_ms bigint,
  units bigint, now_ms bigint, sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  i practice_importer;
  subject_name text;
  answer quota_answer;
  used bigint;
  tenths integer;
  t bigint;
BEGIN
  SELECT * INTO i FROM practice_importer WHERE practice = wanted_practice AND id = importer FOR UPDATE;
  IF FOUND AND i.auth = caller AND i.closed_at IS NULL AND greatest(now_ms, i.seen_at) < i.until
     AND wanted_purpose = 'search' THEN
    IF request_accept(caller, jti, iat_ms, age_ms, now_ms, i.seen_at) THEN
      t := greatest(now_ms, i.seen_at);
      subject_name := 'importer/' || wanted_practice || '/' || importer || '/search';
      SELECT * INTO answer FROM vault_claim(
        ARRAY[ROW(subject_name, i.per_minute, NULL, NULL, i.search, NULL, NULL, NULL)::quota_limit],
        ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      tenths := i.rung_tenths;
      IF answer.outcome = 'granted' THEN
        PERFORM count_daily(wanted_practice, importer, wanted_purpose, units, 0, t);
        SELECT q.total INTO STRICT used FROM quota q WHERE q.subject = subject_name;
        tenths := used * 10 / i.search;
        IF tenths > i.rung_tenths THEN
          PERFORM alarm_raise(
            wanted_practice, importer, 'importer_used', wanted_purpose, used, tenths * 10 || ' %', t);
        END IF;
      END IF;
      UPDATE practice_importer p SET seen_at = t, rung_tenths = greatest(tenths, i.rung_tenths)
        WHERE p.practice = wanted_practice AND p.id = importer;
      RETURN NEXT answer;
      RETURN;
    END IF;
  END IF;
  RETURN NEXT ROW('refused', NULL, NULL, NULL, NULL)::quota_answer;
END $$;

-- Raises an alarm about a member, at most one of a kind, or of what it counted, in `every_ms`. An approver must acknowledge it within
-- `acknowledge_ms` unless that is null.
CREATE FUNCTION member_alarm(
  INOUT m practice_member, why text, of_purpose text, how_many bigint, more text, every_ms bigint, acknowledge_ms bigint,
  t bigint, counted text DEFAULT NULL
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  raised text;
BEGIN
  IF t < coalesce((m.alarmed_at ->> coalesce(counted, why))::bigint, 0) + every_ms THEN
    RETURN;
  END IF;
  raised := alarm_raise(m.practice, m.id, why, of_purpose, how_many, more, t);
  UPDATE alarm a SET acknowledge_by = t + acknowledge_ms, remind_at = t + acknowledge_ms / 2 WHERE a.id = raised AND acknowledge_ms IS NOT NULL;
  m.alarmed_at := m.alarmed_at || jsonb_build_object(coalesce(counted, why), t);
END $$;

-- A claim of a member or an importer of a practice. Right, freeze, repetition, all quotas, the day's count and the alarms
-- are handled under the lock of the member's row, and are committed with the units or not at all.
--
-- Every failure of the caller itself has the outcome `refused`.
CREATE FUNCTION vault_claim_member(
  wanted_practice text, wanted_purpose text, caller text, jti text, iat_ms bigint, age_ms bigint, units bigint,
  in_emergency boolean, now_ms bigint, sequence_floor bigint, rules member_rules, alarms alarm_rules
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  hour_ms CONSTANT bigint := 3600000;
  slot_ms CONSTANT bigint := 900000;
  minute_ms CONSTANT bigint := 20000;
  k practice_key;
  m practice_member;
  b record;
  f record;
  dormant boolean;
  unacknowledged boolean;
  u member_use;
  h member_hour;
  h_found boolean;
  answer quota_answer;
  member_name text;
  t bigint;
  slot bigint;
  messages bigint;
  people bigint;
  most_people bigint;
  f_hour bigint;
  f_day bigint;
  p_minute bigint;
  p_minute_most bigint;
  p_quarter bigint;
  p_hour bigint;
  p_day bigint;
BEGIN
  SELECT * INTO k FROM practice_key WHERE practice = wanted_practice AND auth = caller;
  IF NOT FOUND OR k.part NOT IN ('member', 'importer') OR rules IS NULL OR alarms IS NULL OR in_emergency IS NULL
     OR (k.part = 'importer' AND in_emergency) THEN
    RETURN NEXT ROW('refused', NULL, NULL, NULL, NULL)::quota_answer;
    RETURN;
  END IF;
  IF k.part = 'importer' THEN
    RETURN QUERY SELECT * FROM vault_claim_practice_importer(
      wanted_practice, wanted_purpose, k.holder, caller, jti, iat_ms, age_ms, units, now_ms, sequence_floor);
    RETURN;
  END IF;

  SELECT * INTO STRICT m FROM practice_member WHERE practice = wanted_practice AND id = k.holder FOR UPDATE;
  t := greatest(now_ms, m.seen_at);
  slot := t / slot_ms;
  SELECT * INTO b FROM member_bounds(m, wanted_purpose, rules, t, now_ms);
  SELECT * INTO f FROM member_frozen(wanted_practice, m.id, now_ms);
  dormant := member_dormant(m, alarms.dormant_days, t);
  unacknowledged := member_unacknowledged(wanted_practice, m.id, t);
  member_name := 'member/' || wanted_practice || '/' || m.id || '/';
  answer := ROW('refused', NULL, NULL, NULL, NULL)::quota_answer;
  IF m.auth = caller AND m.retired_at IS NULL AND units <= rules.per_request AND b.full_day > 0
     AND NOT f.wholly AND NOT dormant AND (in_emergency OR NOT (f.frozen OR unacknowledged))
     AND (b.emergency_day > 0 OR NOT in_emergency) THEN
    IF request_accept(caller, jti, iat_ms, age_ms, now_ms, m.seen_at) THEN
      SELECT * INTO u FROM member_use WHERE practice = wanted_practice AND member = m.id;
      IF NOT FOUND THEN
        INSERT INTO member_use (practice, member, seen_at) VALUES (wanted_practice, m.id, t) RETURNING * INTO u;
      END IF;
      u.files := slots_advance(u.files, u.seen_at / slot_ms, slot);
      u.people := slots_advance(u.people, u.seen_at / slot_ms, slot);
      u.minute := slots_advance(u.minute, u.seen_at / minute_ms, t / minute_ms);
      SELECT * INTO h FROM member_hour w
        WHERE w.practice = wanted_practice AND w.member = m.id AND w.hour = t / hour_ms;
      h_found := FOUND;
      IF NOT h_found THEN
        h := member_limits(m, t, rules, alarms);
        h.files_hour := 0; h.files_day := 0;
        h.people_minute := 0; h.people_quarter := 0; h.people_hour := 0; h.people_day := 0;
      END IF;
      people := units * CASE wanted_purpose
        WHEN 'scope' THEN alarms.people_scope WHEN 'search' THEN alarms.people_search
        WHEN 'agenda' THEN alarms.people_agenda ELSE alarms.people_inbox END;
      p_day := slots_sum(u.people) + people;
      p_minute := slots_sum(u.minute) + people;
      p_minute_most := h.people_minute_limit + vault_part(alarms.people_minute_over, rules);
      most_people := member_people(m, rules, alarms, greatest(t, now_ms));
      IF in_emergency THEN
        SELECT * INTO STRICT answer FROM vault_claim(ARRAY[
            ROW(member_name || 'emergency', NULL, b.emergency_day, b.emergency_month, NULL, NULL, NULL,
                vault_part(rules.emergency, rules)),
            ROW('practice/' || wanted_practice || '/emergency', NULL, vault_part(rules.practice_emergency, rules),
                rules.days * vault_part(rules.practice_emergency, rules), NULL, NULL, NULL,
                vault_part(rules.practice_emergency, rules))]::quota_limit[],
          ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      ELSIF p_day > most_people THEN
        answer := ROW('day', member_name || 'people',
          slots_retry(u.people, slot, slot_ms, p_day - people, people, most_people, t),
          NULL, most_people)::quota_answer;
      ELSIF p_minute > p_minute_most THEN
        answer := ROW('burst', member_name || 'people',
          slots_retry(u.minute, t / minute_ms, minute_ms, p_minute - people, people, p_minute_most, t),
          NULL, p_minute_most)::quota_answer;
        m := member_alarm(m, 'people_minute', wanted_purpose, p_minute, h.people_minute_limit::text, hour_ms,
          alarms.acknowledge_ms, t);
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
    u.people := slots_add(u.people, slot, people);
    u.minute := slots_add(u.minute, t / minute_ms, people);
    IF wanted_purpose = 'scope' THEN
      u.files := slots_add(u.files, slot, units);
    END IF;
    UPDATE member_use w SET seen_at = t, files = u.files, people = u.people, minute = u.minute
      WHERE w.practice = wanted_practice AND w.member = m.id;
    -- Five slots of 15 minutes are never less than an hour, 97 never less than a day.
    f_hour := slots_last(u.files, slot, 5);
    f_day := slots_sum(u.files);
    p_quarter := slots_last(u.people, slot, 2);
    p_hour := slots_last(u.people, slot, 5);
    IF NOT h_found THEN
      INSERT INTO member_hour SELECT (h).*;
    END IF;
    UPDATE member_hour w SET
        files_hour = greatest(w.files_hour, least(f_hour, w.files_hour_limit)),
        files_day = greatest(w.files_day, least(f_day, w.files_day_limit)),
        people_minute = greatest(w.people_minute, least(p_minute, w.people_minute_limit)),
        people_quarter = greatest(w.people_quarter, least(p_quarter, w.people_quarter_limit)),
        people_hour = greatest(w.people_hour, least(p_hour, w.people_hour_limit)),
        people_day = greatest(w.people_day, least(p_day, w.people_day_limit))
      WHERE w.practice = wanted_practice AND w.member = m.id AND w.hour = h.hour
        AND (w.files_hour < least(f_hour, w.files_hour_limit) OR w.files_day < least(f_day, w.files_day_limit)
             OR w.people_minute < least(p_minute, w.people_minute_limit)
             OR w.people_quarter < least(p_quarter, w.people_quarter_limit)
             OR w.people_hour < least(p_hour, w.people_hour_limit) OR w.people_day < least(p_day, w.people_day_limit));
    IF in_emergency THEN
      PERFORM alarm_raise(wanted_practice, m.id, 'emergency', wanted_purpose, units, NULL, t);
    END IF;
    IF f_hour >= h.files_hour_limit AND wanted_purpose = 'scope' THEN
      m := member_alarm(m, 'hour', 'scope', f_hour, h.files_hour_limit::text, hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF f_day >= h.files_day_limit AND wanted_purpose = 'scope' THEN
      m := member_alarm(m, 'day', 'scope', f_day, h.files_day_limit::text, 24 * hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF wanted_purpose = 'inbox' THEN
      messages := recent_units(member_name || 'inbox', 97, t);
      IF messages >= vault_part(alarms.messages_day, rules) THEN
        m := member_alarm(m, 'day', 'inbox', messages, vault_part(alarms.messages_day, rules)::text, 24 * hour_ms,
          alarms.acknowledge_ms, t, 'messages');
      END IF;
    END IF;
    IF p_minute >= h.people_minute_limit THEN
      m := member_alarm(m, 'people_minute', wanted_purpose, p_minute, h.people_minute_limit::text, hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF p_quarter >= h.people_quarter_limit THEN
      m := member_alarm(m, 'people_quarter', wanted_purpose, p_quarter, h.people_quarter_limit::text, hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF p_hour >= h.people_hour_limit THEN
      m := member_alarm(m, 'people_hour', wanted_purpose, p_hour, h.people_hour_limit::text, hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF p_day >= h.people_day_limit THEN
      m := member_alarm(m, 'people_day', wanted_purpose, p_day, h.people_day_limit::text, 24 * hour_ms,
        alarms.acknowledge_ms, t);
    END IF;
    IF NOT h.open AND (f_hour >= vault_part(alarms.outside_files, rules)
                       OR p_hour >= vault_part(alarms.outside_people, rules)) THEN
      m := member_alarm(m, 'outside_hours', wanted_purpose, p_hour, NULL, hour_ms, alarms.acknowledge_ms, t);
    END IF;
    UPDATE practice_member p SET seen_at = t, active_at = greatest(p.active_at, t), alarmed_at = m.alarmed_at
      WHERE p.practice = wanted_practice AND p.id = m.id;
  ELSIF answer.outcome NOT IN ('spent', 'behind') THEN
    -- A restored store refuses everybody, which is no fault of a member.
    m := member_alarm(m, 'refusal', wanted_purpose, units,
      CASE WHEN dormant THEN 'dormant' WHEN unacknowledged THEN 'unacknowledged' ELSE answer.outcome END, hour_ms, NULL, t);
    UPDATE practice_member p SET alarmed_at = m.alarmed_at WHERE p.practice = wanted_practice AND p.id = m.id;
  END IF;
  RETURN NEXT answer;
END $$;

-- Limit and use of the people that a member may see in 24 hours at this vault.
CREATE FUNCTION member_people_usage(
  of_practice text, of_member text, now_ms bigint, rules member_rules, alarms alarm_rules,
  OUT most bigint, OUT used bigint
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  slot_ms CONSTANT bigint := 900000;
  m practice_member;
  u member_use;
  t bigint;
BEGIN
  SELECT * INTO STRICT m FROM practice_member WHERE practice = of_practice AND id = of_member;
  t := greatest(now_ms, m.seen_at);
  most := member_people(m, rules, alarms, t);
  SELECT * INTO u FROM member_use WHERE practice = of_practice AND member = of_member;
  used := CASE WHEN FOUND THEN slots_sum(slots_advance(u.people, u.seen_at / slot_ms, t / slot_ms)) ELSE 0 END;
END $$;

-- Limits and use of a purpose by a member at this vault, including lost time. `frozen`: only emergencies are left, or
-- nothing, for any reason.
CREATE FUNCTION member_usage(
  of_practice text, of_member text, wanted_purpose text, now_ms bigint, rules member_rules, dormant_days bigint,
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
  SELECT f.frozen OR member_unacknowledged(of_practice, of_member, t) OR member_dormant(m, dormant_days, t)
    INTO frozen FROM member_frozen(of_practice, of_member, now_ms) f;
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
