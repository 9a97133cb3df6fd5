/** Typed words for a comparison: lower case, without accents, œ as two letters. */
export function foldWords(words: string): string {
  return words.trim().toLocaleLowerCase('fr').replace(/œ/g, 'oe').normalize('NFD').replace(/\p{M}/gu, '');
}
