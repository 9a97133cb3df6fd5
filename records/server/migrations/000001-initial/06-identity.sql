-- Unfinished identity proofs: the browser is at the provider, or has returned and the member's session has not confirmed
-- the proof yet. `state` and `confirmation` are SHA-256.
CREATE TABLE identity_flow (
  practice   text COLLATE "C" NOT NULL,
  state      bytea NOT NULL,
  member     text COLLATE "C" NOT NULL,
  nonce      text NOT NULL,
  verifier   text NOT NULL,
  confirmation bytea,
  national_id  text,
  role         text,
  expires_at bigint NOT NULL,
  -- Hash of the keys whose seed is in the keyring of the session's passkey.
  keys       text NOT NULL,
  PRIMARY KEY (practice, state),
  UNIQUE (practice, confirmation),
  FOREIGN KEY (practice, member) REFERENCES member
);

-- Freezes that this server ordered at the vaults.
CREATE TABLE server_freeze (
  practice   text COLLATE "C" NOT NULL REFERENCES practice,
  freeze_id  text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  reason     text NOT NULL,
  -- The member who asked; null for a canary.
  ordered_by text COLLATE "C",
  ordered_at bigint NOT NULL,
  vaults     smallint NOT NULL,
  PRIMARY KEY (practice, freeze_id)
);

-- Notices that this server sends to the vaults. A vault stores each once, however often it is sent.
CREATE TABLE vault_notice (
  practice  text COLLATE "C" NOT NULL REFERENCES practice,
  notice    text COLLATE "C" NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('recovery', 'erasure')),
  member    text COLLATE "C" NOT NULL,
  made_at   bigint NOT NULL,
  vaults    smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (practice, notice)
);

SELECT wall('identity_flow', 'server_freeze', 'vault_notice');
