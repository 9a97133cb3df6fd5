-- The audit log of each practice (docs/protocol.md 8.4). A leaf is inserted into audit_waiting in the transaction that
-- it records. The sequencer moves committed leaves in order of insertion to audit_leaf and numbers them. A transaction
-- that commits late is numbered later: the queue has no cursor that could skip its leaf.
CREATE TABLE audit_waiting (
  practice text COLLATE "C" NOT NULL,
  entry    bigint GENERATED ALWAYS AS IDENTITY,
  -- The exact JSON that is hashed.
  leaf     text NOT NULL,
  -- The patient or day of the agenda, for the list of accesses.
  scope    text COLLATE "C",
  PRIMARY KEY (practice, entry)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE audit_leaf (
  practice text COLLATE "C" NOT NULL,
  number   bigint NOT NULL CHECK (number >= 0),
  leaf     text NOT NULL,
  scope    text COLLATE "C",
  PRIMARY KEY (practice, number)
);
CREATE INDEX audit_leaf_scope ON audit_leaf (practice, scope, number) WHERE scope IS NOT NULL;

-- The RFC 6962 tree as tiles of 256 hashes, as C2SP tlog-tiles cuts it: level 0 holds leaf hashes, a hash of level l + 1
-- is the root of a whole tile of level l. The last tile of a level grows until it is whole.
CREATE TABLE audit_tile (
  practice text COLLATE "C" NOT NULL,
  level    smallint NOT NULL CHECK (level >= 0),
  tile     bigint NOT NULL CHECK (tile >= 0),
  hashes   bytea NOT NULL,
  PRIMARY KEY (practice, level, tile)
);
ALTER TABLE audit_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- One row for each practice whose log has begun.
CREATE TABLE audit_log (
  practice   text COLLATE "C" PRIMARY KEY,
  log_epoch  integer NOT NULL DEFAULT 1 CHECK (log_epoch >= 1),
  size       bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
  root       bytea NOT NULL,
  -- The signed note of this size.
  note       text NOT NULL,
  -- The last note that t vaults have cosigned, with their lines, and its size.
  cosigned      text,
  cosigned_size bigint NOT NULL DEFAULT 0,
  -- Set when t vaults have cosigned leaves that this log lacks: it was restored from a copy. Nothing is written until an
  -- order of the practice opens the next log epoch.
  stopped_at bigint
);

-- Size that each vault last cosigned, as this server recorded it: the start of the next consistency proof.
CREATE TABLE audit_vault (
  practice  text COLLATE "C" NOT NULL,
  vault     smallint NOT NULL CHECK (vault >= 1),
  log_epoch integer NOT NULL,
  size      bigint NOT NULL CHECK (size >= 0),
  PRIMARY KEY (practice, vault)
);

CREATE FUNCTION refuse_leaf_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER audit_leaf_append_only BEFORE UPDATE OR DELETE ON audit_leaf
  FOR EACH ROW EXECUTE FUNCTION refuse_leaf_change();
CREATE TRIGGER audit_leaf_not_emptied BEFORE TRUNCATE ON audit_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_change();

SELECT wall('audit_waiting', 'audit_leaf', 'audit_tile', 'audit_log', 'audit_vault');

-- Practices, and the directory, with leaves that have no number yet, one at a time under row-level security.
CREATE FUNCTION audit_practices_waiting(directory text) RETURNS SETOF text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  each text;
BEGIN
  FOR each IN SELECT t.practice FROM tenant t UNION ALL SELECT directory LOOP
    PERFORM set_config('etanche.practice', each, true);
    IF EXISTS (SELECT FROM audit_waiting w WHERE w.practice = each) THEN
      RETURN NEXT each;
    END IF;
  END LOOP;
  PERFORM set_config('etanche.practice', '', true);
END $$;

-- Fictitious patients whose opening raises an alarm. `tag` is an HMAC of the scope's id under a key that is not in the database:
-- an attacker with the database cannot tell which patients to avoid.
CREATE TABLE canary (
  practice text COLLATE "C" NOT NULL,
  tag      bytea NOT NULL,
  PRIMARY KEY (practice, tag)
);

-- Days whose units at the vaults were compared with the audit log.
CREATE TABLE reconciled_day (
  practice    text COLLATE "C" NOT NULL,
  day         text COLLATE "C" NOT NULL,
  compared_at bigint NOT NULL,
  PRIMARY KEY (practice, day)
);

-- Counts of the log for each member and UTC day, updated when leaves are numbered: patients and days of the agenda that
-- were opened or written, and search terms that were looked up or written.
CREATE TABLE audit_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  opened   bigint NOT NULL,
  searched bigint NOT NULL,
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);

SELECT wall('canary', 'reconciled_day', 'audit_day');
