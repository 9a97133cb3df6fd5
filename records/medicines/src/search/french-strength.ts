/** `1000 mg` with the spaces of French typography: U+00A0 in thousands and before the unit. */
export function frenchStrength(strength: string): string {
  return strength
    .trim()
    .replace(/(\d) (?=\d{3}(?!\d))/g, '$1')
    .replace(/\d+(?:,\d+)?/g, groupThousands)
    .replace(/(\d) (?=[\p{L}%])/gu, '$1\u00a0');
}

function groupThousands(number: string): string {
  const [whole = '', decimals] = number.split(',');
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(?:\d{3})+$)/g, '\u00a0') : whole;
  return decimals === undefined ? grouped : `${grouped},${decimals}`;
}

/** `ACIDE CLAVULANIQUE` in lower case; single letters and words with a digit (`D3`) stay. */
export function substanceInText(name: string): string {
  return name.replace(/[^\s'’()-]+/g, (word, at: number) => {
    const isElided = /['’]/.test(name[at + word.length] ?? '');
    return (/\d/.test(word) || word.length === 1) && !isElided ? word : word.toLowerCase();
  });
}
