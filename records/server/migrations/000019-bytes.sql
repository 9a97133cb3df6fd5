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
