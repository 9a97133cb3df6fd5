const named: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', euro: '€', micro: 'µ', deg: '°', plusmn: '±' },
  ...{
    sup1: '¹',
    sup2: '²',
    sup3: '³',
    frac12: '½',
    laquo: '«',
    raquo: '»',
    middot: '·',
    times: '×',
    le: '≤',
    ge: '≥',
  },
  ...{ rsquo: '’', lsquo: '‘', ldquo: '“', rdquo: '”', ndash: '–', mdash: '—', hellip: '…', bull: '•', mu: 'μ' },
  ...{ oelig: 'œ', OElig: 'Œ', aelig: 'æ', AElig: 'Æ', szlig: 'ß', ccedil: 'ç', Ccedil: 'Ç', ntilde: 'ñ', Ntilde: 'Ñ' },
  ...accents('grave', '\u0300', 'aeiouAEIOU'),
  ...accents('acute', '\u0301', 'aeiouyAEIOUY'),
  ...accents('circ', '\u0302', 'aeiouAEIOU'),
  ...accents('uml', '\u0308', 'aeiouyAEIOU'),
};

/**
 * Replaces the character references of HTML and its line breaks, which laboratories' programs leave in plain text. A
 * name that is not known, and any other element, stays as sent: `<5` is a value.
 */
export function decodeReferences(text: string): string {
  const broken = text.includes('<') ? text.replace(/<br\s{0,4}\/?>/gi, '\n') : text;
  if (!broken.includes('&')) return broken;
  return broken.replace(/&(#x[\dA-Fa-f]{1,6}|#\d{1,7}|[A-Za-z][A-Za-z\d]{1,7});/g, (sent, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(named, name) ? (named[name] ?? sent) : sent;
    const point = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return isText(point) ? String.fromCodePoint(point) : sent;
  });
}

function isText(point: number): boolean {
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point >= 0x20 && point <= 0x10ffff && !isSurrogate && !(point >= 0x7f && point <= 0x9f);
}

function accents(name: string, mark: string, letters: string): Record<string, string> {
  return Object.fromEntries(Array.from(letters, (letter) => [`${letter}${name}`, `${letter}${mark}`.normalize('NFC')]));
}
