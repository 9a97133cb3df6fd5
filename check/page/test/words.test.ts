import { categories } from '@etanche/intake';
import { describe, expect, test } from 'vitest';
import { adviceFor } from '../page/advice.ts';
import { preferredLanguage, typeset } from '@etanche/ui';
import { toRtf } from '../page/papers/rtf.ts';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';

/** Every text of a language, functions called with plausible values. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String((value as (...given: unknown[]) => unknown)(2, 3))];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(sentences);
  return [];
}

describe('the French', () => {
  test('the French texts use typographic apostrophes and no straight quotes', () => {
    expect(sentences(fr).length).toBeGreaterThan(150);
    expect(sentences(fr).filter((text) => /['"]/.test(text))).toEqual([]);
  });

  test('the French texts never put high punctuation at the start of a line', () => {
    expect(
      sentences(fr).filter((text) => /\s[;:!?»]|«\s/.test(typeset(text, 'fr').replace(/[\u00a0\u202f]/g, ''))),
    ).toEqual([]);
    expect(typeset('Vérifier : « oui » ?', 'fr')).toBe('Vérifier\u00a0: «\u00a0oui\u00a0»\u202f?');
    expect(typeset('Call 116 006: now?', 'en')).toBe('Call 116 006: now?');
  });

  test('the French texts use vous and short sentences', () => {
    const words = (sentence: string) => sentence.split(/\s+/).length;
    const long = sentences(fr).flatMap((text) => text.split(/[.!?:] /).filter((sentence) => words(sentence) > 32));
    expect(long).toEqual([]);
    expect(sentences(fr).filter((text) => /(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu.test(text))).toEqual([]);
  });
});

test('the English texts contain no French', () => {
  expect(sentences(en).filter((text) => /\b(votre|vous|fuite|données)\b/i.test(text))).toEqual([]);
});

describe('language', () => {
  test.each([
    [['fr-FR', 'en'], 'fr'],
    [['en-GB', 'fr'], 'en'],
    [['de-DE', 'en'], 'en'],
    [['de-DE'], 'fr'],
    [['frr', 'eng'], 'fr'],
    [[], 'fr'],
  ])('%j is served in %s', (languages, chosen) => {
    expect(preferredLanguage(languages)).toBe(chosen);
  });
});

describe('advice', () => {
  const topics = (...keys: string[]) => adviceFor(keys).map(({ topic }) => topic);
  test('the advice starts with urgent steps and always ends with proof and complaint', () => {
    expect(topics('nir', 'bank-details', 'password')).toEqual([
      'password',
      'bank',
      'phishing',
      'insurance',
      'identity',
      'evidence',
      'complaint',
    ]);
    expect(topics()).toEqual(['phishing', 'evidence', 'complaint']);
    expect(topics('a-category-of-the-operator')).toEqual(['phishing', 'evidence', 'complaint']);
  });

  test('the advice refers only to categories of the import', () => {
    const known = categories.map(({ key }) => key);
    const alone = known.filter((key) => topics(key).length > 3);
    expect(alone.length).toBeGreaterThan(20);
    expect(topics(...known)).toHaveLength(10);
  });
});

test('a saved letter is plain ASCII with every accent and brace escaped', () => {
  const blocks = [
    { type: 'paragraph', text: 'Élodie {x} \\ € 𝔸 ?' },
    { type: 'list', items: ['un', 'deux'] },
  ] as const;
  const rtf = toRtf({ title: 'Été', file: 'x', language: 'fr', blocks });
  expect(rtf).toMatch(/^[\n -~]*$/);
  expect(rtf).toContain('\\u201?lodie \\{x\\} \\\\ \\u8364? \\u-10187?\\u-8904?\\u8239??');
  expect(rtf.split('{').length - rtf.split('\\{').length).toBe(rtf.split('}').length - rtf.split('\\}').length);
});
