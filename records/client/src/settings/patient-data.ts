import { parseNir } from '@etanche/core-identifiers';

/** Why a text is rejected: it has the shape of a social security number, or of a person's birth date. */
export type PatientDataCode = 'patient_nir' | 'patient_birth_date';

const separator = '[\\s\\u00a0\\u202f.\\-_/]?';
/** The groups of a NIR: sex, year, month, department, town, order, and perhaps the key. */
const nirShape = new RegExp(
  `(?<![0-9A-Za-z])[1-478]${['\\d\\d', '\\d\\d', '\\d[\\dABab]', '\\d{3}', '\\d{3}'].map((group) => separator + group).join('')}(?:${separator}\\d\\d)?(?![0-9A-Za-z])`,
  'gu',
);
const months =
  'janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november|december';
/** A whole date in digits, or in words behind "né", "née", "born", "DDN". */
const dateShapes = [
  /(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:18|19|20)\d\d(?!\d)/u,
  /(?<!\d)(?:18|19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])(?!\d)/u,
  new RegExp(
    `(?:n[ée]{1,2}(?:\\(e\\))?|born|ddn|naissance)[^\\n]{0,12}?\\d{1,2}(?:er)?\\s+(?:${months})\\s+(?:18|19|20)\\d\\d`,
    'iu',
  ),
];

/**
 * Finds data of a patient in a text that all members of a practice read. Names cannot be recognised; the screens state
 * that no patient belongs there.
 */
export function patientDataIn(text: string): PatientDataCode | null {
  for (const [candidate] of text.matchAll(nirShape)) {
    const parsed = parseNir(candidate);
    // A wrong key is a mistyped number, and still shows who is meant.
    if (parsed.ok || parsed.code === 'nir_key') return 'patient_nir';
  }
  return dateShapes.some((shape) => shape.test(text)) ? 'patient_birth_date' : null;
}
