-- Row-level security: a transaction can access the rows of the practice that it sets (`SET LOCAL etanche.practice`), and
-- none without that setting. FORCE applies it to the owner of the table too.
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

-- Ids of all practices, for tasks over all of them. Without row-level security: the ids are random.
CREATE TABLE tenant (
  practice   text COLLATE "C" PRIMARY KEY,
  -- Milliseconds since 1970, like all times here.
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
  -- The printed kit's public keys. `kit_keys` is their hash on the chain.
  kit_auth       text NOT NULL,
  kit_sealing    text NOT NULL,
  kit_keys       text NOT NULL,
  -- The chain on which t vaults last agreed, and the time of that agreement.
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
  -- The practice that it admits; null until its first use.
  practice   text COLLATE "C" UNIQUE,
  used_at    bigint
);

-- Public key of this server, which practices have in their genesis, and hashes of its canary key and posting key. The
-- files of the server must match them.
CREATE TABLE server_identity (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),
  key     text,
  canary  text,
  posting text
);
INSERT INTO server_identity DEFAULT VALUES;
