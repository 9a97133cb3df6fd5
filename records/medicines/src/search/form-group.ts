const feminine = /^(?:gélule|solution|suspension|poudre|capsule|crème|émulsion|pâte|mousse|pommade|gomme|pastille)\b/;

/**
 * The form without coating and scores, which do not change a prescription by substance: `comprimé pelliculé sécable` is
 * `comprimé`. Release, dispersion and place of absorption stay.
 */
export function formGroup(form: string): string {
  const lower = form.toLowerCase().trim();
  return lower
    .replaceAll('(e)', feminine.test(lower) ? 'e' : '')
    .replace(/ (?:pelliculé|enrobé|dragéifié|quadrisécable|bisécable|sécable)e?\b/gu, '')
    .replace(/ (?:pelliculée?|enrobée?|dragéifiée?)(?= |$)/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
