-- Postings (docs/protocol.md 7.5): one row for each locator. Nothing tells whose a posting is, or when it came: it has no
-- time, no number and no scope; `entries` are in the order of their random ids; and postings_settle rewrites new rows, in the
-- order of their random locators, in one transaction that no patient's write took part in, so that neither a row's place
-- nor its xmin says which rows came together.
CREATE TABLE posting (
  practice text COLLATE "C" NOT NULL,
  locator  bytea NOT NULL CHECK (octet_length(locator) = 16),
  -- Each 16 bytes of id, then the sealed posting.
  entries  bytea[] NOT NULL,
  -- A term of more patients than a search may show: no postings ever after.
  is_full  boolean NOT NULL DEFAULT false,
  settled  boolean NOT NULL DEFAULT false,
  PRIMARY KEY (practice, locator)
);
CREATE INDEX posting_unsettled ON posting (practice, locator) WHERE NOT settled;

SELECT wall('posting');

-- Adds and removes postings, in the order of their locators, so that writers who share some wait and never deadlock.
-- The one that would exceed `most` makes its locator full and deletes the others.
--
-- @returns the locators of `add_locators` that are full
CREATE FUNCTION postings_change(
  in_practice text, add_locators bytea[], add_entries bytea[], remove_locators bytea[], remove_ids bytea[], most integer
) RETURNS SETOF bytea LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  wanted record;
  p posting;
  kept bytea[];
BEGIN
  FOR wanted IN
    SELECT l.locator,
      ARRAY(SELECT a.entry FROM unnest(add_locators, add_entries) a (locator, entry) WHERE a.locator = l.locator) AS adds,
      ARRAY(SELECT r.id FROM unnest(remove_locators, remove_ids) r (locator, id) WHERE r.locator = l.locator) AS removes
    FROM (SELECT unnest(add_locators || remove_locators) AS locator) l GROUP BY l.locator ORDER BY l.locator
  LOOP
    -- A row that was waited for may have been settled meanwhile: it is there again, and another look finds it.
    FOR look IN 1 .. 10 LOOP
      IF cardinality(wanted.adds) > 0 THEN
        INSERT INTO posting (practice, locator, entries) VALUES (in_practice, wanted.locator, '{}')
          ON CONFLICT (practice, locator) DO NOTHING;
      END IF;
      SELECT * INTO p FROM posting WHERE practice = in_practice AND locator = wanted.locator FOR UPDATE;
      EXIT WHEN FOUND OR (cardinality(wanted.adds) = 0 AND look > 1);
    END LOOP;
    IF NOT FOUND THEN
      CONTINUE WHEN cardinality(wanted.adds) = 0;
      RAISE EXCEPTION 'a locator is settled again and again' USING ERRCODE = '40001';
    END IF;
    IF NOT p.is_full THEN
      kept := ARRAY(SELECT e FROM unnest(p.entries || wanted.adds) e
        WHERE NOT (substring(e FROM 1 FOR 16) = ANY (wanted.removes)) ORDER BY e);
      p.is_full := cardinality(kept) > most;
      UPDATE posting SET entries = CASE WHEN p.is_full THEN '{}' ELSE kept END, is_full = p.is_full, settled = false
        WHERE practice = in_practice AND locator = wanted.locator;
    END IF;
    IF p.is_full AND cardinality(wanted.adds) > 0 THEN
      RETURN NEXT wanted.locator;
    END IF;
  END LOOP;
END $$;

-- Rewrites the rows of a practice that changed since the last time, once there are enough to be lost among. They are
-- deleted and come again wherever there is room, in the order of their locators: an update would leave them on the page
-- where they came.
CREATE FUNCTION postings_settle(in_practice text, at_least integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  changed CONSTANT bytea[] := ARRAY(SELECT locator FROM posting WHERE practice = in_practice AND NOT settled
    ORDER BY locator LIMIT 20000 FOR UPDATE SKIP LOCKED);
BEGIN
  IF cardinality(changed) < at_least THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM posting p USING unnest(changed) c (locator)
      WHERE p.practice = in_practice AND p.locator = c.locator RETURNING p.locator, p.entries, p.is_full)
  INSERT INTO posting (practice, locator, entries, is_full, settled)
    SELECT in_practice, locator, entries, is_full, true FROM gone ORDER BY locator;
  RETURN cardinality(changed);
END $$;
