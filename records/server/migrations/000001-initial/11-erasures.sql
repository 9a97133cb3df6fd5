-- The reason for which a scope is withheld; null if it is not.
CREATE FUNCTION scope_gone(erased_at bigint, erasing_at bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN erased_at IS NOT NULL THEN 'erased' WHEN erasing_at IS NOT NULL THEN 'erasing' END
$$;

-- Erasures of patients: requested by one doctor, confirmed by another, and executed days later unless the file is restored.
CREATE TABLE erasure (
  practice     text COLLATE "C" NOT NULL,
  erasure      text COLLATE "C" NOT NULL,
  scope        text COLLATE "C" NOT NULL,
  reason       text NOT NULL,
  asked_by     text COLLATE "C" NOT NULL,
  asked_at     bigint NOT NULL,
  confirmed_by text COLLATE "C",
  confirmed_at bigint,
  due_at       bigint,
  -- The first of the two doctors who restore the file.
  restore_by   text COLLATE "C",
  ended_at     bigint,
  outcome      text CHECK (outcome IN ('destroyed', 'restored')),
  -- Locators and owner tags of the patient's postings, which are hidden and deleted with the file.
  locators     bytea[] NOT NULL,
  owners       bytea[] NOT NULL,
  PRIMARY KEY (practice, erasure),
  FOREIGN KEY (practice, scope) REFERENCES scope,
  CHECK (confirmed_by <> asked_by),
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_at IS NULL) = (due_at IS NULL)),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX erasure_open ON erasure (practice, scope) WHERE ended_at IS NULL;
CREATE INDEX erasure_asked ON erasure (practice, asked_at);

SELECT wall('erasure');
