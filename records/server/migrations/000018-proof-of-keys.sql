-- A proof of identity is of the keys with which it was made, and counts where they do: who waits with a new seed proves
-- nothing for whom it would replace.
ALTER TABLE member_keys ADD COLUMN proof_issuer text;
ALTER TABLE member_keys ADD COLUMN proof_national_id text;
ALTER TABLE member_keys ADD COLUMN proof_role text;
ALTER TABLE member_keys ADD COLUMN proved_at bigint;
ALTER TABLE member_keys ADD CONSTRAINT member_keys_proof
  CHECK ((proof_issuer IS NULL) = (proof_national_id IS NULL) AND (proof_issuer IS NULL) = (proved_at IS NULL));

-- Row-level security applies to the owner of the tables too.
ALTER TABLE member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE member_keys NO FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_flow NO FORCE ROW LEVEL SECURITY;
UPDATE member_keys k SET proof_issuer = m.proof_issuer, proof_national_id = m.proof_national_id,
    proof_role = m.proof_role, proved_at = m.proved_at
  FROM member m WHERE m.practice = k.practice AND m.member = k.member AND m.keys = k.keys;
-- Of proofs under way it is not known with which keys they began.
DELETE FROM identity_flow;
ALTER TABLE member FORCE ROW LEVEL SECURITY;
ALTER TABLE member_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE identity_flow FORCE ROW LEVEL SECURITY;

ALTER TABLE member DROP COLUMN proof_issuer, DROP COLUMN proof_national_id, DROP COLUMN proof_role, DROP COLUMN proved_at;
-- Hash of the keys whose seed is in the keyring of the session's passkey.
ALTER TABLE identity_flow ADD COLUMN keys text NOT NULL;
