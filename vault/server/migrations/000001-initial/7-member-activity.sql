-- What members opened at this vault, for the screens of a practice. Claims use none of it.

-- Files in the last 24 hours in slots of 15 minutes, the oldest slot first; `slot` is the number of the last one.
CREATE FUNCTION member_files(m practice_member, now_ms bigint, OUT slot bigint, OUT files bigint[])
LANGUAGE plpgsql STABLE AS $$
DECLARE
  slot_ms CONSTANT bigint := 900000;
  u member_use;
  n integer;
BEGIN
  slot := greatest(now_ms, m.seen_at) / slot_ms;
  SELECT * INTO u FROM member_use WHERE practice = m.practice AND member = m.id;
  IF NOT FOUND THEN
    files := array_fill(0::bigint, ARRAY[97]);
    RETURN;
  END IF;
  u.files := slots_advance(u.files, u.seen_at / slot_ms, slot);
  n := cardinality(u.files);
  SELECT array_agg(u.files[s % n + 1] ORDER BY s) INTO files FROM generate_series(slot - n + 1, slot) s;
END $$;

-- The members who have not left, or one of them: files of the last 24 hours (emergencies included) with the limit
-- (emergencies not included), and why a member has less than the role's quota.
CREATE FUNCTION practice_usage(
  of_practice text, only_member text, now_ms bigint, rules member_rules, default_days bigint
) RETURNS TABLE (
  member text, files_limit bigint, files_used bigint, emergency bigint, raised_until bigint,
  is_new boolean, frozen boolean, unacknowledged boolean, dormant boolean
)
LANGUAGE sql VOLATILE AS $$
  SELECT m.id, b.per_day, slots_sum(f.files), recent_units('member/' || m.practice || '/' || m.id || '/emergency', 97, c.t),
    (SELECT max(r.until) FROM practice_raise r
      WHERE r.practice = m.practice AND r.member = m.id AND r.purpose = 'scope' AND r.until > c.t),
    b.per_day < b.full_day, z.frozen, member_unacknowledged(m.practice, m.id, c.t),
    b.full_day > 0 AND member_dormant(m, default_days, c.t)
  FROM practice_member m
    CROSS JOIN LATERAL (SELECT greatest(now_ms, m.seen_at) AS t) c
    CROSS JOIN LATERAL member_bounds(m, 'scope', rules, c.t, now_ms) b
    CROSS JOIN LATERAL member_files(m, now_ms) f
    CROSS JOIN LATERAL member_frozen(m.practice, m.id, now_ms) z
  WHERE m.practice = of_practice AND m.retired_at IS NULL AND (only_member IS NULL OR m.id = only_member)
  ORDER BY m.id COLLATE "C" LIMIT 1000
$$;

-- One member's files by slots and by days, with the number in 24 hours that raises an alarm now.
CREATE FUNCTION member_activity(
  of_practice text, of_member text, now_ms bigint, rules member_rules, alarms alarm_rules,
  OUT files_limit bigint, OUT alarm_limit bigint, OUT slot bigint, OUT files bigint[], OUT days json
)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  hour_ms CONSTANT bigint := 3600000;
  m practice_member;
  t bigint;
BEGIN
  SELECT * INTO m FROM practice_member WHERE practice = of_practice AND id = of_member AND retired_at IS NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  t := greatest(now_ms, m.seen_at);
  SELECT b.per_day INTO files_limit FROM member_bounds(m, 'scope', rules, t, now_ms) b;
  -- The hour has the limit of its first claim.
  SELECT h.files_day_limit INTO alarm_limit FROM member_hour h
    WHERE h.practice = of_practice AND h.member = of_member AND h.hour = t / hour_ms;
  IF NOT FOUND THEN
    alarm_limit := (member_limits(m, t, rules, alarms)).files_day_limit;
  END IF;
  SELECT f.slot, f.files INTO slot, files FROM member_files(m, now_ms) f;
  SELECT coalesce(json_agg(json_build_object('day', c.day, 'files', c.scope) ORDER BY c.day), '[]') INTO days
    FROM daily_count c WHERE c.practice = of_practice AND c.member = of_member
      AND c.day > (to_timestamp(t / 1000) AT TIME ZONE 'UTC')::date - 31;
END $$;
