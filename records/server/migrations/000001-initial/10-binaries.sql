-- Large sealed files; their bytes are in the blob store. The row is inserted before the bytes are stored, so that
-- binaries that no write named are found and deleted. `sha256` is null until all bytes are stored, `named_at` until a
-- write of the scope names it.
CREATE TABLE binary_file (
  practice    text COLLATE "C" NOT NULL,
  id          text COLLATE "C" NOT NULL,
  scope       text COLLATE "C" NOT NULL,
  compartment text COLLATE "C" NOT NULL CHECK (compartment IN ('identity', 'clinical')),
  epoch       bigint NOT NULL CHECK (epoch BETWEEN 1 AND 4294967295),
  salt        bytea NOT NULL,
  author      text COLLATE "C" NOT NULL,
  -- A restarted upload gets its own key in the blob store.
  attempt     integer NOT NULL DEFAULT 1,
  bytes       bigint,
  sha256      bytea,
  begun_at    bigint NOT NULL,
  named_at    bigint,
  -- The resource whose destruction dooms it when it is due. Until then it is read by nobody.
  withheld    text COLLATE "C",
  -- It may no longer be read, and the sweep deletes the bytes.
  doomed      boolean NOT NULL DEFAULT false,
  PRIMARY KEY (practice, id)
);
CREATE INDEX binary_file_scope ON binary_file (practice, scope);
CREATE INDEX binary_file_sweep ON binary_file (practice, begun_at) WHERE named_at IS NULL OR doomed;

SELECT wall('binary_file');

-- Counted bytes of each member on a UTC day. Servers count them in blocks and spend the blocks from memory, so the count may
-- exceed the stored bytes but is never less.
CREATE TABLE byte_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  member   text COLLATE "C" NOT NULL,
  bytes    bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (practice, day, member)
) WITH (fillfactor = 50);

SELECT wall('byte_day');
