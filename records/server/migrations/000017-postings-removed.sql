-- A removal looks for its row until it has it, as an addition does: a row that was settled twice while it was waited for
-- looked as if it had never been, and the posting stayed. A locator of which nothing is left keeps an empty row anyway.
CREATE OR REPLACE FUNCTION postings_change(
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
    FOR look IN 1 .. 100 LOOP
      INSERT INTO posting (practice, locator, entries) VALUES (in_practice, wanted.locator, '{}')
        ON CONFLICT (practice, locator) DO NOTHING;
      SELECT * INTO p FROM posting WHERE practice = in_practice AND locator = wanted.locator FOR UPDATE;
      EXIT WHEN FOUND;
    END LOOP;
    IF NOT FOUND THEN
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
