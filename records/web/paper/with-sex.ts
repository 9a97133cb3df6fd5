/** Words that a template or a sentence says of the patient. Those of its writer, such as `soussigné(e)`, stay. */
const ofPatient = [
  ...['né', 'intéressé', 'présenté', 'âgé', 'suivi', 'hospitalisé', 'examiné', 'vu', 'reçu', 'adressé', 'opéré'],
  ...['traité', 'vacciné', 'domicilié', 'assuré', 'accompagné', 'dispensé', 'exempté', 'autorisé', 'patient'],
];
const pattern = new RegExp(`(?<!\\p{L})(${ofPatient.join('|')})\\(e\\)`, 'giu');

/**
 * The words about the patient agree with a known sex: `né(e)` becomes `né` or `née`, and stays if it is not known.
 */
export function withSex(text: string, sex: string): string {
  if (sex !== 'male' && sex !== 'female') return text;
  return text.replaceAll(pattern, (_, word: string) => `${word}${sex === 'female' ? 'e' : ''}`);
}
