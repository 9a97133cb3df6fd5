-- Key sets that an operator opened at this vault. Rows are never deleted, so that a withdrawn id stays rejected.
CREATE TABLE key_set (
  id           text PRIMARY KEY,
  -- Ed25519 public key of the operator, base64url.
  owner        text NOT NULL,
  index_name   text NOT NULL,
  -- Of the index, as in the id.
  version      bigint NOT NULL CHECK (version > 0),
  per_minute   bigint NOT NULL CHECK (per_minute > 0),
  per_day      bigint NOT NULL CHECK (per_day > 0),
  opened_at    bigint NOT NULL,
  withdrawn_at bigint
);
CREATE INDEX key_set_index_name ON key_set (index_name);

-- The only importer of a key set, with its units and its end. Closing or publishing ends it permanently.
CREATE TABLE importer_right (
  key_set    text PRIMARY KEY REFERENCES key_set (id),
  public_key text NOT NULL,
  units      bigint NOT NULL CHECK (units > 0),
  until      bigint NOT NULL,
  closed_at  bigint
);

-- Identifiers of signed requests and orders, stored as long as their time would be accepted.
CREATE TABLE request_seen (
  caller     text NOT NULL,
  jti        text NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (caller, jti)
);
CREATE INDEX request_seen_expiry ON request_seen (caller, expires_at);

-- Every manifest that this vault has cosigned. Append-only.
CREATE TABLE manifest_log (
  index_name text NOT NULL,
  version    bigint NOT NULL,
  owner      text NOT NULL,
  -- SHA-256 of the payload's bytes, base64url.
  sha256     text NOT NULL,
  signed_at  bigint NOT NULL,
  -- Time after which key sets of earlier versions are no longer evaluated.
  grace_ms   bigint NOT NULL CHECK (grace_ms >= 0),
  -- The manifest with its owner's signature alone, as JSON: proof that a later version exists.
  manifest   text NOT NULL,
  PRIMARY KEY (index_name, version)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER manifest_log_append_only BEFORE UPDATE OR DELETE ON manifest_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER manifest_log_not_emptied BEFORE TRUNCATE ON manifest_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER key_set_not_deleted BEFORE DELETE ON key_set
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Stores the identifier of a signed request; false if its time is out of bounds or it is a repetition. `seen_at` is the
-- greatest clock value of the caller, so that a clock that is set back does not accept an expired request again.
CREATE FUNCTION request_accept(
  request_caller text, request_jti text, iat_ms bigint, age_ms bigint, now_ms bigint, seen_at bigint
) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
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
END $$;

-- Whether a later version of the index was cosigned here and its grace period is over. `beat_at` and the
-- caller's time count too, so that a clock that is set back reopens no key set.
CREATE FUNCTION key_set_superseded(k key_set, seen_ms bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM manifest_log m, vault_state s
    WHERE m.index_name = k.index_name AND m.version > k.version
      AND m.signed_at + m.grace_ms <= greatest(seen_ms, s.beat_at)
  )
$$;

-- A claim of anonymous callers of one public key set: for each item an outcome of quota_answer, or
-- `unknown`, `withdrawn`.
CREATE FUNCTION vault_claim_public(
  wanted_key_set text, units bigint[], share integer[], now_ms bigint, most_per_minute bigint, most_per_day bigint,
  sequence_floor bigint
) RETURNS SETOF quota_answer
LANGUAGE plpgsql VOLATILE AS $$
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
END $$;

-- A claim of an importer under the lock of its right, so that a closed right grants no further unit. Every failure of the
-- right itself has the outcome `refused`.
CREATE FUNCTION vault_claim_importer(
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
END $$;
