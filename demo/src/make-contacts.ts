import { abroad, corsican, metropolitan, overseas, streetKinds, streets, type Town } from './names/places.ts';
import type { Prng } from './prng.ts';

const overseasCodes: Readonly<Record<string, readonly [country: string, mobile: string, landline: string]>> = {
  '971': ['590', '690', '590'],
  '972': ['596', '696', '596'],
  '973': ['594', '694', '594'],
  '974': ['262', '692', '262'],
  '976': ['262', '639', '269'],
};
const mailHosts = [
  'orange.fr',
  'wanadoo.fr',
  'gmail.com',
  'free.fr',
  'hotmail.fr',
  'laposte.net',
  'sfr.fr',
  'yahoo.fr',
];

/**
 * The town of birth: overseas, Corsica and abroad are more frequent than in reality, so that small files contain them.
 */
export function birthPlace(prng: Prng): Town {
  const draw = prng.next();
  if (draw < 0.06) return prng.pick(overseas.filter(({ insee }) => insee.startsWith('97')));
  if (draw < 0.1) return prng.pick(corsican);
  if (draw < 0.2) return prng.pick(abroad);
  return prng.pick(metropolitan);
}

export function homeTown(prng: Prng): Town {
  const draw = prng.next();
  if (draw < 0.05) return prng.pick(overseas.filter(({ insee }) => /^97[1-46]/.test(insee)));
  return draw < 0.08 ? prng.pick(corsican) : prng.pick(metropolitan);
}

export function streetAddress(prng: Prng): string[] {
  const number = `${prng.integer(1, 180)}${prng.chance(0.06) ? ' bis' : ''}`;
  const line = `${number} ${prng.pick(streetKinds)} ${prng.pick(streets)}`;
  return prng.chance(0.12) ? [line, `Bât. ${prng.pick(['A', 'B', 'C'])}, appt ${prng.integer(1, 90)}`] : [line];
}

/** E.164, in the number ranges of the town. */
export function phoneNumber(prng: Prng, town: Town, mobile: boolean): string {
  const digits = (count: number): string => Array.from({ length: count }, () => prng.integer(0, 9)).join('');
  const island = overseasCodes[town.insee.slice(0, 3)];
  if (island !== undefined) return `+${island[0]}${mobile ? island[1] : island[2]}${digits(6)}`;
  if (mobile) return `+33${prng.pick(['61', '62', '64', '66', '67', '68', '75', '76', '77'])}${digits(7)}`;
  return `+33${prng.pick(['14', '23', '24', '29', '32', '38', '44', '49', '54', '55'])}${digits(7)}`;
}

export function emailAddress(prng: Prng, givenName: string, familyName: string, birthYear: string): string {
  const [given, family] = [plain(givenName), plain(familyName)];
  const local = prng.pick([
    `${given}.${family}`,
    `${given}${family}`,
    `${family}.${given}`,
    `${given[0] ?? 'x'}${family}`,
  ]);
  return `${local}${prng.chance(0.5) ? birthYear.slice(2) : prng.integer(1, 9999)}@${prng.pick(mailHosts)}`;
}

/** Keeps lower-case ASCII letters only. */
function plain(name: string): string {
  return withoutAccents(name)
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}

const letters: Readonly<Record<string, string>> = { ı: 'i', ł: 'l', Ł: 'L', ø: 'o', œ: 'oe', Œ: 'OE', æ: 'ae', đ: 'd' };

export function withoutAccents(name: string): string {
  const ascii = name.replace(/[ıłŁøœŒæđ]/g, (letter) => letters[letter] ?? letter);
  return ascii.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’ʻ]/g, "'");
}
