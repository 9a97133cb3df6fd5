-- Members and programs of a practice. Roles and status come from the chain at the vaults; only `invited` and `waiting`
-- (registered with keys that are not on the chain) exist at this server alone.
CREATE TABLE member (
  practice    text COLLATE "C" NOT NULL REFERENCES practice,
  member      text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  roles       text[] NOT NULL CHECK (cardinality(roles) BETWEEN 1 AND 3),
  status      text NOT NULL CHECK (status IN ('invited', 'waiting', 'active', 'frozen', 'retired')),
  -- Hash of the registered keys (docs/protocol.md 7.1); null until there are some.
  keys        text,
  created_at  bigint NOT NULL,
  -- Hash of the keys of a new seed, which waits for the chain. The earlier registration ends when the vaults have
  -- replaced the keys, so that a member who may invite cannot end it.
  renewal     text,
  -- Services that a gateway stated at its last sign-in; null for a person, and before the first one.
  services    text[],
  PRIMARY KEY (practice, member)
);

-- Every registered statement of keys, so that signatures by earlier keys stay verifiable.
CREATE TABLE member_keys (
  practice      text COLLATE "C" NOT NULL,
  member        text COLLATE "C" NOT NULL,
  keys          text NOT NULL,
  statement     text NOT NULL,
  auth          text NOT NULL,
  author        text NOT NULL,
  grant_key     text NOT NULL,
  sealing       text NOT NULL,
  registered_at bigint NOT NULL,
  -- A proof of identity by OpenID Connect belongs to the keys with which it was made: a person who waits with a new
  -- seed proves nothing for the member whom they would replace.
  proof_issuer      text,
  proof_national_id text,
  proof_role        text,
  proved_at         bigint,
  PRIMARY KEY (practice, member, keys),
  FOREIGN KEY (practice, member) REFERENCES member,
  CONSTRAINT member_keys_proof
    CHECK ((proof_issuer IS NULL) = (proof_national_id IS NULL) AND (proof_issuer IS NULL) = (proved_at IS NULL))
);

-- Each member and importer on the chain on which t vaults last agreed.
CREATE TABLE chain_member (
  practice text COLLATE "C" NOT NULL REFERENCES practice,
  member   text COLLATE "C" NOT NULL,
  roles    text[] NOT NULL,
  status   text NOT NULL CHECK (status IN ('active', 'frozen', 'retired')),
  -- Whether every freeze of the member leaves the emergency quota (docs/protocol.md 6.2).
  emergency boolean NOT NULL,
  auth     text NOT NULL,
  keys     text NOT NULL,
  -- End of an importer's right; null for people.
  until    bigint,
  -- End of a person's right, as of a substitute; null without an end.
  ends_at  bigint,
  PRIMARY KEY (practice, member)
);

CREATE TABLE invitation (
  practice   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- SHA-256 of the token.
  token      bytea NOT NULL,
  name       text NOT NULL,
  roles      text[] NOT NULL,
  -- The inviting member; the practice's id for its kit.
  invited_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, member),
  UNIQUE (practice, token),
  FOREIGN KEY (practice, member) REFERENCES member
);

SELECT wall('member', 'member_keys', 'chain_member', 'invitation');
