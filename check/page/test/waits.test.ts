import { expect, test } from 'vitest';
import { hourOf } from '../page/screens/could-not-check.ts';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();

test.each([
  [at(22, 10), at(22, 13, 20), 'Réessayer vers 14 h', 'Try again at about 14:00'],
  [at(22, 10), at(23, 7, 30), 'Réessayer demain vers 8 h', 'Try again tomorrow at about 8:00'],
  [at(22, 10), at(23, 8), 'Réessayer demain vers 8 h', 'Try again tomorrow at about 8:00'],
  [at(22, 22), at(22, 23, 30), 'Réessayer demain vers 0 h', 'Try again tomorrow at about 0:00'],
  [at(22, 10), at(24, 7, 30), 'Réessayer après-demain vers 8 h', 'Try again in two days at about 8:00'],
])('a wait of hours shows the day and the hour, rounded up', (now, end, french, english) => {
  expect(fr.could.retryAt(...hourOf(end, now)).replaceAll('\u00a0', ' ')).toBe(french);
  expect(en.could.retryAt(...hourOf(end, now)).replaceAll('\u00a0', ' ')).toBe(english);
});
