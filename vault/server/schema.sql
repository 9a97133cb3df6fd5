TABLE alarm (
  id text NOT NULL,
  practice text NOT NULL,
  member text,
  kind text NOT NULL,
  purpose text,
  count bigint,
  detail text,
  contacts text[],
  at bigint NOT NULL,
  acknowledge_by bigint,
  remind_at bigint,
  acknowledged_at bigint,
  acknowledged_by text
)
TABLE alarm_channel (
  name text NOT NULL
)
TABLE alarm_delivery (
  alarm text NOT NULL,
  channel text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL
)
TABLE approvals_challenge (
  challenge text NOT NULL,
  expires_at bigint NOT NULL
)
TABLE approver (
  practice text NOT NULL,
  id text NOT NULL,
  card text NOT NULL,
  credential text NOT NULL,
  public_key text NOT NULL,
  since bigint NOT NULL,
  removed_at bigint
)
TABLE daily_count (
  practice text NOT NULL,
  member text NOT NULL,
  day date NOT NULL,
  scope bigint NOT NULL DEFAULT 0,
  search bigint NOT NULL DEFAULT 0,
  agenda bigint NOT NULL DEFAULT 0,
  inbox bigint NOT NULL DEFAULT 0,
  emergency bigint NOT NULL DEFAULT 0
)
TABLE directory_log (
  id text NOT NULL,
  log_size bigint NOT NULL,
  log_root text NOT NULL
)
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
  version bigint NOT NULL,
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
  signed_at bigint NOT NULL,
  grace_ms bigint NOT NULL,
  manifest text NOT NULL
)
TABLE member_freeze (
  practice text NOT NULL,
  id text NOT NULL,
  member text NOT NULL,
  reason text NOT NULL,
  by text NOT NULL,
  since bigint NOT NULL,
  until bigint,
  ended_at bigint
)
TABLE member_hour (
  practice text NOT NULL,
  member text NOT NULL,
  hour bigint NOT NULL,
  files_hour_limit bigint NOT NULL,
  files_day_limit bigint NOT NULL,
  people_minute_limit bigint NOT NULL,
  people_quarter_limit bigint NOT NULL,
  people_hour_limit bigint NOT NULL,
  people_day_limit bigint NOT NULL,
  open boolean NOT NULL,
  files_hour bigint NOT NULL DEFAULT 0,
  files_day bigint NOT NULL DEFAULT 0,
  people_minute bigint NOT NULL DEFAULT 0,
  people_quarter bigint NOT NULL DEFAULT 0,
  people_hour bigint NOT NULL DEFAULT 0,
  people_day bigint NOT NULL DEFAULT 0
)
TABLE member_use (
  practice text NOT NULL,
  member text NOT NULL,
  seen_at bigint NOT NULL,
  files bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[97]),
  people bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[97]),
  minute bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[3])
)
TABLE pending_order (
  practice text NOT NULL,
  hash text NOT NULL,
  payload bytea NOT NULL,
  approvals jsonb NOT NULL,
  proposer text NOT NULL,
  expires_at bigint NOT NULL,
  posted_at bigint NOT NULL,
  effective_at bigint,
  cancelled_at bigint
)
TABLE practice (
  id text NOT NULL,
  sequence integer NOT NULL,
  head text NOT NULL,
  audience text[] NOT NULL,
  server text NOT NULL,
  kit_auth text NOT NULL,
  kit_keys text NOT NULL,
  contacts text[] NOT NULL,
  live_at bigint,
  dormant_days integer,
  log_epoch integer NOT NULL DEFAULT 1,
  log_size bigint NOT NULL DEFAULT 0,
  log_root text,
  created_at bigint NOT NULL
)
TABLE practice_importer (
  practice text NOT NULL,
  id text NOT NULL,
  auth text NOT NULL,
  keys text NOT NULL,
  patients bigint NOT NULL,
  search bigint NOT NULL,
  per_minute bigint NOT NULL,
  until bigint NOT NULL,
  closed_at bigint,
  seen_at bigint NOT NULL DEFAULT 0,
  rung_tenths integer NOT NULL DEFAULT 0
)
TABLE practice_key (
  practice text NOT NULL,
  auth text NOT NULL,
  part text NOT NULL,
  holder text
)
TABLE practice_member (
  practice text NOT NULL,
  id text NOT NULL,
  auth text NOT NULL,
  keys text NOT NULL,
  roles text[] NOT NULL,
  since bigint NOT NULL,
  new_since bigint,
  retired_at bigint,
  until bigint,
  seen_at bigint NOT NULL DEFAULT 0,
  alarmed_at jsonb NOT NULL DEFAULT '{}'::jsonb,
  active_at bigint NOT NULL
)
TABLE practice_notice (
  practice text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  member text NOT NULL,
  by text NOT NULL,
  at bigint NOT NULL
)
TABLE practice_order (
  practice text NOT NULL,
  sequence integer NOT NULL,
  hash text NOT NULL,
  payload bytea NOT NULL,
  approvals jsonb NOT NULL,
  applied_at bigint NOT NULL
)
TABLE practice_raise (
  practice text NOT NULL,
  member text NOT NULL,
  purpose text NOT NULL,
  per_day bigint NOT NULL,
  until bigint NOT NULL
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
TABLE vault_identity (
  one boolean NOT NULL DEFAULT true,
  signing_key text NOT NULL,
  vault_index integer NOT NULL,
  vaults integer NOT NULL,
  threshold integer NOT NULL
)
TABLE vault_state (
  one boolean NOT NULL DEFAULT true,
  store_id text NOT NULL DEFAULT (gen_random_uuid())::text,
  sequence bigint NOT NULL DEFAULT 0,
  beat_at bigint NOT NULL DEFAULT 0,
  spent_until bigint NOT NULL DEFAULT 0,
  lost_from bigint NOT NULL DEFAULT 0,
  lost_until bigint NOT NULL DEFAULT 0,
  woken_at bigint NOT NULL DEFAULT 0
)

CONSTRAINT alarm_pkey ON alarm PRIMARY KEY (id)
CONSTRAINT alarm_channel_pkey ON alarm_channel PRIMARY KEY (name)
CONSTRAINT alarm_delivery_alarm_fkey ON alarm_delivery FOREIGN KEY (alarm) REFERENCES alarm(id)
CONSTRAINT alarm_delivery_channel_fkey ON alarm_delivery FOREIGN KEY (channel) REFERENCES alarm_channel(name) ON DELETE CASCADE
CONSTRAINT alarm_delivery_pkey ON alarm_delivery PRIMARY KEY (channel, alarm)
CONSTRAINT approvals_challenge_pkey ON approvals_challenge PRIMARY KEY (challenge)
CONSTRAINT approver_pkey ON approver PRIMARY KEY (practice, id)
CONSTRAINT approver_practice_credential_key ON approver UNIQUE (practice, credential)
CONSTRAINT approver_practice_fkey ON approver FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT approver_practice_public_key_key ON approver UNIQUE (practice, public_key)
CONSTRAINT daily_count_pkey ON daily_count PRIMARY KEY (practice, day, member)
CONSTRAINT directory_log_log_size_check ON directory_log CHECK ((log_size >= 0))
CONSTRAINT directory_log_pkey ON directory_log PRIMARY KEY (id)
CONSTRAINT importer_right_key_set_fkey ON importer_right FOREIGN KEY (key_set) REFERENCES key_set(id)
CONSTRAINT importer_right_pkey ON importer_right PRIMARY KEY (key_set)
CONSTRAINT importer_right_units_check ON importer_right CHECK ((units > 0))
CONSTRAINT key_set_per_day_check ON key_set CHECK ((per_day > 0))
CONSTRAINT key_set_per_minute_check ON key_set CHECK ((per_minute > 0))
CONSTRAINT key_set_pkey ON key_set PRIMARY KEY (id)
CONSTRAINT key_set_version_check ON key_set CHECK ((version > 0))
CONSTRAINT manifest_log_grace_ms_check ON manifest_log CHECK ((grace_ms >= 0))
CONSTRAINT manifest_log_pkey ON manifest_log PRIMARY KEY (index_name, version)
CONSTRAINT member_freeze_by_check ON member_freeze CHECK ((by = ANY (ARRAY['server'::text, 'approver'::text])))
CONSTRAINT member_freeze_pkey ON member_freeze PRIMARY KEY (practice, id)
CONSTRAINT member_freeze_practice_fkey ON member_freeze FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT member_freeze_practice_member_fkey ON member_freeze FOREIGN KEY (practice, member) REFERENCES practice_member(practice, id)
CONSTRAINT member_hour_pkey ON member_hour PRIMARY KEY (practice, member, hour)
CONSTRAINT member_hour_practice_member_fkey ON member_hour FOREIGN KEY (practice, member) REFERENCES practice_member(practice, id)
CONSTRAINT member_use_pkey ON member_use PRIMARY KEY (practice, member)
CONSTRAINT member_use_practice_member_fkey ON member_use FOREIGN KEY (practice, member) REFERENCES practice_member(practice, id)
CONSTRAINT pending_order_pkey ON pending_order PRIMARY KEY (practice, hash)
CONSTRAINT practice_dormant_days_check ON practice CHECK (((dormant_days >= 15) AND (dormant_days <= 90)))
CONSTRAINT practice_log_size_check ON practice CHECK ((log_size >= 0))
CONSTRAINT practice_pkey ON practice PRIMARY KEY (id)
CONSTRAINT practice_sequence_check ON practice CHECK ((sequence >= 0))
CONSTRAINT practice_importer_pkey ON practice_importer PRIMARY KEY (practice, id)
CONSTRAINT practice_importer_practice_fkey ON practice_importer FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT practice_key_part_check ON practice_key CHECK ((part = ANY (ARRAY['member'::text, 'importer'::text, 'kit'::text, 'server'::text])))
CONSTRAINT practice_key_pkey ON practice_key PRIMARY KEY (practice, auth)
CONSTRAINT practice_key_practice_fkey ON practice_key FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT practice_member_pkey ON practice_member PRIMARY KEY (practice, id)
CONSTRAINT practice_member_practice_fkey ON practice_member FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT practice_notice_kind_check ON practice_notice CHECK ((kind = ANY (ARRAY['recovery'::text, 'erasure'::text])))
CONSTRAINT practice_notice_pkey ON practice_notice PRIMARY KEY (practice, id)
CONSTRAINT practice_notice_practice_fkey ON practice_notice FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT practice_notice_practice_member_fkey ON practice_notice FOREIGN KEY (practice, member) REFERENCES practice_member(practice, id)
CONSTRAINT practice_order_pkey ON practice_order PRIMARY KEY (practice, sequence)
CONSTRAINT practice_order_practice_fkey ON practice_order FOREIGN KEY (practice) REFERENCES practice(id)
CONSTRAINT practice_raise_pkey ON practice_raise PRIMARY KEY (practice, member, purpose)
CONSTRAINT practice_raise_practice_member_fkey ON practice_raise FOREIGN KEY (practice, member) REFERENCES practice_member(practice, id)
CONSTRAINT quota_pkey ON quota PRIMARY KEY (subject)
CONSTRAINT quota_seen_at_check ON quota CHECK ((seen_at > 0))
CONSTRAINT quota_total_check ON quota CHECK ((total >= 0))
CONSTRAINT request_seen_pkey ON request_seen PRIMARY KEY (caller, jti)
CONSTRAINT vault_identity_one_check ON vault_identity CHECK (one)
CONSTRAINT vault_identity_pkey ON vault_identity PRIMARY KEY (one)
CONSTRAINT vault_state_one_check ON vault_state CHECK (one)
CONSTRAINT vault_state_pkey ON vault_state PRIMARY KEY (one)

CREATE INDEX alarm_at ON public.alarm USING btree (at)
CREATE INDEX alarm_practice ON public.alarm USING btree (practice, at)
CREATE INDEX alarm_remind_at ON public.alarm USING btree (remind_at) WHERE (remind_at IS NOT NULL)
CREATE INDEX alarm_unacknowledged ON public.alarm USING btree (practice, member) WHERE ((acknowledge_by IS NOT NULL) AND (acknowledged_at IS NULL))
CREATE INDEX alarm_delivery_due ON public.alarm_delivery USING btree (channel, next_at)
CREATE INDEX approvals_challenge_expiry ON public.approvals_challenge USING btree (expires_at)
CREATE UNIQUE INDEX approver_practice_credential_key ON public.approver USING btree (practice, credential)
CREATE UNIQUE INDEX approver_practice_public_key_key ON public.approver USING btree (practice, public_key)
CREATE INDEX daily_count_day ON public.daily_count USING btree (day)
CREATE INDEX key_set_index_name ON public.key_set USING btree (index_name)
CREATE INDEX member_freeze_standing ON public.member_freeze USING btree (practice, member) WHERE (ended_at IS NULL)
CREATE INDEX member_hour_age ON public.member_hour USING btree (hour)
CREATE INDEX pending_order_due ON public.pending_order USING btree (effective_at) WHERE ((effective_at IS NOT NULL) AND (cancelled_at IS NULL))
CREATE INDEX request_seen_expiry ON public.request_seen USING btree (caller, expires_at)

CREATE TRIGGER alarm_enqueued AFTER INSERT ON public.alarm FOR EACH ROW EXECUTE FUNCTION alarm_enqueue()
CREATE TRIGGER key_set_not_deleted BEFORE DELETE ON public.key_set FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER manifest_log_append_only BEFORE DELETE OR UPDATE ON public.manifest_log FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER manifest_log_not_emptied BEFORE TRUNCATE ON public.manifest_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER practice_key_for_ever BEFORE DELETE OR UPDATE ON public.practice_key FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER practice_order_append_only BEFORE DELETE OR UPDATE ON public.practice_order FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER practice_order_not_emptied BEFORE TRUNCATE ON public.practice_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()

CREATE OR REPLACE FUNCTION public.alarm_channels(names text[])
 RETURNS void
 LANGUAGE sql
AS $function$
  DELETE FROM alarm_channel WHERE name <> ALL (names);
  INSERT INTO alarm_channel SELECT unnest(names) ON CONFLICT DO NOTHING;
$function$

CREATE OR REPLACE FUNCTION public.alarm_enqueue()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO alarm_delivery (alarm, channel, next_at) SELECT NEW.id, name, NEW.at FROM alarm_channel;
  RETURN NEW;
END $function$

CREATE OR REPLACE FUNCTION public.alarm_limit(same_hour bigint, any_hour bigint, alarms alarm_rules, floor_of bigint, ceiling_of bigint, rules member_rules)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT CASE WHEN any_hour IS NULL THEN vault_part(ceiling_of, rules)
    ELSE least(vault_part(ceiling_of, rules), greatest(vault_part(floor_of, rules),
      greatest(coalesce(same_hour, 0) * alarms.percent, any_hour * alarms.any_hour_percent) / 100)) END
$function$

CREATE OR REPLACE FUNCTION public.alarm_raise(of_practice text, of_member text, why text, of_purpose text, how_many bigint, more text, at_ms bigint)
 RETURNS text
 LANGUAGE sql
AS $function$
  INSERT INTO alarm (id, practice, member, kind, purpose, count, detail, at)
  VALUES (record_id(), of_practice, of_member, why, of_purpose, how_many, more, at_ms)
  RETURNING id
$function$

CREATE OR REPLACE FUNCTION public.alarm_remind(now_ms bigint)
 RETURNS void
 LANGUAGE sql
AS $function$
  WITH due AS (
    UPDATE alarm a SET remind_at = NULL
    WHERE a.remind_at IS NOT NULL AND EXISTS (
      SELECT FROM alarm d WHERE d.practice = a.practice AND d.member = a.member AND d.remind_at <= now_ms)
    RETURNING a.practice, a.member, a.acknowledge_by, a.acknowledged_at
  )
  INSERT INTO alarm (id, practice, member, kind, count, at, acknowledge_by)
  SELECT record_id(), practice, member, 'reminder', count(*), now_ms, min(acknowledge_by)
  FROM due WHERE acknowledged_at IS NULL GROUP BY practice, member
$function$

CREATE OR REPLACE FUNCTION public.approvals_answer(answered text, until bigint, now_ms bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM approvals_challenge WHERE expires_at < now_ms;
  INSERT INTO approvals_challenge VALUES (answered, until) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $function$

CREATE OR REPLACE FUNCTION public.count_daily(of_practice text, of_member text, of_purpose text, units bigint, drawn bigint, t bigint)
 RETURNS void
 LANGUAGE sql
AS $function$
  INSERT INTO daily_count AS d (practice, member, day, scope, search, agenda, inbox, emergency)
  VALUES (of_practice, of_member, (to_timestamp(t / 1000) AT TIME ZONE 'UTC')::date,
          CASE of_purpose WHEN 'scope' THEN units ELSE 0 END, CASE of_purpose WHEN 'search' THEN units ELSE 0 END,
          CASE of_purpose WHEN 'agenda' THEN units ELSE 0 END, CASE of_purpose WHEN 'inbox' THEN units ELSE 0 END, drawn)
  ON CONFLICT (practice, day, member) DO UPDATE SET
    scope = d.scope + excluded.scope, search = d.search + excluded.search, agenda = d.agenda + excluded.agenda,
    inbox = d.inbox + excluded.inbox, emergency = d.emergency + excluded.emergency
$function$

CREATE OR REPLACE FUNCTION public.key_set_superseded(k key_set, seen_ms bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT EXISTS (
    SELECT FROM manifest_log m, vault_state s
    WHERE m.index_name = k.index_name AND m.version > k.version
      AND m.signed_at + m.grace_ms <= greatest(seen_ms, s.beat_at)
  )
$function$

CREATE OR REPLACE FUNCTION public.lost_units(lost_day bigint, burst bigint, burst_ms bigint, t bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  SELECT CASE WHEN upto > t - 30 * 86400000::bigint THEN
      -- least() passes over a null: without a burst only the days count.
      least(lost_day * greatest(upto / 86400000 - since / 86400000 + 1, 1),
            CASE WHEN upto > since THEN burst + (upto - since) / burst_ms + 1 END)
    ELSE 0 END
  FROM (SELECT lost_until AS upto, greatest(lost_from, t - 30 * 86400000::bigint) AS since FROM vault_state) lost
$function$

CREATE OR REPLACE FUNCTION public.member_activity(of_practice text, of_member text, now_ms bigint, rules member_rules, alarms alarm_rules, OUT files_limit bigint, OUT alarm_limit bigint, OUT slot bigint, OUT files bigint[], OUT days json)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.member_alarm(INOUT m practice_member, why text, of_purpose text, how_many bigint, more text, every_ms bigint, acknowledge_ms bigint, t bigint, counted text DEFAULT NULL::text)
 RETURNS practice_member
 LANGUAGE plpgsql
AS $function$
DECLARE
  raised text;
BEGIN
  IF t < coalesce((m.alarmed_at ->> coalesce(counted, why))::bigint, 0) + every_ms THEN
    RETURN;
  END IF;
  raised := alarm_raise(m.practice, m.id, why, of_purpose, how_many, more, t);
  UPDATE alarm a SET acknowledge_by = t + acknowledge_ms, remind_at = t + acknowledge_ms / 2 WHERE a.id = raised AND acknowledge_ms IS NOT NULL;
  m.alarmed_at := m.alarmed_at || jsonb_build_object(coalesce(counted, why), t);
END $function$

CREATE OR REPLACE FUNCTION public.member_bounds(m practice_member, wanted_purpose text, rules member_rules, t bigint, now_ms bigint, OUT full_day bigint, OUT per_day bigint, OUT per_month bigint, OUT emergency_day bigint, OUT emergency_month bigint)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.member_dormant(m practice_member, default_days bigint, t bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT t >= m.active_at + 86400000 * coalesce((SELECT p.dormant_days FROM practice p WHERE p.id = m.practice), default_days)
$function$

CREATE OR REPLACE FUNCTION public.member_files(m practice_member, now_ms bigint, OUT slot bigint, OUT files bigint[])
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.member_frozen(of_practice text, of_member text, now_ms bigint, OUT frozen boolean, OUT wholly boolean)
 RETURNS record
 LANGUAGE sql
 STABLE
AS $function$
  SELECT count(f.id) > 0 OR m.over, coalesce(bool_or(f.by = 'approver' AND f.reason = 'suspected_theft'), false) OR m.over
  FROM (SELECT coalesce(bool_or(until <= greatest(now_ms, seen_at)), false) AS over FROM practice_member
      WHERE practice = of_practice AND id = of_member) m
    LEFT JOIN member_freeze f ON f.practice = of_practice AND f.member = of_member AND f.ended_at IS NULL
      AND (f.until IS NULL OR f.until > now_ms)
  GROUP BY m.over
$function$

CREATE OR REPLACE FUNCTION public.member_limits(m practice_member, t bigint, rules member_rules, alarms alarm_rules)
 RETURNS member_hour
 LANGUAGE plpgsql
 STABLE
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.member_lost_day(rules member_rules)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT vault_part(
    greatest(rules.doctor, rules.secretary, rules.administrator, rules.gateway, rules.raise) - rules.emergency, rules)
$function$

CREATE OR REPLACE FUNCTION public.member_people(m practice_member, rules member_rules, alarms alarm_rules, t bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  SELECT vault_part(alarms.people_per_day + coalesce(sum(r.per_day * CASE r.purpose
    WHEN 'scope' THEN alarms.people_scope WHEN 'search' THEN alarms.people_search
    WHEN 'agenda' THEN alarms.people_agenda ELSE alarms.people_inbox END), 0)::bigint, rules)
  FROM practice_raise r WHERE r.practice = m.practice AND r.member = m.id AND r.until > t
$function$

CREATE OR REPLACE FUNCTION public.member_people_usage(of_practice text, of_member text, now_ms bigint, rules member_rules, alarms alarm_rules, OUT most bigint, OUT used bigint)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.member_unacknowledged(of_practice text, of_member text, t bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT EXISTS (SELECT FROM alarm a WHERE a.practice = of_practice AND a.member = of_member
                 AND a.acknowledge_by IS NOT NULL AND a.acknowledged_at IS NULL AND a.acknowledge_by <= t
                 AND a.kind <> 'reminder')
$function$

CREATE OR REPLACE FUNCTION public.member_usage(of_practice text, of_member text, wanted_purpose text, now_ms bigint, rules member_rules, dormant_days bigint, OUT day_limit bigint, OUT day_used bigint, OUT month_limit bigint, OUT month_used bigint, OUT emergency_limit bigint, OUT emergency_used bigint, OUT emergency_month_limit bigint, OUT emergency_month_used bigint, OUT frozen boolean)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.minute_limit(routine bigint, known boolean, alarms alarm_rules, rules member_rules)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT CASE WHEN NOT known THEN vault_part(alarms.people_minute_ceiling, rules)
    WHEN coalesce(routine, 0) < vault_part(alarms.people_minute_floor, rules)
      THEN vault_part(alarms.people_minute_floor, rules)
    ELSE least(vault_part(alarms.people_minute_ceiling, rules), routine * alarms.percent / 100) END
$function$

CREATE OR REPLACE FUNCTION public.practice_usage(of_practice text, only_member text, now_ms bigint, rules member_rules, default_days bigint)
 RETURNS TABLE(member text, files_limit bigint, files_used bigint, emergency bigint, raised_until bigint, is_new boolean, frozen boolean, unacknowledged boolean, dormant boolean)
 LANGUAGE sql
AS $function$
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
$function$

CREATE OR REPLACE FUNCTION public.recent_units(of_subject text, slot_count integer, t bigint)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.record_id()
 RETURNS text
 LANGUAGE plpgsql
AS $function$
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
END $function$

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

CREATE OR REPLACE FUNCTION public.slots_last(slots bigint[], slot bigint, slot_count integer)
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE STRICT
AS $function$
DECLARE
  n CONSTANT integer := cardinality(slots);
  used bigint := 0;
BEGIN
  FOR s IN slot - slot_count + 1 .. slot LOOP
    used := used + slots[s % n + 1];
  END LOOP;
  RETURN used;
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
 RETURNS TABLE(store_id text, sequence bigint, restored boolean, spent_until bigint)
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
    IF i.closed_at IS NULL AND k.withdrawn_at IS NULL AND NOT key_set_superseded(k, greatest(now_ms, seen))
       AND greatest(now_ms, seen) < i.until
       AND request_accept(importer, jti, iat_ms, age_ms, now_ms, seen) THEN
      RETURN QUERY SELECT * FROM vault_claim(
        ARRAY[ROW('importer/' || wanted_key_set, NULL, NULL, NULL, i.units, NULL, NULL, NULL)::quota_limit],
        ARRAY[units], ARRAY[100], now_ms, sequence_floor);
      RETURN;
    END IF;
  END IF;
  RETURN NEXT ROW('refused', NULL, NULL, NULL, NULL)::quota_answer;
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim_member(wanted_practice text, wanted_purpose text, caller text, jti text, iat_ms bigint, age_ms bigint, units bigint, in_emergency boolean, now_ms bigint, sequence_floor bigint, rules member_rules, alarms alarm_rules)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim_practice_importer(wanted_practice text, wanted_purpose text, importer text, caller text, jti text, iat_ms bigint, age_ms bigint, units bigint, now_ms bigint, sequence_floor bigint)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.vault_claim_public(wanted_key_set text, units bigint[], share integer[], now_ms bigint, most_per_minute bigint, most_per_day bigint, sequence_floor bigint)
 RETURNS SETOF quota_answer
 LANGUAGE plpgsql
AS $function$
DECLARE
  k key_set;
  seen bigint;
  ended text;
BEGIN
  SELECT * INTO k FROM key_set WHERE id = wanted_key_set;
  SELECT greatest(now_ms, max(seen_at)) INTO seen FROM quota WHERE subject = 'ceiling/' || wanted_key_set;
  ended := CASE
    WHEN k.id IS NULL THEN 'unknown'
    WHEN k.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN key_set_superseded(k, seen) THEN 'superseded'
  END;
  IF ended IS NOT NULL THEN
    FOR i IN 1 .. cardinality(units) LOOP
      RETURN NEXT ROW(ended, NULL, NULL, NULL, NULL)::quota_answer;
    END LOOP;
    RETURN;
  END IF;
  RETURN QUERY SELECT * FROM vault_claim(
    ARRAY[ROW('ceiling/' || k.id, least(k.per_minute, most_per_minute), least(k.per_day, most_per_day),
              NULL, NULL, NULL, NULL, NULL)::quota_limit],
    units, share, now_ms, sequence_floor);
END $function$

CREATE OR REPLACE FUNCTION public.vault_part(bound bigint, rules member_rules)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT greatest(bound, 0) * rules.threshold / rules.vaults $function$

CREATE OR REPLACE FUNCTION public.vault_prune(alarms_before bigint, counts_before date, hours_before bigint, most integer, OUT alarms bigint, OUT counts bigint, OUT hours bigint)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM alarm WHERE id IN (
    SELECT a.id FROM alarm a
    WHERE a.at < alarms_before AND (a.acknowledge_by IS NULL OR a.acknowledged_at IS NOT NULL OR a.kind = 'reminder')
      AND NOT EXISTS (SELECT FROM alarm_delivery d WHERE d.alarm = a.id)
    ORDER BY a.at LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS alarms = ROW_COUNT;
  DELETE FROM daily_count WHERE (practice, day, member) IN (
    SELECT c.practice, c.day, c.member FROM daily_count c
    WHERE c.day < counts_before ORDER BY c.day LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS counts = ROW_COUNT;
  DELETE FROM member_hour WHERE (practice, member, hour) IN (
    SELECT w.practice, w.member, w.hour FROM member_hour w
    WHERE w.hour < hours_before ORDER BY w.hour LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS hours = ROW_COUNT;
END $function$

CREATE OR REPLACE FUNCTION public.vault_wake(now_ms bigint)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
END $function$

