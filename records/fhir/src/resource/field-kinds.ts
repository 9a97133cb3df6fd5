import type { Words } from './words.ts';

/** The kind of a field that is read here. Fields that are in no table may be any JSON that FHIR allows. */
export type Kind =
  | 'string'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'date'
  | 'dateTime'
  | 'instant'
  | 'uri'
  | 'id'
  | 'base64'
  | { readonly code: readonly string[] }
  | { readonly list: Kind }
  | { readonly fields: Fields };

export type Fields = Readonly<Record<string, Kind>>;

const list = <const K extends Kind>(kind: K): { readonly list: K } => ({ list: kind });
const code = <const C extends string>(codes: C): { readonly code: readonly Words<C>[] } => ({
  code: codes.split(' ') as Words<C>[],
});
const part = <const F extends Fields>(fields: F): { readonly fields: F } => ({ fields });

const period = part({ start: 'dateTime', end: 'dateTime' });
const coding = part({ system: 'uri', version: 'string', code: 'string', display: 'string', userSelected: 'boolean' });
const concept = part({ coding: list(coding), text: 'string' });
const quantity = part({ value: 'number', unit: 'string', system: 'uri', code: 'string' });
const plainReference = part({ reference: 'string', type: 'uri', display: 'string' });
const identifier = part({
  use: code('usual official temp secondary old'),
  type: concept,
  system: 'uri',
  value: 'string',
  period,
  assigner: plainReference,
});
const reference = part({ reference: 'string', type: 'uri', identifier, display: 'string' });

/** The data types of R4 (https://hl7.org/fhir/R4/datatypes.html) that are read here. */
export const kinds = {
  list,
  code,
  part,
  period,
  coding,
  concept,
  quantity,
  identifier,
  reference,
  range: part({ low: quantity, high: quantity }),
  annotation: part({ text: 'string', time: 'dateTime', authorString: 'string', authorReference: reference }),
  attachment: part({
    contentType: 'string',
    language: 'string',
    data: 'base64',
    url: 'uri',
    size: 'integer',
    title: 'string',
    creation: 'dateTime',
  }),
  humanName: part({
    use: code('usual official temp nickname anonymous old maiden'),
    text: 'string',
    family: 'string',
    given: list('string'),
    prefix: list('string'),
    suffix: list('string'),
    period,
  }),
  contactPoint: part({
    system: code('phone fax email pager url sms other'),
    value: 'string',
    use: code('home work temp old mobile'),
    rank: 'integer',
    period,
  }),
  address: part({
    use: code('home work temp old billing'),
    type: code('postal physical both'),
    text: 'string',
    line: list('string'),
    city: 'string',
    district: 'string',
    state: 'string',
    postalCode: 'string',
    country: 'string',
    period,
  }),
} as const;
