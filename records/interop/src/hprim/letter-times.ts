import type { ReportRequest, ResultLine } from '../results/received-report.ts';
import { readFrenchTime } from '../results/sent-time.ts';

type Times = Pick<ReportRequest, 'sampledAt' | 'issuedAt' | 'validatedAt'>;

const time = String.raw`(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?:\s{1,4}(?:à\s{1,4})?\d{1,2}[:hH]\d\d)?)`;
const words: Readonly<Record<keyof Times, RegExp>> = {
  sampledAt: new RegExp(
    String.raw`^\s{0,40}pr[ée]l[eèé]v\S{0,5}\s{1,4}(?:effectu[ée]\s{1,4})?(?:du|le)?\s{0,4}:?\s{0,4}${time}`,
    'iu',
  ),
  issuedAt: new RegExp(
    String.raw`^\s{0,40}(?:compte.rendu\s{1,4})?[ée]dit\S{0,5}\s{1,4}(?:du|le)?\s{0,4}:?\s{0,4}${time}`,
    'iu',
  ),
  validatedAt: new RegExp(String.raw`^\s{0,40}valid\S{0,5}\s{1,4}(?:du|le)?\s{0,4}:?\s{0,4}${time}`, 'iu'),
};
const longest = 200;

/** The times that a letter names in words: `Prélèvement du 12/11/2026 à 08h14`, `Édité le`, `Validé le`. */
export function timesOf(lines: readonly string[], today: string): Times {
  const find = (pattern: RegExp): string | null => {
    for (const line of lines) {
      const [, found] = line.length > longest ? [] : (pattern.exec(line) ?? []);
      if (found !== undefined) return readFrenchTime(found, today);
    }
    return null;
  };
  return { sampledAt: find(words.sampledAt), issuedAt: find(words.issuedAt), validatedAt: find(words.validatedAt) };
}

const earlier = /^ant[ée]rieur\S{0,2}|^ant[ée]riorit[ée]s?|^ant\.|^(?:r[ée]sultat|valeur) ant[ée]rieure?/iu;
const date = /(?:\b(?:du|le)\s{1,4})?\(?\b(\d{1,2}\/\d{1,2}\/\d{2,4})\b\)?/u;

/** The earlier value that a comment names: `Antériorité du 12/01/2026 : 1,25`, `Antériorité : 1,25 (12/01/2026)`. */
export function previousOf(comment: string, today: string): ResultLine['previous'] {
  const [words = null] = comment.length > longest ? [] : (earlier.exec(comment) ?? []);
  if (words === null) return null;
  const rest = comment.slice(words.length);
  const [whole = '', written = ''] = date.exec(rest) ?? [];
  const text = (whole === '' ? rest : rest.replace(whole, ' ')).replace(/^[\s:.]+|\s+$/gu, '');
  return text === '' ? null : { text, at: written === '' ? null : readFrenchTime(written, today) };
}
