import type { Manifest } from '@etanche/core-check-protocol';
import { adviceFor, generalServices } from '../advice.ts';
import { dayInWords, localDay } from '../dates.ts';
import type { Outcome } from '../messages.ts';
import { serviceUrls } from '../services.ts';
import type { Texts } from '../text/texts.ts';
import type { Paper } from './document.ts';

/** A copy of the answer to keep. It contains neither the person's name nor their input. */
export function summaryPaper(
  { leak, index, version }: Manifest,
  found: Extract<Outcome, { answer: 'found' }>,
  texts: Texts,
  now: number,
): Paper {
  const { language, paper } = texts;
  const day = (text: string) => dayInWords(text, language);
  const exposed = leak.categories.filter(({ key }) => found.categories.includes(key));
  const contact = [leak.contact.name, leak.contact.phone, leak.contact.email, leak.contact.address, leak.contact.url];
  return {
    title: paper.summaryTitle,
    file: paper.summaryFile,
    language,
    blocks: [
      { type: 'paragraph', text: paper.checkedOn(day(localDay(now))) },
      { type: 'heading', text: paper.leak },
      { type: 'paragraph', text: leak.title[language] },
      {
        type: 'lines',
        items: [
          `${texts.home.controller} : ${leak.controller}`,
          `${texts.home.occurred} : ${texts.home.between(day(leak.occurred.from), day(leak.occurred.to))}`,
          `${texts.home.discovered} : ${day(leak.discovered)}`,
          `${texts.home.contact} : ${contact.filter((part) => part !== undefined).join(', ')}`,
        ].map((line) => (language === 'fr' ? line : line.replace(' : ', ': '))),
      },
      { type: 'heading', text: paper.answer },
      { type: 'paragraph', text: texts.found.title },
      { type: 'heading', text: paper.exposed },
      { type: 'list', items: exposed.map(({ name }) => name[language]) },
      { type: 'heading', text: paper.todo },
      {
        type: 'list',
        items: adviceFor(found.categories).map(
          ({ topic }) => `${texts.advice[topic].title}. ${texts.advice[topic].text}`,
        ),
      },
      { type: 'heading', text: paper.services },
      {
        type: 'list',
        items: generalServices.map((name) => {
          const { name: called, text } = texts.services[name];
          const url = serviceUrls[name];
          return [called, text, url]
            .filter((part) => part !== null)
            .join('. ')
            .replace('.. ', '. ');
        }),
      },
      { type: 'paragraph', text: `${paper.private} ${paper.version(index, version)}` },
    ],
  };
}
