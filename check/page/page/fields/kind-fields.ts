import { nirIdentifier, personIdentifier } from '@etanche/core-identifiers';
import type { Kind } from '@etanche/core-check-protocol';
import { birthDateField } from './birth-date.ts';
import { codeField } from './code.ts';
import type { Field, FieldName } from './field.ts';
import { nirField } from './nir.ts';
import { emailField, familyField, givenField, phoneField } from './plain-fields.ts';

/** Canonical forms, by field. */
export type Values = Readonly<Partial<Record<FieldName, string>>>;

/** The fields of a kind, in order. */
export const kindFields: Readonly<Record<Kind, readonly Field[]>> = {
  nir: [nirField, birthDateField],
  code: [codeField],
  email: [emailField],
  phone: [phoneField],
  person: [familyField, givenField, birthDateField],
};

/**
 * The identifiers to look up. If entries without a birth date exist, both are always looked up, so that the traffic
 * does not distinguish the cases.
 */
export function identifiersOf(kind: Kind, values: Values, withoutBirthDate: boolean): string[] {
  const { nir = '', birthDate = '', code = '', email = '', phone = '', family = '', given = '' } = values;
  switch (kind) {
    case 'nir': {
      const dated = nirIdentifier(nir, birthDate);
      return withoutBirthDate ? [dated, nirIdentifier(nir, '')] : [dated];
    }
    case 'code':
      return [code];
    case 'email':
      return [email];
    case 'phone':
      return [phone];
    case 'person':
      return [personIdentifier(family, given, birthDate)];
  }
}
