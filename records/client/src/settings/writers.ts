import type { Role } from '@etanche/core-vault-protocol';
import type { DocumentName } from './documents.ts';

/** The roles that write each document. All members read all of them. */
export const writersOf: Readonly<Record<DocumentName, readonly Role[]>> = {
  hours: ['administrator', 'doctor'],
  kinds: ['administrator', 'doctor'],
  letterhead: ['administrator', 'doctor'],
  practitioner: ['administrator', 'doctor'],
  template: ['administrator', 'doctor'],
  favourite: ['doctor'],
  correspondent: ['administrator', 'doctor', 'secretary'],
  growth: ['administrator', 'doctor'],
  interactions: ['doctor'],
};
