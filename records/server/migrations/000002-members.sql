-- Members and programs of a practice. Roles and status are what the chain at the vaults says; only `invited` and
-- `waiting` (registered, but not by these keys on the chain) are known here alone.
CREATE TABLE member (
  practice    text COLLATE "C" NOT NULL REFERENCES practice,
  member      text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  roles       text[] NOT NULL CHECK (cardinality(roles) BETWEEN 1 AND 3),
  status      text NOT NULL CHECK (status IN ('invited', 'waiting', 'active', 'frozen', 'retired')),
  -- Hash of the registered keys (docs/protocol.md 7.1); null until there are some.
  keys        text,
  created_at  bigint NOT NULL,
  -- Proved by OpenID Connect.
  proof_issuer      text,
  proof_national_id text,
  proof_role        text,
  proved_at         bigint,
  PRIMARY KEY (practice, member),
  CHECK ((proof_issuer IS NULL) = (proof_national_id IS NULL) AND (proof_issuer IS NULL) = (proved_at IS NULL))
);

-- Every statement of keys ever registered: what was signed by an earlier key stays verifiable.
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
  PRIMARY KEY (practice, member, keys),
  FOREIGN KEY (practice, member) REFERENCES member
);

-- What the vaults say of each member and importer, as t of them agreed on it last.
CREATE TABLE chain_member (
  practice text COLLATE "C" NOT NULL REFERENCES practice,
  member   text COLLATE "C" NOT NULL,
  roles    text[] NOT NULL,
  status   text NOT NULL CHECK (status IN ('active', 'frozen', 'retired')),
  -- Whether every freeze of it leaves the emergency quota (docs/protocol.md 6.2).
  emergency boolean NOT NULL,
  auth     text NOT NULL,
  keys     text NOT NULL,
  -- End of an importer's right; null for people.
  until    bigint,
  PRIMARY KEY (practice, member)
);

SELECT wall('member', 'member_keys', 'chain_member');
