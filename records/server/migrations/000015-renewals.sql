-- A member who brings a new seed waits for the chain beside the one in use: what was registered before ends when the vaults
-- have replaced its keys, and not because somebody may invite.
ALTER TABLE member ADD COLUMN renewal text;

-- Hash of the keys whose seed is in the passkey's keyring: the member's, or its renewal's.
ALTER TABLE passkey ADD COLUMN keys text;
-- Row-level security applies to the owner of the tables too.
ALTER TABLE member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE passkey NO FORCE ROW LEVEL SECURITY;
UPDATE passkey k SET keys = m.keys FROM member m WHERE m.practice = k.practice AND m.member = k.member;
ALTER TABLE member FORCE ROW LEVEL SECURITY;
ALTER TABLE passkey FORCE ROW LEVEL SECURITY;
ALTER TABLE passkey ALTER COLUMN keys SET NOT NULL;
