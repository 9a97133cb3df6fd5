import type { Sex } from './names/given-names.ts';
import type { Town } from './names/places.ts';
import type { Prng } from './prng.ts';

/** Makes a NIR that is unique in the generated data: 13 characters and the key. */
type NirMaker = (of: { sex: Sex; birthDate: string; birthPlace: Town }) => { nir: string; key: string };

export function makeNirMaker(prng: Prng): NirMaker {
  const taken = new Set<string>();
  return ({ sex, birthDate, birthPlace }) => {
    const foreign = birthPlace.insee.startsWith('99');
    // 7 and 8 are provisional numbers, 3 and 4 those of foreigners during registration.
    const shift = foreign && prng.chance(0.06) ? prng.pick([2, 6]) : 0;
    const digit = (sex === 'male' ? 1 : 2) + shift;
    const month = birthDate.slice(5, 7);
    const monthCode = month === '00' ? prng.pick(['20', '30', '42', '50', '99']) : month;
    for (;;) {
      const order = String(prng.integer(1, 999)).padStart(3, '0');
      const nir = `${digit}${birthDate.slice(2, 4)}${monthCode}${birthPlace.insee}${order}`;
      if (taken.has(nir)) continue;
      taken.add(nir);
      return { nir, key: keyOf(nir) };
    }
  };
}

/** 97 minus the number modulo 97, 2A counting as 19 and 2B as 18. Two digits. */
function keyOf(nir: string): string {
  const number = Number(nir.replace('2A', '19').replace('2B', '18'));
  return String(97 - (number % 97)).padStart(2, '0');
}
