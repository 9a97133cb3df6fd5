-- Answered challenges of the approvals page, stored until they expire: each is valid for one answer.
CREATE TABLE approvals_challenge (
  challenge  text PRIMARY KEY,
  expires_at bigint NOT NULL
);
CREATE INDEX approvals_challenge_expiry ON approvals_challenge (expires_at);

-- False if it was answered before.
CREATE FUNCTION approvals_answer(answered text, until bigint, now_ms bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  DELETE FROM approvals_challenge WHERE expires_at < now_ms;
  INSERT INTO approvals_challenge VALUES (answered, until) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;
