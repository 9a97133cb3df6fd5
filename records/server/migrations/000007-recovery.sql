CREATE TABLE recovery_plan (
  practice   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- SHA-256 of the lookup id, which follows from the printed code.
  lookup     bytea NOT NULL,
  -- The keyring under the printed code and the helper secret.
  keyring    text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (practice, member),
  FOREIGN KEY (practice, member) REFERENCES member
);

-- The helper secret, sealed to each helper.
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
  -- The fresh public key of who recovers.
  sealing    text NOT NULL,
  status     text NOT NULL CHECK (status IN ('waiting', 'helped', 'done')),
  -- The helper secret, sealed to that key, and who did it.
  sealed     text,
  helper     text COLLATE "C",
  asked_at   bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, recovery),
  FOREIGN KEY (practice, member) REFERENCES recovery_plan ON DELETE CASCADE,
  CHECK ((sealed IS NULL) = (helper IS NULL))
);
CREATE INDEX recovery_member ON recovery (practice, member);

SELECT wall('recovery_plan', 'recovery_helper', 'recovery');

-- Which practice a lookup id belongs to: whoever asks has only the printed code. Outside the wall.
CREATE TABLE recovery_lookup (
  lookup   bytea PRIMARY KEY,
  practice text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  UNIQUE (practice, member)
);
