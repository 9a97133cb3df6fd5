import type { Manifest } from '@etanche/core-check-protocol';
import { dayInWords, localDay } from '../dates.ts';
import type { Outcome } from '../messages.ts';
import type { Texts } from '../text/texts.ts';
import { letterText } from './letter-text.ts';
import type { Paper } from './document.ts';

/** A complaint to be completed by hand or in a word processor. It does not contain the person's input. */
export function letterPaper(
  { leak }: Manifest,
  found: Extract<Outcome, { answer: 'found' }>,
  texts: Texts,
  now: number,
): Paper {
  const day = (text: string) => dayInWords(text, 'fr');
  const exposed = leak.categories.filter(({ key }) => found.categories.includes(key));
  const { from, to } = leak.occurred;
  const [facts, responsible, concerned] = letterText.body(
    leak.title.fr,
    leak.controller,
    when(from, to),
    day(leak.discovered),
  );
  return {
    title: letterText.title,
    file: texts.paper.letterFile,
    language: 'fr',
    blocks: [
      { type: 'lines', items: letterText.sender },
      { type: 'lines', items: letterText.recipient },
      { type: 'paragraph', text: letterText.place(day(localDay(now))) },
      { type: 'heading', text: letterText.subject },
      { type: 'paragraph', text: letterText.salutation },
      { type: 'paragraph', text: facts },
      { type: 'paragraph', text: responsible },
      { type: 'paragraph', text: concerned },
      { type: 'list', items: exposed.map(({ name }) => name.fr) },
      { type: 'paragraph', text: letterText.harm },
      { type: 'paragraph', text: letterText.law },
      { type: 'paragraph', text: letterText.request },
      { type: 'paragraph', text: letterText.attachments },
      { type: 'paragraph', text: letterText.closing },
      { type: 'paragraph', text: letterText.signature },
    ],
  };
}

/** « en mars 2020 », « le 12 mars 2020 », « entre mars et mai 2020 » with whole dates. */
function when(from: string, to: string): string {
  const words = (text: string) => `${text.length > 7 ? 'le ' : ''}${dayInWords(text, 'fr')}`;
  if (from === to) return from.length > 7 ? words(from) : `en ${words(from)}`;
  return `entre ${words(from)} et ${words(to)}`;
}
