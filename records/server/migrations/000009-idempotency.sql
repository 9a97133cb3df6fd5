-- First answers of writes, in the transaction of the write. The key is kept as its SHA-256 and the answer is encrypted
-- under the key, which only the caller has: an answer may hold a token.
CREATE TABLE idempotency (
  practice   text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  key        bytea NOT NULL,
  -- SHA-256 of the route, its parameters and the body.
  request    bytea NOT NULL,
  answer     bytea,
  created_at bigint NOT NULL,
  PRIMARY KEY (practice, member, key)
);
CREATE INDEX idempotency_age ON idempotency (practice, created_at);

SELECT wall('idempotency');
