import type { Kind, Manifest } from '@etanche/core-check-protocol';
import { countryInWords, dayInWords } from '../dates.ts';
import { h, setText } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';
import { contactList } from './contact.ts';
import { heading, section, type Screen } from './screen.ts';

/** Describes the leak, offers the kinds of check, and explains why it is safe and who is responsible. */
export function homeScreen(
  manifest: Manifest,
  texts: Texts,
  chosen: Kind | null,
  onChoose: (kind: Kind) => void,
): Screen {
  const { leak } = manifest;
  const title = heading(leak.title[texts.language]);
  const summary = leak.summary[texts.language]
    .split(/\n+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => h('p', { class: 'lead' }, paragraph));
  return {
    heading: title,
    content: [title, ...summary, choice(manifest, texts, chosen, onChoose), safety(texts), facts(manifest, texts)],
  };
}

function choice(manifest: Manifest, texts: Texts, chosen: Kind | null, onChoose: (kind: Kind) => void): HTMLElement {
  const kinds = manifest.kinds.map(({ kind }) => kind);
  const error = h('p', { id: 'choice-error', class: 'error', 'aria-live': 'polite' });
  const radios = kinds.map((kind) => {
    const attributes = { type: 'radio', name: 'kind', value: kind, autocomplete: 'off' };
    const radio = h('input', attributes);
    radio.checked = kind === chosen || kinds.length === 1;
    return radio;
  });
  const cards = kinds.map((kind, i) => {
    const { name, hint } = texts.kinds[kind];
    const words = h('span', {}, h('strong', {}, name), h('span', { class: 'hint' }, hint));
    return h('label', { class: 'card' }, radios[i] ?? null, words);
  });
  const fieldset = h(
    'fieldset',
    { 'aria-describedby': 'choice-error' },
    h('legend', {}, kinds.length === 1 ? texts.home.one : texts.home.choose),
    ...cards,
  );
  const form = h(
    'form',
    { class: 'panel', novalidate: true, autocomplete: 'off' },
    fieldset,
    error,
    h('button', { class: 'primary' }, texts.continue),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const kind = kinds[radios.findIndex((radio) => radio.checked)];
    if (kind !== undefined) {
      onChoose(kind);
      return;
    }
    setText(error, texts.home.chooseError);
    radios[0]?.focus();
  });
  return form;
}

function safety(texts: Texts): HTMLElement {
  return h(
    'section',
    { class: 'safe' },
    h('h2', {}, texts.home.safeTitle),
    ...texts.home.safe.map((sentence) => h('p', {}, sentence)),
    h(
      'p',
      { class: 'links' },
      h('a', { href: texts.home.howUrl }, texts.home.how),
      h('a', { href: texts.home.verifyUrl }, texts.home.verify),
    ),
  );
}

function facts({ leak, expiresAt, vaults }: Manifest, texts: Texts): HTMLElement {
  const day = (text: string) => dayInWords(text, texts.language);
  const rows: [string, string][] = [
    [texts.home.controller, leak.controller],
    [texts.home.occurred, texts.home.between(day(leak.occurred.from), day(leak.occurred.to))],
    [texts.home.discovered, day(leak.discovered)],
    [texts.home.legalBasis, leak.legalBasis],
    [texts.home.expires, day(expiresAt.slice(0, 10))],
    [
      texts.home.vaults,
      vaults
        .map(({ owner, jurisdiction }) => `${owner} (${countryInWords(jurisdiction, texts.language)})`)
        .join(texts.language === 'fr' ? ' ; ' : '; '),
    ],
  ];
  return section(
    texts.home.facts,
    h('dl', { class: 'facts' }, ...rows.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
    h('h3', {}, texts.home.contact),
    contactList(leak.contact, texts),
  );
}
