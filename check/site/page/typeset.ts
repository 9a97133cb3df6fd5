/**
 * French typography: no line breaks before a high sign or inside a number. Written here once, so that the texts and the
 * operator's own words are set alike.
 */
export function typeset(text: string, language: string): string {
  if (language !== 'fr') return text;
  return text
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(/ :/g, '\u00a0:')
    .replace(/« /g, '«\u00a0')
    .replace(/ »/g, '\u00a0»')
    .replace(/(\d) (?=\d|%|h\b)/g, '$1\u00a0');
}
