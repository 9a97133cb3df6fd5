import type { FavouriteTexts } from './favourite-fr.ts';

export const favouriteEn: FavouriteTexts = {
  title: 'Favourites and protocols',
  lead: 'One line or several, added to a prescription with one press. Prescriptions show yours to you alone; all members can read these settings.',
  mine: 'Mine',
  shared: 'Of the practice',
  whose: 'For whom',
  share: 'For the whole practice',
  reason: 'Reason',
  reasonHint: 'Simple cystitis',
  noLine: 'Add a medicine by the search below.',
  gone: 'This medicine is no longer in the list.',
  keep: (label) => `Make ${label} a favourite`,
  keepLine: 'Make a favourite',
  keepLines: (count) => `Make a protocol of these ${count} lines`,
  change: (label) => `Change ${label}`,
  missing: (labels) => `Not added, correct it in the settings: ${labels}.`,
};
