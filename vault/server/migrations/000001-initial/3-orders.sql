-- Practices, as the result of their chains of orders (docs/protocol.md section 6). A transaction that applies an order has
-- the advisory lock 'practice/<id>' until its end; claims lock the member's row.
-- Times are ms since 1970, keys and hashes base64url, ids 26 characters of base32.
CREATE TABLE practice (
  id         text PRIMARY KEY,
  -- The last applied order: its sequence and hash.
  sequence   integer NOT NULL CHECK (sequence >= 0),
  head       text NOT NULL,
  -- Signing keys of all vaults by ascending index, as in the genesis; every later order contains the same keys.
  audience   text[] NOT NULL,
  server     text NOT NULL,
  kit_auth   text NOT NULL,
  kit_keys   text NOT NULL,
  contacts   text[] NOT NULL,
  live_at    bigint,
  -- Days without a unit after which a member has no quota; null: the configured number.
  dormant_days integer CHECK (dormant_days BETWEEN 15 AND 90),
  -- The audit log of the records server: its epoch (opened by `restore`), and the size and root last cosigned here.
  log_epoch  integer NOT NULL DEFAULT 1,
  log_size   bigint NOT NULL DEFAULT 0 CHECK (log_size >= 0),
  log_root   text,
  created_at bigint NOT NULL
);

-- The directories of the records servers that may admit practices: the size and root last cosigned here.
CREATE TABLE directory_log (
  id         text PRIMARY KEY,
  log_size   bigint NOT NULL CHECK (log_size >= 0),
  log_root   text NOT NULL
);

-- Applied orders, with the approvals that this vault verified. Append-only.
CREATE TABLE practice_order (
  practice   text NOT NULL REFERENCES practice (id),
  sequence   integer NOT NULL,
  hash       text NOT NULL,
  payload    bytea NOT NULL,
  approvals  jsonb NOT NULL,
  applied_at bigint NOT NULL,
  PRIMARY KEY (practice, sequence)
);
CREATE TRIGGER practice_order_append_only BEFORE UPDATE OR DELETE ON practice_order
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER practice_order_not_emptied BEFORE TRUNCATE ON practice_order
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Orders of the next sequence that wait for approvals or for the end of their delay. When one of them is applied, all are
-- deleted. A cancelled order stays until then, so that it is not accepted again.
CREATE TABLE pending_order (
  practice     text NOT NULL,
  hash         text NOT NULL,
  payload      bytea NOT NULL,
  approvals    jsonb NOT NULL,
  -- The proposer: the signer of the first valid approval.
  proposer     text NOT NULL,
  expires_at   bigint NOT NULL,
  posted_at    bigint NOT NULL,
  -- Time at which it applies by itself, if the kit replaces an approver.
  effective_at bigint,
  cancelled_at bigint,
  PRIMARY KEY (practice, hash)
);
CREATE INDEX pending_order_due ON pending_order (effective_at) WHERE effective_at IS NOT NULL AND cancelled_at IS NULL;

-- Every key that ever had a role in the practice. No key gets a second role, and a replaced key stays rejected.
CREATE TABLE practice_key (
  practice text NOT NULL REFERENCES practice (id),
  auth     text NOT NULL,
  part     text NOT NULL CHECK (part IN ('member', 'importer', 'kit', 'server')),
  -- The member or importer.
  holder   text,
  PRIMARY KEY (practice, auth)
);
CREATE TRIGGER practice_key_for_ever BEFORE UPDATE OR DELETE ON practice_key
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE practice_member (
  practice        text NOT NULL REFERENCES practice (id),
  id              text NOT NULL,
  -- The only key by which this member's requests are accepted.
  auth            text NOT NULL,
  keys            text NOT NULL,
  roles           text[] NOT NULL,
  since           bigint NOT NULL,
  -- Time of the enrolment or of the last new key; null for a founder. The limits are reduced for the first day.
  new_since       bigint,
  retired_at      bigint,
  -- End of the member's right, as of a substitute; null without an end.
  until           bigint,
  -- The greatest clock value of an accepted request, and the time of the last alarm of each kind.
  seen_at         bigint NOT NULL DEFAULT 0,
  alarmed_at      jsonb NOT NULL DEFAULT '{}',
  -- Time of the last granted unit, enrolment, reactivation or new key. It is moved forward by the time in which no replica
  -- of this vault ran.
  active_at       bigint NOT NULL,
  PRIMARY KEY (practice, id)
) WITH (fillfactor = 50);

CREATE TABLE practice_raise (
  practice text NOT NULL,
  member   text NOT NULL,
  purpose  text NOT NULL,
  per_day  bigint NOT NULL,
  until    bigint NOT NULL,
  PRIMARY KEY (practice, member, purpose),
  FOREIGN KEY (practice, member) REFERENCES practice_member (practice, id)
);

-- `card` is a vault's signed statement on a passkey; the columns after it repeat its content.
CREATE TABLE approver (
  practice   text NOT NULL REFERENCES practice (id),
  id         text NOT NULL,
  card       text NOT NULL,
  credential text NOT NULL,
  public_key text NOT NULL,
  since      bigint NOT NULL,
  removed_at bigint,
  PRIMARY KEY (practice, id),
  UNIQUE (practice, credential),
  UNIQUE (practice, public_key)
);

-- by 'approver': ordered or confirmed on the chain, until a thaw. by 'server': ordered by the records server, until `until`.
CREATE TABLE member_freeze (
  practice text NOT NULL REFERENCES practice (id),
  id       text NOT NULL,
  member   text NOT NULL,
  reason   text NOT NULL,
  by       text NOT NULL CHECK (by IN ('server', 'approver')),
  since    bigint NOT NULL,
  until    bigint,
  ended_at bigint,
  PRIMARY KEY (practice, id),
  FOREIGN KEY (practice, member) REFERENCES practice_member (practice, id)
);
CREATE INDEX member_freeze_standing ON member_freeze (practice, member) WHERE ended_at IS NULL;

-- Notices of the records server or of members: each id counts once. by: 'server', or a member's id.
CREATE TABLE practice_notice (
  practice text NOT NULL REFERENCES practice (id),
  id       text NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('recovery', 'erasure')),
  member   text NOT NULL,
  by       text NOT NULL,
  at       bigint NOT NULL,
  PRIMARY KEY (practice, id),
  FOREIGN KEY (practice, member) REFERENCES practice_member (practice, id)
);

-- Rights of programs that fill a practice. Closed permanently by `live`, and by a restore of the store.
CREATE TABLE practice_importer (
  practice  text NOT NULL REFERENCES practice (id),
  id        text NOT NULL,
  auth      text NOT NULL,
  keys      text NOT NULL,
  patients  bigint NOT NULL,
  -- Units of `search`, the only ones of an importer. `per_minute` is this vault's limit in a minute.
  search    bigint NOT NULL,
  per_minute bigint NOT NULL,
  until     bigint NOT NULL,
  closed_at bigint,
  seen_at   bigint NOT NULL DEFAULT 0,
  -- Tenths of the units in the last alarm.
  rung_tenths integer NOT NULL DEFAULT 0,
  PRIMARY KEY (practice, id)
) WITH (fillfactor = 50);

-- Units evaluated on each UTC day for each member and importer. `scope` to `inbox` are all units; `emergency`
-- is the number of them from the emergency quota.
CREATE TABLE daily_count (
  practice  text NOT NULL,
  member    text NOT NULL,
  day       date NOT NULL,
  scope     bigint NOT NULL DEFAULT 0,
  search    bigint NOT NULL DEFAULT 0,
  agenda    bigint NOT NULL DEFAULT 0,
  inbox     bigint NOT NULL DEFAULT 0,
  emergency bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);
