import { object, type Shape } from '@etanche/core-wire';

const text = { type: 'string', minLength: 1, maxLength: 255 } as const;
const path = { type: 'string', minLength: 1, maxLength: 4096 } as const;
const port = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
const address = { type: 'string', pattern: '^[^@\\s<>,;"]{1,64}@[A-Za-z0-9.-]{1,190}$', maxLength: 255 } as const;
const seconds = { type: 'integer', minimum: 1, maximum: 86_400 } as const;
const orNull = <const S extends object>(schema: S) => ({ anyOf: [schema, { const: null }] }) as const;
const code = object({ code: text, system: text, name: orNull(text) });
const id = object({ root: text, extension: orNull(text) });

/** Security of a connection: TLS from the first byte, or STARTTLS, without which nothing is sent. There is no third. */
const mailServerSchema = object({ host: text, port, security: { enum: ['tls', 'starttls'] } });

const postalSchema = object({
  lines: { type: 'array', items: text, minItems: 0, maxItems: 6 },
  postalCode: orNull(text),
  city: orNull(text),
  country: orNull(text),
});
const organizationSchema = object({
  id: orNull(id),
  name: orNull(text),
  phone: orNull(text),
  address: orNull(postalSchema),
  setting: orNull(code),
});

/** A doctor in whose name documents are sent. */
const doctorSchema = object({
  member: text,
  name: text,
  id: orNull(id),
  profession: orNull(code),
  family: text,
  given: text,
  title: orNull(text),
});

/**
 * Pauses between the attempts to send one mail: each is twice the one before, up to the longest, and after
 * `giveUpHours` a mail that the server still refuses for now ends.
 */
const retrySchema = object({
  firstSeconds: seconds,
  longestSeconds: seconds,
  giveUpHours: { type: 'integer', minimum: 1, maximum: 720 },
});
export type RetryConfig = Shape<typeof retrySchema>;
/** RFC 5321 section 4.5.4.1 asks for four to five days. */
export const mailRetryDefaults: RetryConfig = { firstSeconds: 60, longestSeconds: 3600, giveUpHours: 120 };

const mailSchema = object(
  {
    address,
    smtp: mailServerSchema,
    imap: mailServerSchema,
    /** PEM file with the only certificates that may vouch for the servers (for MSSanté: those of IGC Santé). */
    trust: path,
    /** PEM files of the certificate with which this practice connects; null if the operator asks for none. */
    client: orNull(object({ certificate: path, key: path })),
    user: text,
    /** A file with the password, or with an OAuth token that another program keeps fresh. */
    login: { anyOf: [object({ password: path }), object({ token: path })] },
    /**
     * Folders of the mailbox. `sent` is the one in which the operator keeps what was sent; null if it keeps nothing.
     */
    folders: object({ inbox: text, done: text, refused: text, sent: orNull(text) }),
    everySeconds: seconds,
    /** Greatest size of a message that is read. */
    mostBytes: { type: 'integer', minimum: 1024, maximum: 100 * 1024 * 1024 },
    retry: retrySchema,
  },
  ['retry'],
);

const folderSchema = object({ path, settleSeconds: seconds, everySeconds: seconds });

/** Interactions of FHIR (R4, http.html) that a program may use on a type. */
const permissionSchema = object({
  type: text,
  may: { type: 'array', items: { enum: ['read', 'search', 'create', 'update'] }, minItems: 1, maxItems: 4 },
});
const programSchema = object({
  name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,31}$', maxLength: 32 },
  token: path,
  permissions: { type: 'array', items: permissionSchema, minItems: 1, maxItems: 100 },
  requestsPerHour: { type: 'integer', minimum: 1, maximum: 100_000 },
});

/** Configuration of a gateway, a JSON file. Every secret is in a file of its own that only the program's user reads. */
export const gatewayConfigSchema = object({
  server: { type: 'string', minLength: 1, maxLength: 512 },
  /** The file that `etanche gateway init` made. */
  key: path,
  timeZone: { type: 'string', pattern: '^[A-Za-z]+(/[A-Za-z_+-]+)*$', maxLength: 40 },
  practice: object({
    name: text,
    phone: orNull(text),
    organization: organizationSchema,
    facility: code,
    sourceId: text,
  }),
  /** The first one sees what is received. */
  doctors: { type: 'array', items: doctorSchema, minItems: 1, maxItems: 100 },
  mail: orNull(mailSchema),
  folder: orNull(folderSchema),
  api: orNull(object({ port, programs: { type: 'array', items: programSchema, minItems: 1, maxItems: 20 } })),
});
export type GatewayConfig = Shape<typeof gatewayConfigSchema>;
export type MailConfig = NonNullable<GatewayConfig['mail']>;
export type MailServer = MailConfig['smtp'];
export type FolderConfig = NonNullable<GatewayConfig['folder']>;
export type ApiConfig = NonNullable<GatewayConfig['api']>;
export type Program = ApiConfig['programs'][number];
