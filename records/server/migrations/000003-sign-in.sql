CREATE TABLE passkey (
  practice   text COLLATE "C" NOT NULL,
  passkey    text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- The credential's id, base64url, and its COSE public key.
  credential text COLLATE "C" NOT NULL,
  public_key bytea NOT NULL,
  -- The signature counter; authenticators that synchronise keep it at 0.
  counter    bigint NOT NULL,
  name       text NOT NULL,
  -- The member's keyring, sealed under this passkey's PRF output.
  keyring    text NOT NULL,
  created_at bigint NOT NULL,
  used_at    bigint NOT NULL,
  PRIMARY KEY (practice, passkey),
  UNIQUE (practice, credential),
  FOREIGN KEY (practice, member) REFERENCES member
);
CREATE INDEX passkey_member ON passkey (practice, member);

-- The bearer token is kept as its SHA-256. A kit's sessions have the practice's own id for a member.
CREATE TABLE session (
  practice   text COLLATE "C" NOT NULL REFERENCES practice,
  session    text COLLATE "C" NOT NULL,
  token      bytea NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- Null for programs and kits.
  passkey    text COLLATE "C",
  created_at bigint NOT NULL,
  seen_at    bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, session),
  UNIQUE (practice, token),
  FOREIGN KEY (practice, passkey) REFERENCES passkey ON DELETE CASCADE
);
CREATE INDEX session_member ON session (practice, member);

SELECT wall('passkey', 'session');

-- Challenges of those who are not signed in, before anybody knows their practice. `id` is a SHA-256; each is deleted by
-- the first that presents it. `subject` tells whom it was made for.
CREATE TABLE challenge (
  id         bytea PRIMARY KEY,
  purpose    text NOT NULL,
  subject    text NOT NULL,
  challenge  text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX challenge_expiry ON challenge (expires_at);

-- Requests of those who are not signed in: of a network (a keyed hash, another key each day) or of all, by minute.
CREATE TABLE anonymous_rate (
  network bytea NOT NULL,
  minute  bigint NOT NULL,
  count   integer NOT NULL,
  PRIMARY KEY (network, minute)
);
CREATE INDEX anonymous_rate_minute ON anonymous_rate (minute);
