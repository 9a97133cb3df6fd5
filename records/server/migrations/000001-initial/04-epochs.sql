-- Docs/protocol.md 7.2. Both are append-only: no statement of the server changes or deletes a row.
CREATE TABLE epoch (
  practice   text COLLATE "C" NOT NULL REFERENCES practice,
  epoch      integer NOT NULL CHECK (epoch >= 1),
  statement  text NOT NULL,
  opener     text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (practice, epoch)
);

CREATE TABLE key_grant (
  practice    text COLLATE "C" NOT NULL,
  -- A member, or the practice's id for its kit.
  holder      text COLLATE "C" NOT NULL,
  epoch       integer NOT NULL,
  role        text NOT NULL CHECK (role IN ('reception', 'care', 'settings')),
  -- Hash of the keys that it is sealed to.
  holder_keys text NOT NULL,
  granter     text COLLATE "C" NOT NULL,
  statement   text NOT NULL,
  created_at  bigint NOT NULL,
  PRIMARY KEY (practice, holder, epoch, role, holder_keys),
  FOREIGN KEY (practice, epoch) REFERENCES epoch
);

SELECT wall('epoch', 'key_grant');
