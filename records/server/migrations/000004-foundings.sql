-- One-time tokens by which the operator lets somebody found a practice. Outside the wall: there is no practice yet.
CREATE TABLE founding (
  -- SHA-256 of the token.
  token      bytea PRIMARY KEY,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  -- The one practice that it admits, once it is known.
  practice   text COLLATE "C" UNIQUE,
  used_at    bigint
);

-- The public key that the practices know this server by.
CREATE TABLE server_identity (
  only boolean PRIMARY KEY DEFAULT true CHECK (only),
  key  text NOT NULL
);
