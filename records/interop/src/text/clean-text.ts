/** Lines of a file with any of the line ends CR, LF and CRLF. A form feed ends a line too. */
export function linesOf(text: string): string[] {
  return text.replace(/(^|[\r\n])\f+/g, '$1').split(/\r\n|[\r\n\f]/);
}

/**
 * Removes control characters, except for the end of a line and the tab, and halves of surrogate pairs: JSON of FHIR has
 * neither (R4, Datatypes, string).
 */
export function cleanText(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}/gu, '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The text without spaces around it; null if nothing remains. */
export function textOrNull(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return trimmed === '' ? null : trimmed;
}
