-- Sealed scopes: patients, days of a practitioner's agenda, and unassigned resources. docs/protocol.md 7.4 and 8.2.
CREATE TABLE scope (
  practice     text COLLATE "C" NOT NULL,
  scope        text COLLATE "C" NOT NULL,
  purpose      text COLLATE "C" NOT NULL CHECK (purpose IN ('scope', 'agenda', 'unassigned', 'settings')),
  -- The current head, moved by each write: its JWS and its sequence.
  head         text COLLATE "C" NOT NULL,
  sequence     bigint NOT NULL CHECK (sequence >= 1),
  -- Number of current versions, including deletions.
  resources    integer NOT NULL CHECK (resources >= 0),
  -- Number of postings of this patient.
  postings     integer NOT NULL DEFAULT 0 CHECK (postings >= 0),
  -- Bytes of the lists of all packs, which writes and histories read.
  list_bytes   bigint NOT NULL DEFAULT 0 CHECK (list_bytes >= 0),
  practitioner text COLLATE "C",
  day          text COLLATE "C",
  -- Time of the confirmation of an erasure, after which the file is withheld, and of its destruction.
  erasing_at   bigint,
  erased_at    bigint,
  -- The public key whose signature proves that a member can open the file; null for a day of an agenda and for settings.
  eraser       text COLLATE "C",
  PRIMARY KEY (practice, scope),
  CHECK ((purpose = 'agenda') = (practitioner IS NOT NULL) AND (practitioner IS NULL) = (day IS NULL)),
  CHECK ((purpose IN ('agenda', 'settings')) = (eraser IS NULL))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX scope_day ON scope (practice, practitioner, day) WHERE purpose = 'agenda';

-- The packs of every write: versions sealed together, and their list in the clear. Append-only, except for the two counts,
-- and that an erasure, a destruction and an agenda's next version empty `salt` and `sealed`.
CREATE TABLE scope_pack (
  practice    text COLLATE "C" NOT NULL,
  scope       text COLLATE "C" NOT NULL,
  -- The sequence of the head that was written with it, and its place in that write.
  sequence    bigint NOT NULL CHECK (sequence >= 1),
  number      smallint NOT NULL CHECK (number >= 0),
  compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity', 'clinical', 'settings')),
  -- Whether its versions are those of earlier packs.
  carries     boolean NOT NULL,
  epoch       bigint NOT NULL CHECK (epoch BETWEEN 1 AND 4294967295),
  author      text COLLATE "C" NOT NULL,
  -- By the author's clock, which was close to the server's; milliseconds since 1970.
  time        bigint NOT NULL CHECK (time BETWEEN 0 AND 9007199254740991),
  list        bytea NOT NULL CHECK (octet_length(list) BETWEEN 52 AND 52000),
  digest      bytea NOT NULL CHECK (octet_length(digest) = 32),
  salt        bytea NOT NULL,
  sealed      bytea NOT NULL,
  -- The number of its seal in the scope; null if a member wrote it.
  seal        smallint,
  -- Number of current versions that are read from it, and of those that it introduced.
  located     integer NOT NULL CHECK (located >= 0),
  introduced  integer NOT NULL CHECK (introduced >= 0),
  -- The resource whose destruction empties the pack when it is due. Until then its content is read by nobody.
  doomed      text COLLATE "C",
  PRIMARY KEY (practice, scope, sequence, number)
) WITH (fillfactor = 90);
-- Hashes and ciphertext do not compress, so PostgreSQL must not try.
ALTER TABLE scope_pack ALTER COLUMN sealed SET STORAGE EXTERNAL, ALTER COLUMN list SET STORAGE EXTERNAL;

-- Heads that later ones replaced: they prove the authors of the packs of their writes.
CREATE TABLE scope_head (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  head     text COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, scope, sequence)
);

-- Current versions whose content a doctor destroyed, or whose content a repair found lost. What was destroyed is emptied at
-- `due_at`; until then the resource can be restored. `due_at` is null if the doctor was frozen or left before: then it is
-- never emptied, nor is anything for a loss.
CREATE TABLE scope_destroyed (
  practice     text COLLATE "C" NOT NULL,
  scope        text COLLATE "C" NOT NULL,
  resource     text COLLATE "C" NOT NULL,
  version      bigint NOT NULL,
  compartment  text COLLATE "C" NOT NULL,
  hash         bytea NOT NULL,
  sequence     bigint NOT NULL,
  member       text COLLATE "C" NOT NULL,
  destroyed_at bigint NOT NULL,
  due_at       bigint,
  emptied_at   bigint,
  lost         boolean NOT NULL,
  PRIMARY KEY (practice, scope, resource)
);
CREATE INDEX scope_destroyed_at ON scope_destroyed (practice, destroyed_at);

-- Scopes that a session opened: only their changes are reported to it, and until some minutes after `read_at`, the time of
-- its last leaf `read`, a further read of the same compartments writes no leaf. A scope that the session created has no
-- compartments. docs/protocol.md 8.3.
CREATE TABLE session_scope (
  practice     text COLLATE "C" NOT NULL,
  session      text COLLATE "C" NOT NULL,
  scope        text COLLATE "C" NOT NULL,
  read_at      bigint NOT NULL,
  compartments text[] COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, session, scope)
);
CREATE INDEX session_scope_read ON session_scope (practice, read_at);

CREATE FUNCTION refuse_pack_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND NEW.sealed = '' AND NEW.salt = ''
     AND (NEW.practice, NEW.scope, NEW.sequence, NEW.number, NEW.compartment, NEW.carries, NEW.epoch, NEW.author, NEW.time)
       = (OLD.practice, OLD.scope, OLD.sequence, OLD.number, OLD.compartment, OLD.carries, OLD.epoch, OLD.author, OLD.time)
     AND NEW.list = OLD.list AND NEW.digest = OLD.digest
     AND NEW.seal IS NOT DISTINCT FROM OLD.seal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
-- An update of the counts and of `doomed` alone fires no trigger.
CREATE TRIGGER scope_pack_append_only BEFORE DELETE OR UPDATE OF
    practice, scope, sequence, number, compartment, carries, epoch, author, time, list, digest, salt, sealed, seal
  ON scope_pack
  FOR EACH ROW EXECUTE FUNCTION refuse_pack_change();
CREATE TRIGGER scope_pack_not_emptied BEFORE TRUNCATE ON scope_pack
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_pack_change();

-- Batches of importers (docs/protocol.md 7.7): secrets sealed to the roles of an epoch, signed by the importer.
CREATE TABLE import_batch (
  practice   text COLLATE "C" NOT NULL,
  batch      text COLLATE "C" NOT NULL,
  importer   text COLLATE "C" NOT NULL,
  epoch      bigint NOT NULL,
  statement  text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (practice, batch)
);

-- Elements and batches under which importers sealed versions of a scope, numbered from 0.
CREATE TABLE scope_seal (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  number   smallint NOT NULL CHECK (number >= 0),
  element  bytea NOT NULL CHECK (octet_length(element) = 32),
  batch    text COLLATE "C" NOT NULL,
  PRIMARY KEY (practice, scope, number),
  UNIQUE (practice, scope, element)
);

-- The card of a patient in search results, sealed under a key that only its postings contain.
CREATE TABLE card (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  sealed   bytea NOT NULL,
  PRIMARY KEY (practice, scope)
);

-- Erasure secrets (docs/protocol.md 7.3), whose backups are stored separately and only for days.
CREATE SCHEMA erasable;

CREATE TABLE erasable.secret (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  secret   bytea NOT NULL,
  PRIMARY KEY (practice, scope)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);

-- Patients that each member created on a UTC day, and received reports that they put on the unassigned list.
CREATE TABLE created_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  patients integer NOT NULL DEFAULT 0 CHECK (patients >= 0),
  reports  integer NOT NULL DEFAULT 0 CHECK (reports >= 0),
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);

SELECT wall(
  'scope', 'scope_pack', 'scope_head', 'scope_destroyed', 'session_scope', 'import_batch', 'scope_seal', 'card', 'erasable.secret',
  'created_day');

-- Resources whose patient an import or the receiver of a report could not determine (docs/protocol.md 8.7, 8.8): scopes that doctors empty one by one.
CREATE TABLE unassigned (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  reason   text COLLATE "C" NOT NULL,
  -- Number of resources that wait for a decision.
  open     integer NOT NULL CHECK (open >= 0),
  added_at bigint NOT NULL,
  PRIMARY KEY (practice, scope),
  FOREIGN KEY (practice, scope) REFERENCES scope
);
CREATE INDEX unassigned_open ON unassigned (practice, scope) WHERE open > 0;

SELECT wall('unassigned');
