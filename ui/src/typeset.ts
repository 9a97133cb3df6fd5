/**
 * Prevents line breaks inside "e-mail", and in French before high punctuation and inside numbers, for the page's texts
 * and the operator's texts alike.
 */
export function typeset(text: string, language: string): string {
  const whole = text.replace(/\be-mail/gi, (word) => word.replace('-', '\u2011'));
  if (language !== 'fr') return whole;
  return (
    whole
      .replace(/ ([;!?])/g, '\u202f$1')
      .replace(/ :/g, '\u00a0:')
      .replace(/« /g, '«\u00a0')
      .replace(/ »/g, '\u00a0»')
      // Not between the groups of a fingerprint in base32, which people compare and copy.
      .replace(/(?<![A-Z2-7]{3})(\d) (?=[\d%a-zà-ÿ])/g, '$1\u00a0')
  );
}
