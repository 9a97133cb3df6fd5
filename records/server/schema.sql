TABLE anonymous_rate (
  network bytea NOT NULL,
  minute bigint NOT NULL,
  count integer NOT NULL
)
TABLE audit_day (
  practice text NOT NULL,
  day text NOT NULL,
  member text NOT NULL,
  opened bigint NOT NULL,
  searched bigint NOT NULL
)
TABLE audit_leaf (
  practice text NOT NULL,
  number bigint NOT NULL,
  leaf text NOT NULL,
  scope text
)
TABLE audit_log (
  practice text NOT NULL,
  log_epoch integer NOT NULL DEFAULT 1,
  size bigint NOT NULL DEFAULT 0,
  root bytea NOT NULL,
  note text NOT NULL,
  cosigned text,
  cosigned_size bigint NOT NULL DEFAULT 0,
  stopped_at bigint
)
TABLE audit_tile (
  practice text NOT NULL,
  level smallint NOT NULL,
  tile bigint NOT NULL,
  hashes bytea NOT NULL
)
TABLE audit_vault (
  practice text NOT NULL,
  vault smallint NOT NULL,
  log_epoch integer NOT NULL,
  size bigint NOT NULL
)
TABLE audit_waiting (
  practice text NOT NULL,
  entry bigint NOT NULL IDENTITY,
  leaf text NOT NULL,
  scope text
)
TABLE binary_file (
  practice text NOT NULL,
  id text NOT NULL,
  scope text NOT NULL,
  compartment text NOT NULL,
  epoch bigint NOT NULL,
  salt bytea NOT NULL,
  author text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  bytes bigint,
  sha256 bytea,
  begun_at bigint NOT NULL,
  named_at bigint,
  withheld text,
  doomed boolean NOT NULL DEFAULT false
)
TABLE byte_day (
  practice text NOT NULL,
  day text NOT NULL,
  member text NOT NULL,
  bytes bigint NOT NULL
)
TABLE canary (
  practice text NOT NULL,
  tag bytea NOT NULL
)
TABLE card (
  practice text NOT NULL,
  scope text NOT NULL,
  sealed bytea NOT NULL
)
TABLE chain_member (
  practice text NOT NULL,
  member text NOT NULL,
  roles text[] NOT NULL,
  status text NOT NULL,
  emergency boolean NOT NULL,
  auth text NOT NULL,
  keys text NOT NULL,
  until bigint,
  ends_at bigint
)
TABLE challenge (
  id bytea NOT NULL,
  purpose text NOT NULL,
  subject text NOT NULL,
  challenge text NOT NULL,
  expires_at bigint NOT NULL
)
TABLE created_day (
  practice text NOT NULL,
  day text NOT NULL,
  member text NOT NULL,
  patients integer NOT NULL DEFAULT 0,
  reports integer NOT NULL DEFAULT 0
)
TABLE directory_entry (
  practice text NOT NULL,
  listed text NOT NULL,
  sequence bigint NOT NULL,
  entry text NOT NULL,
  sealing bytea,
  removed boolean NOT NULL DEFAULT false,
  changed_at bigint NOT NULL
)
TABLE epoch (
  practice text NOT NULL,
  epoch integer NOT NULL,
  statement text NOT NULL,
  opener text NOT NULL,
  created_at bigint NOT NULL
)
TABLE erasure (
  practice text NOT NULL,
  erasure text NOT NULL,
  scope text NOT NULL,
  reason text NOT NULL,
  asked_by text NOT NULL,
  asked_at bigint NOT NULL,
  confirmed_by text,
  confirmed_at bigint,
  due_at bigint,
  restore_by text,
  ended_at bigint,
  outcome text,
  locators bytea[] NOT NULL,
  owners bytea[] NOT NULL
)
TABLE exchange_day (
  practice text NOT NULL,
  day text NOT NULL,
  other text NOT NULL,
  messages integer NOT NULL,
  bytes bigint NOT NULL
)
TABLE founding (
  token bytea NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  practice text,
  used_at bigint
)
TABLE idempotency (
  practice text NOT NULL,
  member text NOT NULL,
  key bytea NOT NULL,
  request bytea NOT NULL,
  answer bytea,
  created_at bigint NOT NULL
)
TABLE identity_flow (
  practice text NOT NULL,
  state bytea NOT NULL,
  member text NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  confirmation bytea,
  national_id text,
  role text,
  expires_at bigint NOT NULL,
  keys text NOT NULL
)
TABLE import_batch (
  practice text NOT NULL,
  batch text NOT NULL,
  importer text NOT NULL,
  epoch bigint NOT NULL,
  statement text NOT NULL,
  created_at bigint NOT NULL
)
TABLE inbox_message (
  practice text NOT NULL,
  message text NOT NULL,
  sender text NOT NULL,
  statement text NOT NULL,
  keys text NOT NULL,
  server text NOT NULL,
  state text NOT NULL,
  begun_at bigint NOT NULL,
  received_at bigint,
  receipt text,
  opened_by text,
  opened_at bigint,
  filed_by text,
  filed_at bigint,
  expires_at bigint,
  transfer text,
  refusal text,
  revision bigint NOT NULL
)
TABLE invitation (
  practice text NOT NULL,
  member text NOT NULL,
  token bytea NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL,
  invited_by text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
)
TABLE key_grant (
  practice text NOT NULL,
  holder text NOT NULL,
  epoch integer NOT NULL,
  role text NOT NULL,
  holder_keys text NOT NULL,
  granter text NOT NULL,
  statement text NOT NULL,
  created_at bigint NOT NULL
)
TABLE known_network (
  network bytea NOT NULL,
  until bigint NOT NULL
)
TABLE member (
  practice text NOT NULL,
  member text NOT NULL,
  name text NOT NULL,
  roles text[] NOT NULL,
  status text NOT NULL,
  keys text,
  created_at bigint NOT NULL,
  renewal text,
  services text[]
)
TABLE member_keys (
  practice text NOT NULL,
  member text NOT NULL,
  keys text NOT NULL,
  statement text NOT NULL,
  auth text NOT NULL,
  author text NOT NULL,
  grant_key text NOT NULL,
  sealing text NOT NULL,
  registered_at bigint NOT NULL,
  proof_issuer text,
  proof_national_id text,
  proof_role text,
  proved_at bigint
)
TABLE message_event (
  practice text NOT NULL,
  message text NOT NULL,
  kind text NOT NULL,
  event text NOT NULL,
  target text NOT NULL,
  server text,
  tries integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  created_at bigint NOT NULL,
  given_up_at bigint
)
TABLE message_part (
  practice text NOT NULL,
  message text NOT NULL,
  stream smallint NOT NULL,
  part smallint NOT NULL,
  bytes integer NOT NULL
)
TABLE outbox_message (
  practice text NOT NULL,
  message text NOT NULL,
  member text NOT NULL,
  recipient text NOT NULL,
  statement text NOT NULL,
  keys text NOT NULL,
  state text NOT NULL,
  receipts text[] NOT NULL DEFAULT '{}'::text[],
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  expires_at bigint,
  transfer text,
  tries integer NOT NULL DEFAULT 0,
  next_at bigint NOT NULL,
  revision bigint NOT NULL
)
TABLE passkey (
  practice text NOT NULL,
  passkey text NOT NULL,
  member text NOT NULL,
  credential text NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  name text NOT NULL,
  keyring text NOT NULL,
  created_at bigint NOT NULL,
  used_at bigint NOT NULL,
  keys text NOT NULL
)
TABLE posting (
  practice text NOT NULL,
  locator bytea NOT NULL,
  owner bytea NOT NULL,
  sealed bytea NOT NULL,
  settled boolean NOT NULL DEFAULT false
)
TABLE practice (
  practice text NOT NULL,
  name text NOT NULL,
  genesis text NOT NULL,
  created_at bigint NOT NULL,
  epoch integer NOT NULL,
  kit_auth text NOT NULL,
  kit_sealing text NOT NULL,
  kit_keys text NOT NULL,
  chain_sequence integer NOT NULL,
  chain_head text NOT NULL,
  live boolean NOT NULL,
  read_at bigint NOT NULL
)
TABLE reconciled_day (
  practice text NOT NULL,
  day text NOT NULL,
  compared_at bigint NOT NULL
)
TABLE recovery (
  practice text NOT NULL,
  recovery text NOT NULL,
  member text NOT NULL,
  token bytea NOT NULL,
  sealing text NOT NULL,
  status text NOT NULL,
  asked_at bigint NOT NULL,
  expires_at bigint NOT NULL
)
TABLE recovery_help (
  practice text NOT NULL,
  recovery text NOT NULL,
  helper text NOT NULL,
  sealed text NOT NULL
)
TABLE recovery_helper (
  practice text NOT NULL,
  member text NOT NULL,
  helper text NOT NULL,
  sealed text NOT NULL
)
TABLE recovery_lookup (
  lookup bytea NOT NULL,
  practice text NOT NULL,
  member text NOT NULL
)
TABLE recovery_plan (
  practice text NOT NULL,
  member text NOT NULL,
  lookup bytea NOT NULL,
  plan text NOT NULL,
  keyring text NOT NULL,
  helpers_needed smallint NOT NULL,
  created_at bigint NOT NULL
)
TABLE scope (
  practice text NOT NULL,
  scope text NOT NULL,
  purpose text NOT NULL,
  head text NOT NULL,
  sequence bigint NOT NULL,
  resources integer NOT NULL,
  postings integer NOT NULL DEFAULT 0,
  list_bytes bigint NOT NULL DEFAULT 0,
  practitioner text,
  day text,
  erasing_at bigint,
  erased_at bigint,
  eraser text
)
TABLE scope_destroyed (
  practice text NOT NULL,
  scope text NOT NULL,
  resource text NOT NULL,
  version bigint NOT NULL,
  compartment text NOT NULL,
  hash bytea NOT NULL,
  sequence bigint NOT NULL,
  member text NOT NULL,
  destroyed_at bigint NOT NULL,
  due_at bigint,
  emptied_at bigint,
  lost boolean NOT NULL
)
TABLE scope_head (
  practice text NOT NULL,
  scope text NOT NULL,
  sequence bigint NOT NULL,
  head text NOT NULL
)
TABLE scope_pack (
  practice text NOT NULL,
  scope text NOT NULL,
  sequence bigint NOT NULL,
  number smallint NOT NULL,
  compartment text NOT NULL,
  carries boolean NOT NULL,
  epoch bigint NOT NULL,
  author text NOT NULL,
  time bigint NOT NULL,
  list bytea NOT NULL,
  digest bytea NOT NULL,
  salt bytea NOT NULL,
  sealed bytea NOT NULL,
  seal smallint,
  located integer NOT NULL,
  introduced integer NOT NULL,
  doomed text
)
TABLE scope_seal (
  practice text NOT NULL,
  scope text NOT NULL,
  number smallint NOT NULL,
  element bytea NOT NULL,
  batch text NOT NULL
)
TABLE server_freeze (
  practice text NOT NULL,
  freeze_id text NOT NULL,
  member text NOT NULL,
  reason text NOT NULL,
  ordered_by text,
  ordered_at bigint NOT NULL,
  vaults smallint NOT NULL
)
TABLE server_identity (
  one boolean NOT NULL DEFAULT true,
  key text,
  canary text,
  posting text
)
TABLE session (
  practice text NOT NULL,
  session text NOT NULL,
  token bytea NOT NULL,
  member text NOT NULL,
  passkey text,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  expires_at bigint NOT NULL
)
TABLE session_scope (
  practice text NOT NULL,
  session text NOT NULL,
  scope text NOT NULL,
  read_at bigint NOT NULL,
  compartments text[] NOT NULL
)
TABLE tenant (
  practice text NOT NULL,
  created_at bigint NOT NULL
)
TABLE unassigned (
  practice text NOT NULL,
  scope text NOT NULL,
  reason text NOT NULL,
  open integer NOT NULL,
  added_at bigint NOT NULL
)
TABLE vault_notice (
  practice text NOT NULL,
  notice text NOT NULL,
  kind text NOT NULL,
  member text NOT NULL,
  made_at bigint NOT NULL,
  vaults smallint NOT NULL DEFAULT 0
)
TABLE erasable.secret (
  practice text NOT NULL,
  scope text NOT NULL,
  secret bytea NOT NULL
)

CONSTRAINT anonymous_rate_pkey ON anonymous_rate PRIMARY KEY (network, minute)
CONSTRAINT audit_day_pkey ON audit_day PRIMARY KEY (practice, day, member)
CONSTRAINT audit_leaf_number_check ON audit_leaf CHECK ((number >= 0))
CONSTRAINT audit_leaf_pkey ON audit_leaf PRIMARY KEY (practice, number)
CONSTRAINT audit_log_log_epoch_check ON audit_log CHECK ((log_epoch >= 1))
CONSTRAINT audit_log_pkey ON audit_log PRIMARY KEY (practice)
CONSTRAINT audit_log_size_check ON audit_log CHECK ((size >= 0))
CONSTRAINT audit_tile_level_check ON audit_tile CHECK ((level >= 0))
CONSTRAINT audit_tile_pkey ON audit_tile PRIMARY KEY (practice, level, tile)
CONSTRAINT audit_tile_tile_check ON audit_tile CHECK ((tile >= 0))
CONSTRAINT audit_vault_pkey ON audit_vault PRIMARY KEY (practice, vault)
CONSTRAINT audit_vault_size_check ON audit_vault CHECK ((size >= 0))
CONSTRAINT audit_vault_vault_check ON audit_vault CHECK ((vault >= 1))
CONSTRAINT audit_waiting_pkey ON audit_waiting PRIMARY KEY (practice, entry)
CONSTRAINT binary_file_compartment_check ON binary_file CHECK ((compartment = ANY (ARRAY['identity'::text, 'clinical'::text])))
CONSTRAINT binary_file_epoch_check ON binary_file CHECK (((epoch >= 1) AND (epoch <= '4294967295'::bigint)))
CONSTRAINT binary_file_pkey ON binary_file PRIMARY KEY (practice, id)
CONSTRAINT byte_day_bytes_check ON byte_day CHECK ((bytes >= 0))
CONSTRAINT byte_day_pkey ON byte_day PRIMARY KEY (practice, day, member)
CONSTRAINT canary_pkey ON canary PRIMARY KEY (practice, tag)
CONSTRAINT card_pkey ON card PRIMARY KEY (practice, scope)
CONSTRAINT chain_member_pkey ON chain_member PRIMARY KEY (practice, member)
CONSTRAINT chain_member_practice_fkey ON chain_member FOREIGN KEY (practice) REFERENCES practice(practice)
CONSTRAINT chain_member_status_check ON chain_member CHECK ((status = ANY (ARRAY['active'::text, 'frozen'::text, 'retired'::text])))
CONSTRAINT challenge_pkey ON challenge PRIMARY KEY (id)
CONSTRAINT created_day_patients_check ON created_day CHECK ((patients >= 0))
CONSTRAINT created_day_pkey ON created_day PRIMARY KEY (practice, day, member)
CONSTRAINT created_day_reports_check ON created_day CHECK ((reports >= 0))
CONSTRAINT directory_entry_pkey ON directory_entry PRIMARY KEY (practice, listed)
CONSTRAINT directory_entry_sequence_check ON directory_entry CHECK ((sequence >= 1))
CONSTRAINT epoch_epoch_check ON epoch CHECK ((epoch >= 1))
CONSTRAINT epoch_pkey ON epoch PRIMARY KEY (practice, epoch)
CONSTRAINT epoch_practice_fkey ON epoch FOREIGN KEY (practice) REFERENCES practice(practice)
CONSTRAINT erasure_check ON erasure CHECK ((confirmed_by <> asked_by))
CONSTRAINT erasure_check1 ON erasure CHECK ((((confirmed_by IS NULL) = (confirmed_at IS NULL)) AND ((confirmed_at IS NULL) = (due_at IS NULL))))
CONSTRAINT erasure_check2 ON erasure CHECK (((ended_at IS NULL) = (outcome IS NULL)))
CONSTRAINT erasure_outcome_check ON erasure CHECK ((outcome = ANY (ARRAY['destroyed'::text, 'restored'::text])))
CONSTRAINT erasure_pkey ON erasure PRIMARY KEY (practice, erasure)
CONSTRAINT erasure_practice_scope_fkey ON erasure FOREIGN KEY (practice, scope) REFERENCES scope(practice, scope)
CONSTRAINT exchange_day_pkey ON exchange_day PRIMARY KEY (practice, day, other)
CONSTRAINT founding_pkey ON founding PRIMARY KEY (token)
CONSTRAINT founding_practice_key ON founding UNIQUE (practice)
CONSTRAINT idempotency_pkey ON idempotency PRIMARY KEY (practice, member, key)
CONSTRAINT identity_flow_pkey ON identity_flow PRIMARY KEY (practice, state)
CONSTRAINT identity_flow_practice_confirmation_key ON identity_flow UNIQUE (practice, confirmation)
CONSTRAINT identity_flow_practice_member_fkey ON identity_flow FOREIGN KEY (practice, member) REFERENCES member(practice, member)
CONSTRAINT import_batch_pkey ON import_batch PRIMARY KEY (practice, batch)
CONSTRAINT inbox_message_pkey ON inbox_message PRIMARY KEY (practice, message)
CONSTRAINT inbox_message_state_check ON inbox_message CHECK ((state = ANY (ARRAY['unread'::text, 'read'::text, 'filed'::text, 'refused'::text, 'withdrawn'::text, 'expired'::text])))
CONSTRAINT invitation_pkey ON invitation PRIMARY KEY (practice, member)
CONSTRAINT invitation_practice_member_fkey ON invitation FOREIGN KEY (practice, member) REFERENCES member(practice, member)
CONSTRAINT invitation_practice_token_key ON invitation UNIQUE (practice, token)
CONSTRAINT key_grant_pkey ON key_grant PRIMARY KEY (practice, holder, epoch, role, holder_keys)
CONSTRAINT key_grant_practice_epoch_fkey ON key_grant FOREIGN KEY (practice, epoch) REFERENCES epoch(practice, epoch)
CONSTRAINT key_grant_role_check ON key_grant CHECK ((role = ANY (ARRAY['reception'::text, 'care'::text, 'settings'::text])))
CONSTRAINT known_network_pkey ON known_network PRIMARY KEY (network)
CONSTRAINT member_pkey ON member PRIMARY KEY (practice, member)
CONSTRAINT member_practice_fkey ON member FOREIGN KEY (practice) REFERENCES practice(practice)
CONSTRAINT member_roles_check ON member CHECK (((cardinality(roles) >= 1) AND (cardinality(roles) <= 3)))
CONSTRAINT member_status_check ON member CHECK ((status = ANY (ARRAY['invited'::text, 'waiting'::text, 'active'::text, 'frozen'::text, 'retired'::text])))
CONSTRAINT member_keys_pkey ON member_keys PRIMARY KEY (practice, member, keys)
CONSTRAINT member_keys_practice_member_fkey ON member_keys FOREIGN KEY (practice, member) REFERENCES member(practice, member)
CONSTRAINT member_keys_proof ON member_keys CHECK ((((proof_issuer IS NULL) = (proof_national_id IS NULL)) AND ((proof_issuer IS NULL) = (proved_at IS NULL))))
CONSTRAINT message_event_kind_check ON message_event CHECK ((kind = ANY (ARRAY['read'::text, 'refused'::text, 'withdrawal'::text])))
CONSTRAINT message_event_pkey ON message_event PRIMARY KEY (practice, message, kind)
CONSTRAINT message_part_bytes_check ON message_part CHECK ((bytes >= 1))
CONSTRAINT message_part_part_check ON message_part CHECK ((part >= 0))
CONSTRAINT message_part_pkey ON message_part PRIMARY KEY (practice, message, stream, part)
CONSTRAINT message_part_stream_check ON message_part CHECK ((stream >= 0))
CONSTRAINT outbox_message_pkey ON outbox_message PRIMARY KEY (practice, message)
CONSTRAINT outbox_message_state_check ON outbox_message CHECK ((state = ANY (ARRAY['uploading'::text, 'queued'::text, 'received'::text, 'read'::text, 'refused'::text, 'withdrawing'::text, 'withdrawn'::text, 'unwithdrawn'::text, 'expired'::text, 'undeliverable'::text])))
CONSTRAINT passkey_pkey ON passkey PRIMARY KEY (practice, passkey)
CONSTRAINT passkey_practice_credential_key ON passkey UNIQUE (practice, credential)
CONSTRAINT passkey_practice_member_fkey ON passkey FOREIGN KEY (practice, member) REFERENCES member(practice, member)
CONSTRAINT posting_locator_check ON posting CHECK (((octet_length(locator) = 16) AND (get_byte(locator, 0) = ANY (ARRAY[8, 20]))))
CONSTRAINT posting_owner_check ON posting CHECK ((octet_length(owner) = 16))
CONSTRAINT posting_pkey ON posting PRIMARY KEY (practice, locator, owner)
CONSTRAINT practice_chain_sequence_check ON practice CHECK ((chain_sequence >= 0))
CONSTRAINT practice_epoch_check ON practice CHECK ((epoch >= 1))
CONSTRAINT practice_pkey ON practice PRIMARY KEY (practice)
CONSTRAINT practice_practice_fkey ON practice FOREIGN KEY (practice) REFERENCES tenant(practice)
CONSTRAINT reconciled_day_pkey ON reconciled_day PRIMARY KEY (practice, day)
CONSTRAINT recovery_pkey ON recovery PRIMARY KEY (practice, recovery)
CONSTRAINT recovery_practice_member_fkey ON recovery FOREIGN KEY (practice, member) REFERENCES recovery_plan(practice, member) ON DELETE CASCADE
CONSTRAINT recovery_status_check ON recovery CHECK ((status = ANY (ARRAY['waiting'::text, 'helped'::text, 'done'::text])))
CONSTRAINT recovery_help_pkey ON recovery_help PRIMARY KEY (practice, recovery, helper)
CONSTRAINT recovery_help_practice_recovery_fkey ON recovery_help FOREIGN KEY (practice, recovery) REFERENCES recovery(practice, recovery) ON DELETE CASCADE
CONSTRAINT recovery_helper_pkey ON recovery_helper PRIMARY KEY (practice, member, helper)
CONSTRAINT recovery_helper_practice_member_fkey ON recovery_helper FOREIGN KEY (practice, member) REFERENCES recovery_plan(practice, member) ON DELETE CASCADE
CONSTRAINT recovery_lookup_pkey ON recovery_lookup PRIMARY KEY (lookup)
CONSTRAINT recovery_lookup_practice_member_key ON recovery_lookup UNIQUE (practice, member)
CONSTRAINT recovery_plan_helpers_needed_check ON recovery_plan CHECK ((helpers_needed = ANY (ARRAY[1, 2])))
CONSTRAINT recovery_plan_pkey ON recovery_plan PRIMARY KEY (practice, member)
CONSTRAINT recovery_plan_practice_member_fkey ON recovery_plan FOREIGN KEY (practice, member) REFERENCES member(practice, member)
CONSTRAINT scope_check ON scope CHECK ((((purpose = 'agenda'::text) = (practitioner IS NOT NULL)) AND ((practitioner IS NULL) = (day IS NULL))))
CONSTRAINT scope_check1 ON scope CHECK (((purpose = ANY (ARRAY['agenda'::text, 'settings'::text])) = (eraser IS NULL)))
CONSTRAINT scope_list_bytes_check ON scope CHECK ((list_bytes >= 0))
CONSTRAINT scope_pkey ON scope PRIMARY KEY (practice, scope)
CONSTRAINT scope_postings_check ON scope CHECK ((postings >= 0))
CONSTRAINT scope_purpose_check ON scope CHECK ((purpose = ANY (ARRAY['scope'::text, 'agenda'::text, 'unassigned'::text, 'settings'::text])))
CONSTRAINT scope_resources_check ON scope CHECK ((resources >= 0))
CONSTRAINT scope_sequence_check ON scope CHECK ((sequence >= 1))
CONSTRAINT scope_destroyed_pkey ON scope_destroyed PRIMARY KEY (practice, scope, resource)
CONSTRAINT scope_head_pkey ON scope_head PRIMARY KEY (practice, scope, sequence)
CONSTRAINT scope_pack_compartment_check ON scope_pack CHECK ((compartment = ANY (ARRAY['identity'::text, 'clinical'::text, 'settings'::text])))
CONSTRAINT scope_pack_digest_check ON scope_pack CHECK ((octet_length(digest) = 32))
CONSTRAINT scope_pack_epoch_check ON scope_pack CHECK (((epoch >= 1) AND (epoch <= '4294967295'::bigint)))
CONSTRAINT scope_pack_introduced_check ON scope_pack CHECK ((introduced >= 0))
CONSTRAINT scope_pack_list_check ON scope_pack CHECK (((octet_length(list) >= 52) AND (octet_length(list) <= 52000)))
CONSTRAINT scope_pack_located_check ON scope_pack CHECK ((located >= 0))
CONSTRAINT scope_pack_number_check ON scope_pack CHECK ((number >= 0))
CONSTRAINT scope_pack_pkey ON scope_pack PRIMARY KEY (practice, scope, sequence, number)
CONSTRAINT scope_pack_sequence_check ON scope_pack CHECK ((sequence >= 1))
CONSTRAINT scope_pack_time_check ON scope_pack CHECK ((("time" >= 0) AND ("time" <= '9007199254740991'::bigint)))
CONSTRAINT scope_seal_element_check ON scope_seal CHECK ((octet_length(element) = 32))
CONSTRAINT scope_seal_number_check ON scope_seal CHECK ((number >= 0))
CONSTRAINT scope_seal_pkey ON scope_seal PRIMARY KEY (practice, scope, number)
CONSTRAINT scope_seal_practice_scope_element_key ON scope_seal UNIQUE (practice, scope, element)
CONSTRAINT secret_pkey ON erasable.secret PRIMARY KEY (practice, scope)
CONSTRAINT server_freeze_pkey ON server_freeze PRIMARY KEY (practice, freeze_id)
CONSTRAINT server_freeze_practice_fkey ON server_freeze FOREIGN KEY (practice) REFERENCES practice(practice)
CONSTRAINT server_identity_one_check ON server_identity CHECK (one)
CONSTRAINT server_identity_pkey ON server_identity PRIMARY KEY (one)
CONSTRAINT session_pkey ON session PRIMARY KEY (practice, session)
CONSTRAINT session_practice_fkey ON session FOREIGN KEY (practice) REFERENCES practice(practice)
CONSTRAINT session_practice_passkey_fkey ON session FOREIGN KEY (practice, passkey) REFERENCES passkey(practice, passkey) ON DELETE CASCADE
CONSTRAINT session_practice_token_key ON session UNIQUE (practice, token)
CONSTRAINT session_scope_pkey ON session_scope PRIMARY KEY (practice, session, scope)
CONSTRAINT tenant_pkey ON tenant PRIMARY KEY (practice)
CONSTRAINT unassigned_open_check ON unassigned CHECK ((open >= 0))
CONSTRAINT unassigned_pkey ON unassigned PRIMARY KEY (practice, scope)
CONSTRAINT unassigned_practice_scope_fkey ON unassigned FOREIGN KEY (practice, scope) REFERENCES scope(practice, scope)
CONSTRAINT vault_notice_kind_check ON vault_notice CHECK ((kind = ANY (ARRAY['recovery'::text, 'erasure'::text])))
CONSTRAINT vault_notice_pkey ON vault_notice PRIMARY KEY (practice, notice)
CONSTRAINT vault_notice_practice_fkey ON vault_notice FOREIGN KEY (practice) REFERENCES practice(practice)

CREATE INDEX anonymous_rate_minute ON public.anonymous_rate USING btree (minute)
CREATE INDEX audit_leaf_scope ON public.audit_leaf USING btree (practice, scope, number) WHERE (scope IS NOT NULL)
CREATE INDEX binary_file_scope ON public.binary_file USING btree (practice, scope)
CREATE INDEX binary_file_sweep ON public.binary_file USING btree (practice, begun_at) WHERE ((named_at IS NULL) OR doomed)
CREATE INDEX challenge_expiry ON public.challenge USING btree (expires_at)
CREATE INDEX erasure_asked ON public.erasure USING btree (practice, asked_at)
CREATE UNIQUE INDEX erasure_open ON public.erasure USING btree (practice, scope) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX founding_practice_key ON public.founding USING btree (practice)
CREATE INDEX idempotency_age ON public.idempotency USING btree (practice, created_at)
CREATE UNIQUE INDEX identity_flow_practice_confirmation_key ON public.identity_flow USING btree (practice, confirmation)
CREATE INDEX inbox_message_newest ON public.inbox_message USING btree (practice, received_at DESC, message) WHERE (received_at IS NOT NULL)
CREATE INDEX inbox_message_revision ON public.inbox_message USING btree (practice, revision)
CREATE INDEX inbox_message_state ON public.inbox_message USING btree (practice, state, received_at DESC, message) WHERE (received_at IS NOT NULL)
CREATE INDEX inbox_message_transfer ON public.inbox_message USING btree (practice, transfer) WHERE (transfer IS NOT NULL)
CREATE UNIQUE INDEX invitation_practice_token_key ON public.invitation USING btree (practice, token)
CREATE INDEX known_network_until ON public.known_network USING btree (until)
CREATE INDEX outbox_message_due ON public.outbox_message USING btree (practice, next_at) WHERE (state = 'queued'::text)
CREATE INDEX outbox_message_newest ON public.outbox_message USING btree (practice, created_at DESC, message)
CREATE INDEX outbox_message_revision ON public.outbox_message USING btree (practice, revision)
CREATE INDEX outbox_message_transfer ON public.outbox_message USING btree (practice, transfer) WHERE (transfer IS NOT NULL)
CREATE INDEX passkey_member ON public.passkey USING btree (practice, member)
CREATE UNIQUE INDEX passkey_practice_credential_key ON public.passkey USING btree (practice, credential)
CREATE INDEX posting_unsettled ON public.posting USING btree (practice, locator) WHERE (NOT settled)
CREATE INDEX recovery_member ON public.recovery USING btree (practice, member)
CREATE UNIQUE INDEX recovery_lookup_practice_member_key ON public.recovery_lookup USING btree (practice, member)
CREATE UNIQUE INDEX scope_day ON public.scope USING btree (practice, practitioner, day) WHERE (purpose = 'agenda'::text)
CREATE INDEX scope_destroyed_at ON public.scope_destroyed USING btree (practice, destroyed_at)
CREATE UNIQUE INDEX scope_seal_practice_scope_element_key ON public.scope_seal USING btree (practice, scope, element)
CREATE INDEX session_member ON public.session USING btree (practice, member)
CREATE UNIQUE INDEX session_practice_token_key ON public.session USING btree (practice, token)
CREATE INDEX session_scope_read ON public.session_scope USING btree (practice, read_at)
CREATE INDEX unassigned_open ON public.unassigned USING btree (practice, scope) WHERE (open > 0)

CREATE TRIGGER audit_leaf_append_only BEFORE DELETE OR UPDATE ON public.audit_leaf FOR EACH ROW EXECUTE FUNCTION refuse_leaf_change()
CREATE TRIGGER audit_leaf_not_emptied BEFORE TRUNCATE ON public.audit_leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_leaf_change()
CREATE TRIGGER inbox_message_revised BEFORE INSERT OR UPDATE OF state, received_at ON public.inbox_message FOR EACH ROW EXECUTE FUNCTION revise_message()
CREATE TRIGGER outbox_message_revised BEFORE INSERT OR UPDATE OF state, receipts ON public.outbox_message FOR EACH ROW EXECUTE FUNCTION revise_message()
CREATE TRIGGER scope_pack_append_only BEFORE DELETE OR UPDATE OF practice, scope, sequence, number, compartment, carries, epoch, author, "time", list, digest, salt, sealed, seal ON public.scope_pack FOR EACH ROW EXECUTE FUNCTION refuse_pack_change()
CREATE TRIGGER scope_pack_not_emptied BEFORE TRUNCATE ON public.scope_pack FOR EACH STATEMENT EXECUTE FUNCTION refuse_pack_change()

ROW LEVEL SECURITY ON audit_day FORCED
POLICY own_practice ON audit_day FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON audit_leaf FORCED
POLICY own_practice ON audit_leaf FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON audit_log FORCED
POLICY own_practice ON audit_log FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON audit_tile FORCED
POLICY own_practice ON audit_tile FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON audit_vault FORCED
POLICY own_practice ON audit_vault FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON audit_waiting FORCED
POLICY own_practice ON audit_waiting FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON binary_file FORCED
POLICY own_practice ON binary_file FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON byte_day FORCED
POLICY own_practice ON byte_day FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON canary FORCED
POLICY own_practice ON canary FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON card FORCED
POLICY own_practice ON card FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON chain_member FORCED
POLICY own_practice ON chain_member FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON created_day FORCED
POLICY own_practice ON created_day FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON directory_entry FORCED
POLICY own_practice ON directory_entry FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON epoch FORCED
POLICY own_practice ON epoch FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON erasure FORCED
POLICY own_practice ON erasure FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON exchange_day FORCED
POLICY own_practice ON exchange_day FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON idempotency FORCED
POLICY own_practice ON idempotency FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON identity_flow FORCED
POLICY own_practice ON identity_flow FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON import_batch FORCED
POLICY own_practice ON import_batch FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON inbox_message FORCED
POLICY own_practice ON inbox_message FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON invitation FORCED
POLICY own_practice ON invitation FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON key_grant FORCED
POLICY own_practice ON key_grant FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON member FORCED
POLICY own_practice ON member FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON member_keys FORCED
POLICY own_practice ON member_keys FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON message_event FORCED
POLICY own_practice ON message_event FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON message_part FORCED
POLICY own_practice ON message_part FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON outbox_message FORCED
POLICY own_practice ON outbox_message FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON passkey FORCED
POLICY own_practice ON passkey FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON posting FORCED
POLICY own_practice ON posting FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON practice FORCED
POLICY own_practice ON practice FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON reconciled_day FORCED
POLICY own_practice ON reconciled_day FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON recovery FORCED
POLICY own_practice ON recovery FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON recovery_help FORCED
POLICY own_practice ON recovery_help FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON recovery_helper FORCED
POLICY own_practice ON recovery_helper FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON recovery_plan FORCED
POLICY own_practice ON recovery_plan FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON scope FORCED
POLICY own_practice ON scope FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON scope_destroyed FORCED
POLICY own_practice ON scope_destroyed FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON scope_head FORCED
POLICY own_practice ON scope_head FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON scope_pack FORCED
POLICY own_practice ON scope_pack FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON scope_seal FORCED
POLICY own_practice ON scope_seal FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON server_freeze FORCED
POLICY own_practice ON server_freeze FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON session FORCED
POLICY own_practice ON session FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON session_scope FORCED
POLICY own_practice ON session_scope FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON unassigned FORCED
POLICY own_practice ON unassigned FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON vault_notice FORCED
POLICY own_practice ON vault_notice FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))
ROW LEVEL SECURITY ON erasable.secret FORCED
POLICY own_practice ON erasable.secret FOR * USING (practice = current_setting('etanche.practice'::text, true)) WITH CHECK (practice = current_setting('etanche.practice'::text, true))

CREATE OR REPLACE FUNCTION public.anonymous_count(at bigint, networks bytea[], limits integer[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
DECLARE
  counted integer;
BEGIN
  FOR place IN 1 .. cardinality(networks) LOOP
    INSERT INTO anonymous_rate AS r (network, minute, count) VALUES (networks[place], at, 1)
      ON CONFLICT (network, minute) DO UPDATE SET count = r.count + 1
      RETURNING r.count INTO counted;
    IF counted > limits[place] THEN
      RETURN place;
    END IF;
  END LOOP;
  RETURN 0;
END $function$

CREATE OR REPLACE FUNCTION public.audit_practices_waiting(directory text)
 RETURNS SETOF text
 LANGUAGE plpgsql
AS $function$
DECLARE
  each text;
BEGIN
  FOR each IN SELECT t.practice FROM tenant t UNION ALL SELECT directory LOOP
    PERFORM set_config('etanche.practice', each, true);
    IF EXISTS (SELECT FROM audit_waiting w WHERE w.practice = each) THEN
      RETURN NEXT each;
    END IF;
  END LOOP;
  PERFORM set_config('etanche.practice', '', true);
END $function$

CREATE OR REPLACE FUNCTION public.postings_remove(in_practice text, locators bytea[], owners bytea[])
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.postings_settle(in_practice text, at_least integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
END $function$

CREATE OR REPLACE FUNCTION public.refuse_leaf_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $function$

CREATE OR REPLACE FUNCTION public.refuse_pack_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'UPDATE'
     AND NEW.sealed = '' AND NEW.salt = ''
     AND (NEW.practice, NEW.scope, NEW.sequence, NEW.number, NEW.compartment, NEW.carries, NEW.epoch, NEW.author, NEW.time)
       = (OLD.practice, OLD.scope, OLD.sequence, OLD.number, OLD.compartment, OLD.carries, OLD.epoch, OLD.author, OLD.time)
     AND NEW.list = OLD.list AND NEW.digest = OLD.digest
     AND NEW.seal IS NOT DISTINCT FROM OLD.seal THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $function$

CREATE OR REPLACE FUNCTION public.revise_message()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.revision := floor(extract(epoch FROM clock_timestamp()) * 1000000);
  RETURN NEW;
END $function$

CREATE OR REPLACE FUNCTION public.scope_gone(erased_at bigint, erasing_at bigint)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  SELECT CASE WHEN erased_at IS NOT NULL THEN 'erased' WHEN erasing_at IS NOT NULL THEN 'erasing' END
$function$

CREATE OR REPLACE FUNCTION public.wall(VARIADIC walled regclass[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  each regclass;
BEGIN
  FOREACH each IN ARRAY walled LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', each);
    EXECUTE format(
      'CREATE POLICY own_practice ON %s USING (practice = current_setting(''etanche.practice'', true))'
      ' WITH CHECK (practice = current_setting(''etanche.practice'', true))', each);
  END LOOP;
END $function$

