-- A vault's configuration for one purpose, as a claim needs it. Limits are those of all vaults together: of a limit Q each
-- vault permits floor(Q * threshold / vaults), because an opening takes the answers of `threshold` vaults.
CREATE TYPE member_rules AS (
  threshold          integer,
  vaults             integer,
  -- Units in 24 hours, of each role and of the whole practice, including `emergency`.
  doctor             bigint,
  secretary          bigint,
  administrator      bigint,
  gateway            bigint,
  practice           bigint,
  -- 0 if the purpose has no emergency quota.
  emergency          bigint,
  practice_emergency bigint,
  -- The highest limit by a raise.
  raise              bigint,
  -- Number of full days in 30 days.
  days               bigint,
  -- Percentage of the limits in the first new_ms of a key.
  new_percent        bigint,
  new_ms             bigint,
  burst              bigint,
  -- Time in ms after which one unit of the burst returns at this vault.
  burst_ms           bigint,
  -- Most units in one request of a member.
  per_request        bigint
);

-- The part of a vault's configuration about habits and alarms, the same for every purpose. Limits are those of all
-- vaults together, as above. A minute is a sum of the last 40 to 60 seconds, a quarter one of the last 15 to 30 minutes, an hour
-- one of the last 60 to 75 minutes, a day one of the last 24 hours.
CREATE TYPE alarm_rules AS (
  -- The most people that one unit of each purpose shows, and how many people a member may see in 24 hours.
  people_scope        bigint,
  people_search       bigint,
  people_agenda       bigint,
  people_inbox        bigint,
  people_per_day      bigint,
  -- A limit that follows from habit lies between its floor and its ceiling.
  files_hour_floor    bigint,
  files_hour_ceiling  bigint,
  files_day_floor     bigint,
  files_day_ceiling   bigint,
  people_minute_floor    bigint,
  people_minute_ceiling  bigint,
  -- Number of people that are granted beyond the limit of a minute.
  people_minute_over     bigint,
  people_quarter_floor   bigint,
  people_quarter_ceiling bigint,
  people_hour_floor   bigint,
  people_hour_ceiling bigint,
  people_day_floor    bigint,
  people_day_ceiling  bigint,
  -- Within an hour outside the practice's hours.
  outside_files       bigint,
  outside_people      bigint,
  -- A habit is that of so many days, if the member was active on at least so many of them; a limit is so many percent of
  -- that of the same hour of day, and at least so many percent of that of any hour.
  habit_days          bigint,
  least_days          bigint,
  percent             bigint,
  any_hour_percent    bigint,
  -- What a member does in a minute is a routine if it was done in at least so many hours at the same hour of day.
  routine_times       bigint,
  -- The practice's hours until it has habits: from this hour to that one, Monday to this day (1 to 7), in this zone.
  opens               bigint,
  closes              bigint,
  last_weekday        bigint,
  time_zone           text,
  -- Time in which an approver must acknowledge an alarm about a member's use.
  acknowledge_ms      bigint,
  -- Days without a unit after which a member has no quota, unless the practice has its own number.
  dormant_days        bigint,
  -- Messages that a member opened in 24 hours.
  messages_day        bigint
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
    CASE WHEN 'administrator' = ANY (m.roles) THEN rules.administrator ELSE 0 END,
    CASE WHEN 'gateway' = ANY (m.roles) THEN rules.gateway ELSE 0 END);
  IF bound = 0 THEN
    full_day := 0; per_day := 0; per_month := 0; emergency_day := 0; emergency_month := 0;
    RETURN;
  END IF;
  -- A clock set back keeps a key new; a clock set forward ends a raise.
  is_new := m.new_since IS NOT NULL AND now_ms < m.new_since + rules.new_ms;
  SELECT r.per_day INTO raised FROM practice_raise r
    WHERE r.practice = m.practice AND r.member = m.id AND r.purpose = wanted_purpose AND r.until > greatest(t, now_ms);
  -- least() ignores a null: without the 0, a member without a raise would have the greatest.
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
  SELECT count(f.id) > 0 OR m.over, coalesce(bool_or(f.by = 'approver' AND f.reason = 'suspected_theft'), false) OR m.over
  FROM (SELECT coalesce(bool_or(until <= greatest(now_ms, seen_at)), false) AS over FROM practice_member
      WHERE practice = of_practice AND id = of_member) m
    LEFT JOIN member_freeze f ON f.practice = of_practice AND f.member = of_member AND f.ended_at IS NULL
      AND (f.until IS NULL OR f.until > now_ms)
  GROUP BY m.over
$$;

-- Whether an alarm about the member's use was not acknowledged in time.
CREATE FUNCTION member_unacknowledged(of_practice text, of_member text, t bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM alarm a WHERE a.practice = of_practice AND a.member = of_member
                 AND a.acknowledge_by IS NOT NULL AND a.acknowledged_at IS NULL AND a.acknowledge_by <= t
                 AND a.kind <> 'reminder')
$$;

-- Whether this vault has granted the member nothing for as many days as the practice allows.
CREATE FUNCTION member_dormant(m practice_member, default_days bigint, t bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT t >= m.active_at + 86400000 * coalesce((SELECT p.dormant_days FROM practice p WHERE p.id = m.practice), default_days)
$$;

-- What a member opened in the last 24 hours, in slots of 15 minutes (slot s at index s mod 97 + 1): files, and the most
-- people that all units may have shown. Claims hold the lock of the member's row.
CREATE TABLE member_use (
  practice text NOT NULL,
  member   text NOT NULL,
  seen_at  bigint NOT NULL,
  files    bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[97]),
  people   bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[97]),
  -- Of people too, in slots of 20 seconds (slot s at index s mod 3 + 1).
  minute   bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[3]),
  PRIMARY KEY (practice, member),
  FOREIGN KEY (practice, member) REFERENCES practice_member (practice, id)
) WITH (fillfactor = 50);

-- A row for each hour in which a member was active: the habit that later hours are compared with.
CREATE TABLE member_hour (
  practice          text NOT NULL,
  member            text NOT NULL,
  -- Hours since 1970.
  hour              bigint NOT NULL,
  -- The limits of this vault that applied, from the habit as it was at the first claim of the hour.
  files_hour_limit  bigint NOT NULL,
  files_day_limit   bigint NOT NULL,
  people_minute_limit  bigint NOT NULL,
  people_quarter_limit bigint NOT NULL,
  people_hour_limit bigint NOT NULL,
  people_day_limit  bigint NOT NULL,
  -- Whether it was one of the practice's hours.
  open              boolean NOT NULL,
  -- The greatest sums at any claim within it, none of them above its limit: what raised an alarm
  -- does not become the habit at once.
  files_hour        bigint NOT NULL DEFAULT 0,
  files_day         bigint NOT NULL DEFAULT 0,
  people_minute     bigint NOT NULL DEFAULT 0,
  people_quarter    bigint NOT NULL DEFAULT 0,
  people_hour       bigint NOT NULL DEFAULT 0,
  people_day        bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (practice, member, hour),
  FOREIGN KEY (practice, member) REFERENCES practice_member (practice, id)
) WITH (fillfactor = 50);
CREATE INDEX member_hour_age ON member_hour (hour);

-- A limit from the habit of the same hour of day and that of any hour, within the floor and the ceiling of this vault.
-- Without a habit it is the ceiling.
CREATE FUNCTION alarm_limit(
  same_hour bigint, any_hour bigint, alarms alarm_rules, floor_of bigint, ceiling_of bigint, rules member_rules
) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN any_hour IS NULL THEN vault_part(ceiling_of, rules)
    ELSE least(vault_part(ceiling_of, rules), greatest(vault_part(floor_of, rules),
      greatest(coalesce(same_hour, 0) * alarms.percent, any_hour * alarms.any_hour_percent) / 100)) END
$$;

-- The limit of people in a minute. Rare coincidences (a new file and a day of the agenda) must not lift it, so that only a
-- sum at or above the floor counts that was reached several times; everything below stays at the floor.
CREATE FUNCTION minute_limit(routine bigint, known boolean, alarms alarm_rules, rules member_rules) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN NOT known THEN vault_part(alarms.people_minute_ceiling, rules)
    WHEN coalesce(routine, 0) < vault_part(alarms.people_minute_floor, rules)
      THEN vault_part(alarms.people_minute_floor, rules)
    ELSE least(vault_part(alarms.people_minute_ceiling, rules), routine * alarms.percent / 100) END
$$;

-- The limits of a member at `t`: from its own hours of the last days if it was active on enough of them, otherwise from
-- those of all members who share a role with it, otherwise the ceilings. An hour is compared with the same hour of the
-- day and its two neighbours, and less closely with any hour. The practice is open in an hour if any member was active within an hour of it on that
-- weekday, in one of the practice's hours; before the practice has habits, if the configuration says so.
CREATE FUNCTION member_limits(m practice_member, t bigint, rules member_rules, alarms alarm_rules) RETURNS member_hour
LANGUAGE plpgsql STABLE AS $$
DECLARE
  hour_ms CONSTANT bigint := 3600000;
  this CONSTANT bigint := t / hour_ms;
  since CONSTANT bigint := this - 24 * alarms.habit_days;
  here CONSTANT timestamp := to_timestamp(this * 3600) AT TIME ZONE alarms.time_zone;
  clock CONSTANT integer := extract(hour FROM here);
  weekday CONSTANT integer := extract(isodow FROM here);
  h record;
  l member_hour;
  practice_days bigint;
BEGIN
  FOR pass IN 1 .. 2 LOOP
    SELECT count(DISTINCT r.local::date) AS days,
           max(r.files_hour) FILTER (WHERE abs(extract(hour FROM r.local) - clock) <= 1) AS files_hour,
           (array_agg(r.people_minute ORDER BY r.people_minute DESC)
             FILTER (WHERE abs(extract(hour FROM r.local) - clock) <= 1))[alarms.routine_times] AS routine,
           max(r.people_quarter) FILTER (WHERE abs(extract(hour FROM r.local) - clock) <= 1) AS people_quarter,
           max(r.people_hour) FILTER (WHERE abs(extract(hour FROM r.local) - clock) <= 1) AS people_hour,
           max(r.files_hour) AS files_any, max(r.people_quarter) AS quarter_any, max(r.people_hour) AS people_any,
           max(r.files_day) AS files_day, max(r.people_day) AS people_day
      INTO h
      FROM (SELECT w.*, to_timestamp(w.hour * 3600) AT TIME ZONE alarms.time_zone AS local FROM member_hour w
            WHERE w.practice = m.practice AND w.hour >= since AND w.hour < this
              AND CASE pass WHEN 1 THEN w.member = m.id ELSE w.member IN (
                SELECT c.id FROM practice_member c WHERE c.practice = m.practice AND c.roles && m.roles) END) r;
    EXIT WHEN h.days >= alarms.least_days;
  END LOOP;
  l.practice := m.practice;
  l.member := m.id;
  l.hour := this;
  IF h.days < alarms.least_days THEN
    h.files_any := NULL; h.quarter_any := NULL; h.people_any := NULL; h.files_day := NULL; h.people_day := NULL;
  END IF;
  l.files_hour_limit := alarm_limit(
    h.files_hour, h.files_any, alarms, alarms.files_hour_floor, alarms.files_hour_ceiling, rules);
  l.files_day_limit := alarm_limit(
    h.files_day, h.files_day, alarms, alarms.files_day_floor, alarms.files_day_ceiling, rules);
  l.people_minute_limit := minute_limit(h.routine, h.days >= alarms.least_days, alarms, rules);
  l.people_quarter_limit := alarm_limit(
    h.people_quarter, h.quarter_any, alarms, alarms.people_quarter_floor, alarms.people_quarter_ceiling, rules);
  l.people_hour_limit := alarm_limit(
    h.people_hour, h.people_any, alarms, alarms.people_hour_floor, alarms.people_hour_ceiling, rules);
  l.people_day_limit := alarm_limit(
    h.people_day, h.people_day, alarms, alarms.people_day_floor, alarms.people_day_ceiling, rules);

  SELECT count(DISTINCT r.local::date),
         bool_or(abs(extract(hour FROM r.local) - clock) <= 1 AND extract(isodow FROM r.local) = weekday)
    INTO practice_days, l.open
    FROM (SELECT to_timestamp(w.hour * 3600) AT TIME ZONE alarms.time_zone AS local FROM member_hour w
          WHERE w.practice = m.practice AND w.hour >= since AND w.hour < this AND w.open) r;
  IF practice_days < alarms.least_days THEN
    l.open := weekday <= alarms.last_weekday AND clock >= alarms.opens AND clock < alarms.closes;
  END IF;
  RETURN l;
END $$;

-- The most that a member may have used of a purpose on one day at this vault: what the most generous role has, or what a
-- raise gives.
CREATE FUNCTION member_lost_day(rules member_rules) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT vault_part(
    greatest(rules.doctor, rules.secretary, rules.administrator, rules.gateway, rules.raise) - rules.emergency, rules)
$$;

-- What a member may see in 24 hours at this vault, in people: a raise adds all that it gives.
CREATE FUNCTION member_people(m practice_member, rules member_rules, alarms alarm_rules, t bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT vault_part(alarms.people_per_day + coalesce(sum(r.per_day * CASE r.purpose
    WHEN 'scope' THEN alarms.people_scope WHEN 'search' THEN alarms.people_search
    WHEN 'agenda' THEN alarms.people_agenda ELSE alarms.people_inbox END), 0)::bigint, rules)
  FROM practice_raise r WHERE r.practice = m.practice AND r.member = m.id AND r.until > t
$$;
