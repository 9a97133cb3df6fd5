import { parseAmount, type Amount } from '../amount.ts';
import { fold } from '../fold.ts';

/** A typed text as words, and numbers that are strengths. */
export interface TypedQuery {
  readonly words: readonly string[];
  /** With the number as typed; `amount` is null without a unit. */
  readonly strengths: readonly { readonly number: string; readonly amount: Amount | null }[];
}

/** Units of strengths, which are no words. */
export const units = /^(?:kg|g|mg|ug|mcg|ui|ml|l|%|grammes?|milligrammes?|microgrammes?|u\.i|unites?|cent)$/;
/** Words that say nothing of a medicine; the last one typed may be the beginning of another word. */
export const noise: ReadonlySet<string> = new Set(
  'de d l la le les un une du des pour et en au avec base cent par'.split(' '),
);

const synonyms: Readonly<Record<string, string>> = {
  cp: 'comprime',
  cpr: 'comprime',
  comp: 'comprime',
  gel: 'gel',
  susp: 'suspension',
  sol: 'solution',
  inj: 'injectable',
  suppo: 'suppositoire',
  gttes: 'gouttes',
  lp: 'prolongee',
  'l.p': 'prolongee',
};

/** Reads what was typed in the search field: `metformine 1g`, `doliprane1000`, `amox clav 500/62,5`. */
export function typedQuery(text: string): TypedQuery {
  const tokens = fold(text.slice(0, 100))
    .replace(/(\d) (?=\d{3}\b)/g, '$1')
    .replace(/([a-z]{3,})(\d)/g, '$1 $2')
    .replace(/(\d)\.(\d)/g, '$1,$2')
    .replace(/([/+])/g, ' ')
    .split(' ')
    .map((token) => token.replace(/^[.,]+|[.,]+$/g, ''))
    .filter((token) => token !== '');
  const words: string[] = [];
  const strengths: { number: string; amount: Amount | null }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const [, number, glued = ''] = /^(\d+(?:,\d+)?)([a-z%]*)$/.exec(token) ?? [];
    if (number === undefined) {
      if (units.test(token) || (noise.has(token) && at < tokens.length - 1)) continue;
      words.push(synonyms[token] ?? token);
      continue;
    }
    const next = tokens[at + 1] ?? '';
    const unit = glued !== '' ? glued : units.test(next) ? next : '';
    if (glued === '' && unit !== '') at += 1;
    strengths.push({ number, amount: unit === '' ? null : parseAmount(`${number} ${unit}`) });
  }
  return { words, strengths };
}
