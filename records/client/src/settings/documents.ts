import { object, recordIdSchema, type JsonSchema, type Shape } from '@etanche/core-wire';
import { mostGrowthRows } from '@etanche/records-fhir';

const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength }) as const;
const integer = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum }) as const;
const list = <const S extends JsonSchema>(items: S, maxItems: number, minItems = 0) =>
  ({ type: 'array', items, minItems, maxItems }) as const;
const date = { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', maxLength: 10 } as const;
/** 11 digits, or nothing. */
const rpps = { type: 'string', pattern: '^(\\d{11})?$', maxLength: 11 } as const;
/** A number of the list of colours of the screens. */
const colour = integer(1, 5);
const minuteOfDay = integer(0, 1440);
const place = { street: text(200), postalCode: text(10), town: text(80), phone: text(30), email: text(200) } as const;

/** Opening hours by weekday (Monday is 1), closures, and the time zone in which the agenda's times are written. */
const hoursSchema = object({
  document: { const: 'hours' },
  timeZone: { type: 'string', pattern: '^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$', minLength: 1, maxLength: 60 },
  weekdays: list(object({ day: integer(1, 7), ranges: list(object({ from: minuteOfDay, to: minuteOfDay }), 4, 1) }), 7),
  closures: list(object({ from: date, to: date, reason: text(80) }), 200),
});

/** Kinds of appointments. The first one is usual, so that the agenda does not write its name. */
const kindsSchema = object({
  document: { const: 'kinds' },
  kinds: list(
    object({
      code: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,29}$', maxLength: 30 },
      name: text(40, 1),
      minutes: integer(5, 240),
      colour,
    }),
    20,
    1,
  ),
});

/** Head of every printed page. `lines` stand below the name. */
const letterheadSchema = object({
  document: { const: 'letterhead' },
  name: text(100, 1),
  lines: list(text(100), 4),
  ...place,
  /** Number of the establishment in FINESS, 9 characters. */
  finess: { type: 'string', pattern: '^([0-9AB]{9})?$', maxLength: 9 },
  footer: text(300),
});

/** A professional of the practice. `member` is empty for one without an account, such as a locum. */
const practitionerSchema = object({
  document: { const: 'practitioner' },
  member: { anyOf: [recordIdSchema, { const: '' }] },
  name: text(100, 1),
  title: text(100),
  speciality: text(100),
  rpps,
  colour,
  phone: text(30),
  email: text(200),
});

/** A text with fields in braces, such as `{patient}`, which the screens fill in. */
const templateSchema = object({
  document: { const: 'template' },
  kind: { enum: ['letter', 'certificate', 'sick_leave', 'visit'] },
  name: text(80, 1),
  text: text(20_000, 1),
});

/**
 * One line of a prescription, or several as a protocol, without a patient. `typed` is dose and duration as the doctor
 * types them; `owner` is the member whose favourite it is, empty for one of the whole practice.
 */
const favouriteSchema = object({
  document: { const: 'favourite' },
  owner: { anyOf: [recordIdSchema, { const: '' }] },
  name: text(80, 1),
  reason: text(120),
  lines: list(
    object({
      key: text(200, 1),
      brand: { anyOf: [text(8, 1), { const: null }] },
      label: text(300, 1),
      typed: text(200, 1),
      renewals: integer(0, 12),
      isContinuous: { type: 'boolean' },
    }),
    30,
    1,
  ),
});

/** A professional outside the practice, to whom letters are addressed. */
const correspondentSchema = object({
  document: { const: 'correspondent' },
  name: text(100, 1),
  speciality: text(100),
  rpps,
  ...place,
});

/** A reference for growth charts in LMS form (records/fhir). A row is `age L M S`, with the age in months. */
const growthSchema = object({
  document: { const: 'growth' },
  name: text(100, 1),
  date,
  source: text(300, 1),
  beyond3: { enum: ['lms', 'restricted'] },
  curves: list(
    object({
      measure: { enum: ['weight', 'height', 'head', 'bmi'] },
      sex: { enum: ['male', 'female'] },
      rows: list(
        { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,4})?( -?\\d{1,3}(\\.\\d{1,10})?){3}$', maxLength: 60 },
        mostGrowthRows,
        2,
      ),
    }),
    8,
    1,
  ),
});

/** Maximum number of parts of a thesaurus of interactions. */
export const mostParts = 40;

/**
 * A part of a thesaurus of interactions (records/medicines), which is too long for one document. `set` is the hash of
 * the whole, base64url.
 */
const interactionsSchema = object({
  document: { const: 'interactions' },
  name: text(100, 1),
  date,
  source: text(300, 1),
  set: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 },
  part: integer(1, mostParts),
  parts: integer(1, mostParts),
  classes: list(object({ name: text(200, 1), members: list(text(200, 1), 1000) }), 4000),
  interactions: list(
    object({
      a: text(200, 1),
      b: text(200, 1),
      level: { enum: ['contre-indication', 'association déconseillée', 'précaution d’emploi', 'à prendre en compte'] },
      risk: text(4000),
      conduct: text(6000),
    }),
    4000,
  ),
});

/** The schemas of the settings by document. A document with any other field is rejected. */
export const settingsSchemas = {
  hours: hoursSchema,
  kinds: kindsSchema,
  letterhead: letterheadSchema,
  practitioner: practitionerSchema,
  template: templateSchema,
  favourite: favouriteSchema,
  correspondent: correspondentSchema,
  growth: growthSchema,
  interactions: interactionsSchema,
} as const;

export type DocumentName = keyof typeof settingsSchemas;
export type HoursDocument = Shape<typeof hoursSchema>;
export type KindsDocument = Shape<typeof kindsSchema>;
export type LetterheadDocument = Shape<typeof letterheadSchema>;
export type PractitionerDocument = Shape<typeof practitionerSchema>;
export type TemplateDocument = Shape<typeof templateSchema>;
export type FavouriteDocument = Shape<typeof favouriteSchema>;
export type CorrespondentDocument = Shape<typeof correspondentSchema>;
export type GrowthDocument = Shape<typeof growthSchema>;
export type InteractionsDocument = Shape<typeof interactionsSchema>;
/** A document of a practice's settings. */
export type SettingsDocument =
  | HoursDocument
  | KindsDocument
  | LetterheadDocument
  | PractitionerDocument
  | TemplateDocument
  | FavouriteDocument
  | CorrespondentDocument
  | GrowthDocument
  | InteractionsDocument;

/** Documents of which a practice has one; of every other it has up to this number. */
export const mostDocuments: Readonly<Record<DocumentName, number>> = {
  hours: 1,
  kinds: 1,
  letterhead: 1,
  practitioner: 100,
  template: 300,
  favourite: 500,
  correspondent: 1000,
  growth: 4,
  interactions: mostParts,
};
