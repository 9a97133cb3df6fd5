-- Large sealed files; their bytes are in the blob store. A row is there before its bytes are: what no write ever named is
-- found and swept. `sha256` is null until the bytes are whole, `named_at` until a write of the scope names it.
CREATE TABLE binary_file (
  practice    text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  scope       text COLLATE "C" NOT NULL,
  compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity', 'clinical')),
  epoch       bigint NOT NULL CHECK (epoch BETWEEN 1 AND 4294967295),
  salt        bytea NOT NULL,
  author      text COLLATE "C" NOT NULL,
  -- An upload that is begun again gets a place of its own in the blob store.
  attempt     integer NOT NULL DEFAULT 1,
  bytes       bigint,
  sha256      bytea,
  begun_at    bigint NOT NULL,
  named_at    bigint,
  -- Nobody may read it any more; the bytes are deleted by the sweep.
  doomed      boolean NOT NULL DEFAULT false,
  PRIMARY KEY (practice, id)
);
CREATE INDEX binary_file_scope ON binary_file (practice, scope);
CREATE INDEX binary_file_sweep ON binary_file (practice, begun_at) WHERE named_at IS NULL OR doomed;

SELECT wall('binary_file');

-- Bytes that each member may still have stored on a UTC day were taken from here, in blocks that a server spends from
-- its memory: what is counted may be more than what was stored, never less.
CREATE TABLE byte_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  bytes    bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);

SELECT wall('byte_day');
