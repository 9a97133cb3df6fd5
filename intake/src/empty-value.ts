/**
 * Placeholders for empty values. They are compared after trimming and ignoring case. A single `0` is the usual filler
 * of numeric columns; categories in which zero is a value keep it (see `zeroIsAValue` in categories.ts).
 */
const placeholders = new Set([
  '',
  'null',
  '(null)',
  '<null>',
  '[null]',
  '\\n',
  'nil',
  'none',
  'nan',
  'undefined',
  'n/a',
  '#n/a',
  'na',
  'n.a.',
  'nr',
  'n.r.',
  'nc',
  'n.c.',
  'non renseigné',
  'non renseigne',
  'non communiqué',
  'non communique',
  'inconnu',
  'inconnue',
  'néant',
  'neant',
  'aucun',
  'aucune',
  'sans objet',
  'en cours',
  'en attente',
  'à venir',
  'vide',
  'empty',
  'unknown',
]);

const longestPlaceholder = 15;
/** Only punctuation and spaces: `-`, `--`, `.`, `?`, `/ /`, `()`. */
const onlyPunctuation = /^[\s\p{P}]*$/u;
/** Dates and numbers of zeros only: `00/00/0000`, `0000-00-00 00:00:00`, `00000000`, `00 00 00 00 00`, `0.00`. */
const onlyZeros = /^[0\s/.:,\-T]*$/;

/**
 * True if a cell has no value: empty, blank, a placeholder (`NULL`, `\N`, `-`, `N/A`, `NR`...), or zeros only.
 *
 * @param zeroIsAValue keeps a single zero (`0`, `0.0`, `0,00`), for categories such as results of analyses
 */
export function isEmptyValue(cell: string, zeroIsAValue = false): boolean {
  if (cell.length === 0) return true;
  const first = cell.charCodeAt(0);
  // Most cells begin with a letter or a digit other than zero and are longer than any placeholder.
  if (cell.length > longestPlaceholder && first > 0x30 && first < 0x7b) return false;
  const text = cell.trim();
  if (text.length === 0) return true;
  if (text.length <= longestPlaceholder && placeholders.has(text.toLowerCase())) return true;
  if (onlyPunctuation.test(text)) return true;
  if (zeroIsAValue && /^0([.,]0*)?$/.test(text)) return false;
  return onlyZeros.test(text);
}
