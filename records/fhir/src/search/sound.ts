/**
 * A French phonetic code: names that sound alike have the same code, so that a name heard on the telephone is found.
 * The rules apply to the folded name in order. 1 stands for in, ain, ein, un; 4 for an, en; 8 for on; W for oi; 7 for
 * ch.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // Silent endings. Only consonants are removed, so that MARTINEZ and MARTIN stay different.
  [/(?:EAU|AU|O)(?:LT|LD|[DTSXZP])*$/, 'O'],
  [/(?<=..)[DTSXZP]+$/, ''],
  // Maillard and Mayard, Guillot and Guyot.
  [/(?<=[AEU])ILL(?=[AEIOU])/g, 'I'],
  // Silent letters, and groups of consonants.
  [/SCH|CH(?![RL])|SH/g, '7'],
  [/PH/g, 'F'],
  [/H/g, ''],
  [/B(?=V)/g, ''],
  [/GN/g, 'N'],
  [/CQU|CK|CQ|QU|Q/g, 'K'],
  [/S?C(?=[EIY])/g, 'S'],
  [/C/g, 'K'],
  [/GU(?=[EIY])/g, 'G*'],
  [/G(?=[EIY])/g, 'J'],
  [/\*/g, ''],
  [/^X|Z/g, 'S'],
  [/X/g, 'KS'],
  [/W/g, 'V'],
  // Doubled letters are heard once.
  [/([A-Z])\1+/g, '$1'],
  // Vowels before N and M, unless a vowel or another N follows.
  [/(?:AI|EI|I|Y|U)[NM](?![AEIOUYNM])/g, '1'],
  [/(?<=I)E[NM](?![AEIOUYNM])/g, '1'],
  [/[AE][NM](?![AEIOUYNM])/g, '4'],
  [/O[NM](?![AEIOUYNM])/g, '8'],
  // Groups of vowels.
  [/EAU|AU/g, 'O'],
  [/O[IY]/g, 'W'],
  [/OEU|OE|EU/g, 'E'],
  [/OU/g, 'U'],
  [/[AE][IY]/g, 'E'],
  [/Y/g, 'I'],
  [/I?E(?:[RZT])?$/, 'E'],
  [/([A-Z0-9])\1+/g, '$1'],
  [/(?<=..)E+$/, ''],
];

/** Longest name in letters: the time of the rules grows with the square of the length, and no family name is longer. */
const longestName = 64;

/**
 * Computes the phonetic code of a name. Letters after the 64th are ignored.
 *
 * @param folded only letters, upper case (`foldName`); letters of other alphabets are kept
 * @returns not empty for a name that is not empty: a name of silent letters (`H`) is its own code
 */
export function soundOf(folded: string): string {
  const name = folded.slice(0, longestName);
  const code = rules.reduce((sound, [pattern, replacement]) => sound.replace(pattern, replacement), name);
  return code === '' ? name : code;
}
