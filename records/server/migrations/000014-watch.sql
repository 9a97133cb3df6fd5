-- Fictitious patients whose opening rings. `tag` is an HMAC of the scope's id under a key that is not in the database:
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

SELECT wall('canary', 'reconciled_day');
