CREATE TABLE recovery_plan (
  practice   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- SHA-256 of the lookup id, which follows from the printed code.
  lookup     bytea NOT NULL,
  -- The helpers and the required number of them, sealed under the printed code.
  plan       text NOT NULL,
  -- The keyring, sealed under the printed code and the helper secret.
  keyring    text NOT NULL,
  -- The same number as in the plan; the plan decides.
  helpers_needed smallint NOT NULL CHECK (helpers_needed IN (1, 2)),
  created_at bigint NOT NULL,
  PRIMARY KEY (practice, member),
  FOREIGN KEY (practice, member) REFERENCES member
);

-- Each helper's share of the helper secret, sealed to that helper.
CREATE TABLE recovery_helper (
  practice text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  helper   text COLLATE "C" NOT NULL,
  sealed   text NOT NULL,
  PRIMARY KEY (practice, member, helper),
  FOREIGN KEY (practice, member) REFERENCES recovery_plan ON DELETE CASCADE
);

CREATE TABLE recovery (
  practice   text COLLATE "C" NOT NULL,
  recovery   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  token      bytea NOT NULL,
  -- The fresh public key of the person who recovers.
  sealing    text NOT NULL,
  status     text NOT NULL CHECK (status IN ('waiting', 'helped', 'done')),
  asked_at   bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, recovery),
  FOREIGN KEY (practice, member) REFERENCES recovery_plan ON DELETE CASCADE
);
CREATE INDEX recovery_member ON recovery (practice, member);

-- A helper's share, sealed to that key.
CREATE TABLE recovery_help (
  practice text COLLATE "C" NOT NULL,
  recovery text COLLATE "C" NOT NULL,
  helper   text COLLATE "C" NOT NULL,
  sealed   text NOT NULL,
  PRIMARY KEY (practice, recovery, helper),
  FOREIGN KEY (practice, recovery) REFERENCES recovery ON DELETE CASCADE
);

SELECT wall('recovery_plan', 'recovery_helper', 'recovery', 'recovery_help');

-- The practice of a lookup id: a person who recovers has only the printed code. Without row-level security.
CREATE TABLE recovery_lookup (
  lookup   bytea PRIMARY KEY,
  practice text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  UNIQUE (practice, member)
);
