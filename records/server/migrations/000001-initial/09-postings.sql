-- Postings (docs/protocol.md 7.5 and 8.2): at most one of each scope at a locator. `owner` is an HMAC of scope and locator
-- under a key that is not in the store, and `sealed` is sealed once more under another one: the store alone shows neither
-- the owner of a posting, nor which postings belong to one patient, and an attacker with the store who evaluated a term
-- cannot open the postings at its locator. A posting has no time and no number, and postings_settle rewrites new rows in
-- the order of their random locators, in a transaction without any write of a patient, so that neither the position of a
-- row nor its xmin shows which rows were written together.
CREATE TABLE posting (
  practice text COLLATE "C" NOT NULL,
  -- The first byte is the number of patients that a search shows. Further rows are stored but not shown until others
  -- are removed.
  locator  bytea NOT NULL CHECK (octet_length(locator) = 16 AND get_byte(locator, 0) IN (8, 20)),
  owner    bytea NOT NULL CHECK (octet_length(owner) = 16),
  sealed   bytea NOT NULL,
  settled  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (practice, locator, owner)
);
CREATE INDEX posting_unsettled ON posting (practice, locator) WHERE NOT settled;

SELECT wall('posting');

-- Rewrites the new rows of a practice once there are at least `at_least` of them. They are deleted and inserted again in
-- the order of their locators, because an update would leave them on the page of their first insertion.
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

-- Removes postings of one scope, all of which must exist. The owner tag belongs to the scope, so that no write removes a
-- posting of another scope. A row may have been settled while this transaction waited for its lock; a repetition finds the
-- new row.
--
-- @returns false if one of them is missing; the caller then rolls back
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
