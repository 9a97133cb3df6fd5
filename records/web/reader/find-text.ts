import type { Match } from '../port/reader-messages.ts';

/** A text of a page, and whether a line ends after it. */
export type FoundIn = { readonly text: string; readonly endsLine: boolean };

/** Finds a text on a page in any case and without accents, also where it goes over parts and lines. */
export function findOnPage(page: number, texts: readonly FoundIn[], wanted: string): Match[] {
  const needle = plain(wanted).trim();
  if (needle === '') return [];
  const parts = texts.map(({ text, endsLine }) => plain(endsLine ? `${text} ` : text));
  const starts: number[] = [];
  let whole = '';
  for (const part of parts) {
    starts.push(whole.length);
    whole += part;
  }
  /** Position of the text with this letter, and the letter's place in it. */
  const placeOf = (letter: number): [position: number, share: number] => {
    const position = starts.findLastIndex((start) => start <= letter);
    return [position, (letter - (starts[position] ?? 0)) / Math.max(1, parts[position]?.trimEnd().length ?? 1)];
  };
  const matches: Match[] = [];
  for (let at = whole.indexOf(needle); at !== -1; at = whole.indexOf(needle, at + needle.length)) {
    const [first, from] = placeOf(at);
    const [last, end] = placeOf(at + needle.length - 1);
    const oneLetter = 1 / Math.max(1, parts[last]?.trimEnd().length ?? 1);
    matches.push({ page, first, last, from, to: Math.min(1, end + oneLetter) });
  }
  return matches;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').toLowerCase();
}
