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
