import type { DocumentKind } from '@etanche/records-fhir';

/** Types of documents (JDV_J07) as the kinds of a practice. */
const kinds: Readonly<Record<string, DocumentKind>> = {
  '11502-2': 'result',
  '18748-4': 'imaging',
  '11488-4': 'report',
  SYNTH: 'report',
  '60591-5': 'report',
  '11369-6': 'report',
  '11490-0': 'discharge',
  '18842-5': 'discharge',
  '96349-6': 'letter',
  '57133-1': 'letter',
  '57833-6': 'prescription',
};

/** The kind of a received document by the code of its type; `other` without a known one. */
export function kindOfType(code: string | null): DocumentKind {
  return code !== null && Object.hasOwn(kinds, code) ? (kinds[code] ?? 'other') : 'other';
}
