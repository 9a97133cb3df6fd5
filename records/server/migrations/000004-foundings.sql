-- One-time tokens of the operator, each for founding one practice. Without row-level security: no practice exists yet.
CREATE TABLE founding (
  -- SHA-256 of the token.
  token      bytea PRIMARY KEY,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  -- The one practice that it admits, once it is known.
  practice   text COLLATE "C" UNIQUE,
  used_at    bigint
);

-- What the files of this server must fit: the public key that the practices know it by, and hashes of the
-- canary key and of the posting key.
CREATE TABLE server_identity (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  key     text,
  canary  text,
  posting text
);
INSERT INTO server_identity DEFAULT VALUES;
