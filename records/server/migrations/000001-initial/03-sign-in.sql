CREATE TABLE passkey (
  practice   text COLLATE "C" NOT NULL,
  passkey    text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- The credential's id, base64url, and its COSE public key.
  credential text COLLATE "C" NOT NULL,
  public_key bytea NOT NULL,
  -- The signature counter; authenticators that synchronise keep it at 0.
  counter    bigint NOT NULL,
  name       text NOT NULL,
  -- The member's keyring, sealed under this passkey's PRF output.
  keyring    text NOT NULL,
  created_at bigint NOT NULL,
  used_at    bigint NOT NULL,
  -- Hash of the keys whose seed is in `keyring`: the member's, or its renewal's.
  keys       text NOT NULL,
  PRIMARY KEY (practice, passkey),
  UNIQUE (practice, credential),
  FOREIGN KEY (practice, member) REFERENCES member
);
CREATE INDEX passkey_member ON passkey (practice, member);

-- The bearer token is stored as its SHA-256. A kit's sessions have the practice's own id for a member.
CREATE TABLE session (
  practice   text COLLATE "C" NOT NULL REFERENCES practice,
  session    text COLLATE "C" NOT NULL,
  token      bytea NOT NULL,
  member     text COLLATE "C" NOT NULL,
  -- Null for programs and kits.
  passkey    text COLLATE "C",
  created_at bigint NOT NULL,
  seen_at    bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (practice, session),
  UNIQUE (practice, token),
  FOREIGN KEY (practice, passkey) REFERENCES passkey ON DELETE CASCADE
);
CREATE INDEX session_member ON session (practice, member);

SELECT wall('passkey', 'session');

-- Challenges of callers without a session, whose practice is not known yet. `id` is a SHA-256. A challenge is deleted when
-- it is first presented. `subject` is the person for whom it was made.
CREATE TABLE challenge (
  id         bytea PRIMARY KEY,
  purpose    text NOT NULL,
  subject    text NOT NULL,
  challenge  text NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX challenge_expiry ON challenge (expires_at);

-- Requests without a session in each minute: of a network (a keyed hash with a new key each day), of all networks without
-- a recent sign-in, and of all.
CREATE TABLE anonymous_rate (
  network bytea NOT NULL,
  minute  bigint NOT NULL,
  count   integer NOT NULL,
  PRIMARY KEY (network, minute)
);
CREATE INDEX anonymous_rate_minute ON anonymous_rate (minute);

-- Counts one request of a minute, from the narrowest limit to the widest: a wider limit counts only
-- requests that the narrower ones accept, so that one network cannot use up a shared limit. Returns the place of the
-- exceeded limit, or 0. All callers lock the rows in this order, which prevents deadlocks.
CREATE FUNCTION anonymous_count(at bigint, networks bytea[], limits integer[]) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  counted integer;
BEGIN
  FOR place IN 1 .. cardinality(networks) LOOP
    INSERT INTO anonymous_rate AS r (network, minute, count) VALUES (networks[place], at, 1)
      ON CONFLICT (network, minute) DO UPDATE SET count = r.count + 1
      RETURNING r.count INTO counted;
    IF counted > limits[place] THEN
      RETURN place;
    END IF;
  END LOOP;
  RETURN 0;
END $$;

-- Networks with a recent sign-in (a keyed hash with a new key each week), and the end of their share.
CREATE TABLE known_network (
  network bytea PRIMARY KEY,
  until   bigint NOT NULL
);
CREATE INDEX known_network_until ON known_network (until);

-- First answers of writes, stored in the transaction of the write. The key is stored as its SHA-256. The answer is
-- encrypted under the key, which only the caller has, because it may contain a token.
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
