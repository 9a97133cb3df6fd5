-- Row-level security: a table shows the rows of the practice that the transaction names (`SET LOCAL etanche.practice`), and
-- without that setting none. FORCE holds the owner of the table to it too.
CREATE FUNCTION wall(VARIADIC walled regclass[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  each regclass;
BEGIN
  FOREACH each IN ARRAY walled LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', each);
    EXECUTE format(
      'CREATE POLICY own_practice ON %s USING (practice = current_setting(''etanche.practice'', true))'
      ' WITH CHECK (practice = current_setting(''etanche.practice'', true))', each);
  END LOOP;
END $$;

-- Every practice, for the work that goes through all of them: random ids and nothing of anybody. Outside the wall.
CREATE TABLE tenant (
  practice   text COLLATE "C" PRIMARY KEY,
  -- Milliseconds since 1970, as all times here.
  created_at bigint NOT NULL
);

CREATE TABLE practice (
  practice       text COLLATE "C" PRIMARY KEY REFERENCES tenant,
  name           text NOT NULL,
  -- Hash of the first order (docs/protocol.md 6.1), base64url.
  genesis        text NOT NULL,
  created_at     bigint NOT NULL,
  -- The current epoch.
  epoch          integer NOT NULL CHECK (epoch >= 1),
  -- The printed kit's public keys. `kit_keys` is their hash as the chain has it.
  kit_auth       text NOT NULL,
  kit_sealing    text NOT NULL,
  kit_keys       text NOT NULL,
  -- The chain at the vaults as t of them agreed on it last, and when that was.
  chain_sequence integer NOT NULL CHECK (chain_sequence >= 0),
  chain_head     text NOT NULL,
  live           boolean NOT NULL,
  read_at        bigint NOT NULL
);

SELECT wall('practice');

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
