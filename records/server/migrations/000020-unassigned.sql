-- Resources whose patient an import could not determine (docs/protocol.md 8.7): scopes that doctors empty one by one.
ALTER TABLE scope DROP CONSTRAINT scope_purpose_check;
ALTER TABLE scope ADD CONSTRAINT scope_purpose_check CHECK (purpose IN ('scope', 'agenda', 'unassigned'));

CREATE TABLE unassigned (
  practice text COLLATE "C" NOT NULL,
  scope    text COLLATE "C" NOT NULL,
  reason   text COLLATE "C" NOT NULL,
  -- Resources that nobody has assigned or rejected yet.
  open     integer NOT NULL CHECK (open >= 0),
  added_at bigint NOT NULL,
  PRIMARY KEY (practice, scope),
  FOREIGN KEY (practice, scope) REFERENCES scope
);
CREATE INDEX unassigned_open ON unassigned (practice, scope) WHERE open > 0;

SELECT wall('unassigned');
