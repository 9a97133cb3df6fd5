CREATE TABLE invitation (
  practice   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- SHA-256 of the token.
  token      bytea NOT NULL,
  name       text NOT NULL,
  roles      text[] NOT NULL,
  -- Who invited; the practice's id for its kit.
  invited_by text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, member),
  UNIQUE (practice, token),
  FOREIGN KEY (practice, member) REFERENCES member
);

SELECT wall('invitation');
