import { describe, expect, test } from 'vitest';
import type { FavouriteDocument } from '@etanche/records-client';
import { favouritesOf, matchFavourites } from '../page/prescription/favourites.ts';
import type { SettingsView } from '../port/settings-calls.ts';

const me = 'member-1';

function entry(id: string, content: Partial<FavouriteDocument>): SettingsView['entries'][number] {
  const line = {
    key: 'k',
    brand: null,
    label: 'fosfomycine 3 g, granulés',
    typed: '1 j',
    renewals: 0,
    isContinuous: false,
  };
  const whole = { document: 'favourite', owner: '', name: id, reason: '', lines: [line], ...content } as const;
  return { id, version: 1, author: me, time: 0, authorName: 'Dr A', content: { ...whole, lines: [...whole.lines] } };
}

const view: SettingsView = {
  thesaurus: null,
  rejected: 0,
  writable: ['favourite'],
  entries: [
    entry('Œsophagite', { reason: 'RGO' }),
    entry('Angine', { owner: 'member-2' }),
    entry('Cystite', { owner: me, reason: 'Cystite simple de l’adulte' }),
    entry('Asthme', { owner: me }),
  ],
};

describe('favourites', () => {
  test('are the doctor’s own, then those of the practice, and not those of a colleague', () => {
    expect(favouritesOf(view, me).map(({ id }) => id)).toEqual(['Asthme', 'Cystite', 'Œsophagite']);
    expect(favouritesOf(view, 'member-3').map(({ id }) => id)).toEqual(['Œsophagite']);
    expect(favouritesOf(undefined, me)).toEqual([]);
  });

  test.each([
    ['cyst', ['Cystite']],
    ['simple adulte', ['Cystite']],
    ['oesoph', ['Œsophagite']],
    ['OESOPH rgo', ['Œsophagite']],
    ['fosfo', []],
    ['ystite', []],
    ['cystite rgo', []],
    ['  ', []],
  ])('typed as %j are %j: every word begins a word of name or reason', (typed, ids) => {
    expect(matchFavourites(favouritesOf(view, me), typed).map(({ id }) => id)).toEqual(ids);
  });
});
