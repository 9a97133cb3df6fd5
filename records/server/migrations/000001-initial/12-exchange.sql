-- The newest entry of each practice in the directory of this server and in those of its peers. `practice` is the id of the
-- directory, whose leaves are in the tables of the audit log.
CREATE TABLE directory_entry (
  practice   text COLLATE "C" NOT NULL,
  listed     text COLLATE "C" NOT NULL,
  sequence   bigint NOT NULL CHECK (sequence >= 1),
  entry      text NOT NULL,
  -- The X-Wing key whose hash the entry has; of peers only.
  sealing    bytea,
  removed    boolean NOT NULL DEFAULT false,
  changed_at bigint NOT NULL,
  PRIMARY KEY (practice, listed)
);

-- Messages that members send, until they are received, withdrawn or given up; their parts are in message_part.
CREATE TABLE outbox_message (
  practice   text COLLATE "C" NOT NULL,
  message    text COLLATE "C" NOT NULL,
  member     text COLLATE "C" NOT NULL,
  recipient  text COLLATE "C" NOT NULL,
  statement  text NOT NULL,
  -- The sender's statement of keys.
  keys       text NOT NULL,
  state      text NOT NULL CHECK (state IN ('uploading', 'queued', 'received', 'read', 'refused', 'withdrawing',
    'withdrawn', 'unwithdrawn', 'expired', 'undeliverable')),
  receipts   text[] NOT NULL DEFAULT '{}',
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  expires_at bigint,
  -- `<member>/<transfer>` of a volume.
  transfer   text COLLATE "C",
  -- Attempts to deliver it, and the time of the next one.
  tries      integer NOT NULL DEFAULT 0,
  next_at    bigint NOT NULL,
  revision   bigint NOT NULL,
  PRIMARY KEY (practice, message)
);
CREATE INDEX outbox_message_revision ON outbox_message (practice, revision);
CREATE INDEX outbox_message_transfer ON outbox_message (practice, transfer) WHERE transfer IS NOT NULL;
CREATE INDEX outbox_message_newest ON outbox_message (practice, created_at DESC, message);
CREATE INDEX outbox_message_due ON outbox_message (practice, next_at) WHERE state = 'queued';

-- Messages that a practice received. `received_at` is null while parts are missing.
CREATE TABLE inbox_message (
  practice    text COLLATE "C" NOT NULL,
  message     text COLLATE "C" NOT NULL,
  sender      text COLLATE "C" NOT NULL,
  statement   text NOT NULL,
  keys        text NOT NULL,
  -- Key of the records server that brought it: receipts go there.
  server      text NOT NULL,
  state       text NOT NULL CHECK (state IN ('unread', 'read', 'filed', 'refused', 'withdrawn', 'expired')),
  begun_at    bigint NOT NULL,
  received_at bigint,
  -- This server's receipt.
  receipt     text,
  opened_by   text COLLATE "C",
  opened_at   bigint,
  filed_by    text COLLATE "C",
  filed_at    bigint,
  expires_at  bigint,
  -- `<member>/<transfer>` of a volume, and the receipt by which all of the transfer was refused.
  transfer    text COLLATE "C",
  refusal     text,
  revision    bigint NOT NULL,
  PRIMARY KEY (practice, message)
);
CREATE INDEX inbox_message_revision ON inbox_message (practice, revision);
CREATE INDEX inbox_message_transfer ON inbox_message (practice, transfer) WHERE transfer IS NOT NULL;
CREATE INDEX inbox_message_newest ON inbox_message (practice, received_at DESC, message) WHERE received_at IS NOT NULL;
CREATE INDEX inbox_message_state ON inbox_message (practice, state, received_at DESC, message) WHERE received_at IS NOT NULL;

-- The revision of a message: microseconds of this server's clock at its last change that a list shows. A sequence would
-- tell each practice how many messages the others have.
CREATE FUNCTION revise_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := floor(extract(epoch FROM clock_timestamp()) * 1000000);
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_message_revised BEFORE INSERT OR UPDATE OF state, receipts ON outbox_message
  FOR EACH ROW EXECUTE FUNCTION revise_message();
CREATE TRIGGER inbox_message_revised BEFORE INSERT OR UPDATE OF state, received_at ON inbox_message
  FOR EACH ROW EXECUTE FUNCTION revise_message();

-- Parts of the streams of both, which are in the blob store.
CREATE TABLE message_part (
  practice text COLLATE "C" NOT NULL,
  message  text COLLATE "C" NOT NULL,
  stream   smallint NOT NULL CHECK (stream >= 0),
  part     smallint NOT NULL CHECK (part >= 0),
  bytes    integer NOT NULL CHECK (bytes >= 1),
  PRIMARY KEY (practice, message, stream, part)
);

-- Receipts and withdrawals on their way to another practice's server.
CREATE TABLE message_event (
  practice text COLLATE "C" NOT NULL,
  message  text COLLATE "C" NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('read', 'refused', 'withdrawal')),
  event    text NOT NULL,
  -- The practice to which it goes, and for a receipt the key of its server.
  target   text COLLATE "C" NOT NULL,
  server   text,
  tries    integer NOT NULL DEFAULT 0,
  next_at  bigint NOT NULL,
  created_at bigint NOT NULL,
  -- When a receipt was given up; a withdrawal that is given up has a state in outbox_message.
  given_up_at bigint,
  PRIMARY KEY (practice, message, kind)
);

-- Messages and bytes on a UTC day: those that a member sent (`other` is the member), and those that came from another
-- practice (`other` is that practice). They are counted before they are stored.
CREATE TABLE exchange_day (
  practice text COLLATE "C" NOT NULL,
  day      text COLLATE "C" NOT NULL,
  other    text COLLATE "C" NOT NULL,
  messages integer NOT NULL,
  bytes    bigint NOT NULL,
  PRIMARY KEY (practice, day, other)
) WITH (fillfactor = 50);

SELECT wall('directory_entry', 'outbox_message', 'inbox_message', 'message_part', 'message_event', 'exchange_day');
