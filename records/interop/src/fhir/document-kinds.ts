export type FhirDocumentKind = 'synthesis' | 'letter' | 'prescription' | 'vaccination' | 'results';

/** The document types of the French guides (value set JDV_J07), and codes that other programs write for them. */
const kinds: Readonly<Record<string, FhirDocumentKind>> = {
  SYNTH: 'synthesis',
  '60591-5': 'synthesis',
  '34133-9': 'synthesis',
  '96349-6': 'letter',
  '57133-1': 'letter',
  '57833-6': 'prescription',
  '57828-6': 'prescription',
  '11369-6': 'vaccination',
  '82593-5': 'vaccination',
  '87273-9': 'vaccination',
  '11502-2': 'results',
};

/** The kind of a document by its codes; null for another one. */
export function documentKindOf(codes: readonly string[]): FhirDocumentKind | null {
  const known = codes.find((code) => Object.hasOwn(kinds, code));
  return known === undefined ? null : (kinds[known] ?? null);
}
