import type { Manifest } from '@etanche/core-check-protocol';
import { adviceFor, generalServices } from '../advice.ts';
import { button, h, outerLink } from '@etanche/ui';
import type { Outcome } from '../messages.ts';
import { letterPaper } from '../papers/letter.ts';
import type { Paper } from '../papers/document.ts';
import { printPaper, savePaper } from '../papers/paper.ts';
import { summaryPaper } from '../papers/summary.ts';
import { serviceUrls, type ServiceName } from '../services.ts';
import type { Texts } from '../text/texts.ts';
import { contactList } from './contact.ts';
import { heading, list, section, type Screen } from './screen.ts';

type FoundAnswer = Extract<Outcome, { answer: 'found' }>;

/** *Found*: the exposed data, advice in order, papers to keep, and contacts. */
export function foundScreen(
  manifest: Manifest,
  found: FoundAnswer,
  texts: Texts,
  now: () => number,
  actions: { onAgain: () => void; onForget: () => void },
): Screen {
  const { leak } = manifest;
  const title = heading(texts.found.title);
  const exposed = leak.categories.filter(({ key }) => found.categories.includes(key));
  const details = leak.details.flatMap(({ id, name }) => {
    const detail = found.details.find((candidate) => candidate.id === id);
    return detail === undefined ? [] : [[name[texts.language], detail.text] as const];
  });
  const advice = adviceFor(found.categories).map(({ topic, services }) => {
    const { title: name, text } = texts.advice[topic];
    const links = services.map((service) => serviceLink(service, texts));
    return h(
      'li',
      {},
      h('h3', {}, name),
      h('p', {}, text),
      links.length === 0 ? null : h('p', { class: 'links' }, ...links),
    );
  });
  return {
    heading: title,
    content: [
      h('div', { class: 'answer yes' }, title, h('p', {}, texts.found.calm)),
      section(
        texts.found.exposed,
        list(
          'ul',
          'exposed',
          exposed.map(({ name }) => name[texts.language]),
        ),
        details.length === 0
          ? null
          : h(
              'dl',
              { class: 'facts' },
              ...details.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))),
            ),
        h('p', { class: 'hint' }, texts.found.exposedNote),
      ),
      section(texts.found.todo, h('ol', { class: 'todo' }, ...advice)),
      section(
        texts.found.papers,
        h('p', { class: 'hint' }, texts.found.papersNote),
        paperRow(texts.found.summary, texts.found.summaryNote, texts, () =>
          summaryPaper(manifest, found, texts, now()),
        ),
        paperRow(texts.found.letter, texts.found.letterNote, texts, () => letterPaper(manifest, found, texts, now())),
      ),
      section(
        texts.found.services,
        h('ul', { class: 'services' }, ...generalServices.map((name) => serviceItem(name, texts))),
      ),
      section(texts.home.contact, h('p', {}, leak.controller), contactList(leak.contact, texts)),
      h(
        'div',
        { class: 'actions' },
        button(texts.found.again, 'secondary', actions.onAgain),
        button(texts.found.forget, 'secondary', actions.onForget),
      ),
    ],
  };
}

function paperRow(name: string, note: string, texts: Texts, make: () => Paper): HTMLElement {
  const print = button(texts.found.print, 'secondary', () => {
    printPaper(make());
  });
  const save = button(texts.found.save, 'secondary', () => {
    savePaper(make());
  });
  for (const element of [print, save]) element.setAttribute('aria-label', `${element.textContent} (${name})`);
  return h(
    'div',
    { class: 'paper' },
    h('div', {}, h('h3', {}, name), h('p', { class: 'hint' }, note)),
    h('div', { class: 'actions' }, print, save),
  );
}

function serviceItem(name: ServiceName, texts: Texts): HTMLElement {
  return h('li', {}, h('strong', {}, serviceLink(name, texts)), h('span', {}, texts.services[name].text));
}

function serviceLink(name: ServiceName, texts: Texts): Node {
  const url = serviceUrls[name];
  const text = texts.services[name].name;
  if (url !== null) return outerLink(url, text, texts.newTab);
  const [label = text, number = ''] = text.split(', ');
  return h('span', {}, `${label} `, h('a', { href: `tel:${number.replaceAll(' ', '')}` }, number));
}
