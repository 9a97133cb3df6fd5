-- Fictitious patients whose opening raises an alarm. `tag` is an HMAC of the scope's id under a key that is not in the database:
-- a thief of it does not know which patients to avoid.
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

-- What the log says of each member and UTC day, counted as its leaves get their numbers: patients and days of agenda opened
-- or written, and search terms looked up or written.
CREATE TABLE audit_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  opened   bigint NOT NULL,
  searched bigint NOT NULL,
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);

SELECT wall('canary', 'reconciled_day', 'audit_day');
