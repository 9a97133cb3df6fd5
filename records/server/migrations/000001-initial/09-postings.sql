-- Postings (docs/protocol.md 7.5 and 8.2): at most one of each scope at a locator. `owner` is an HMAC of scope and locator
-- under a key that is not in the store, and `sealed` is sealed once more under another one: the store alone says neither
-- whose a posting is, nor which postings are one patient's, nor gives somebody who evaluated a term what lies at it.
-- Nothing says when a posting came: it has no time and no number, and postings_settle rewrites new rows, in the order of
-- their random locators, in one transaction that no patient's write took part in, so that neither a row's place nor its
-- xmin says which rows came together.
CREATE TABLE posting (
  practice text COLLATE "C" NOT NULL,
  -- Its first byte is how many patients a search shows there. Rows beyond it are kept and not shown: when some are
  -- removed, the others are shown again.
  locator  bytea NOT NULL CHECK (octet_length(locator) = 16 AND get_byte(locator, 0) IN (8, 20)),
  owner    bytea NOT NULL CHECK (octet_length(owner) = 16),
  sealed   bytea NOT NULL,
  settled  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (practice, locator, owner)
);
CREATE INDEX posting_unsettled ON posting (practice, locator) WHERE NOT settled;

SELECT wall('posting');

-- Rewrites the rows of a practice that changed since the last time, once there are enough to be lost among. They are
-- deleted and come again wherever there is room, in the order of their locators: an update would leave them on the page
-- where they came.
CREATE FUNCTION postings_settle(in_practice text, at_least integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  locators bytea[];
  owners bytea[];
BEGIN
  SELECT array_agg(u.locator), array_agg(u.owner) INTO locators, owners FROM (
    SELECT p.locator, p.owner FROM posting p WHERE p.practice = in_practice AND NOT p.settled
      ORDER BY p.locator LIMIT 20000 FOR UPDATE SKIP LOCKED) u;
  IF locators IS NULL OR cardinality(locators) < at_least THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM posting p USING unnest(locators, owners) c (locator, owner)
      WHERE p.practice = in_practice AND p.locator = c.locator AND p.owner = c.owner
      RETURNING p.locator, p.owner, p.sealed)
  INSERT INTO posting (practice, locator, owner, sealed, settled)
    SELECT in_practice, locator, owner, sealed, true FROM gone ORDER BY locator, owner;
  RETURN cardinality(locators);
END $$;

-- Removes the postings of one scope, each of which must be there: the owner tag is the scope's, so that no write takes away
-- a posting of another one. A row that was waited for may have been settled meanwhile: it is there again, and another look
-- finds it.
--
-- @returns false when one of them is not there; the caller then rolls back
CREATE FUNCTION postings_remove(in_practice text, locators bytea[], owners bytea[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  missing integer := cardinality(locators);
  gone integer;
BEGIN
  FOR look IN 1 .. 20 LOOP
    DELETE FROM posting p USING unnest(locators, owners) w (locator, owner)
      WHERE p.practice = in_practice AND p.locator = w.locator AND p.owner = w.owner;
    GET DIAGNOSTICS gone = ROW_COUNT;
    missing := missing - gone;
    EXIT WHEN missing = 0;
  END LOOP;
  RETURN missing = 0;
END $$;
