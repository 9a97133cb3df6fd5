/**
 * A French phonetic code: names that sound alike have one code, so that a name heard on the telephone is found. Rules
 * apply in order to the folded name. 1 stands for in, ain, ein, un; 4 for an, en; 8 for on; W for oi; 7 for ch.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // Ends that are not heard. MARTINEZ keeps its N apart from MARTIN: only consonants fall here.
  [/(?:EAU|AU|O)(?:LT|LD|[DTSXZP])*$/, 'O'],
  [/(?<=..)[DTSXZP]+$/, ''],
  // Maillard and Mayard, Guillot and Guyot.
  [/(?<=[AEU])ILL(?=[AEIOU])/g, 'I'],
  // Letters that are not heard, and groups of consonants.
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

/** The rules look ahead and behind, so that their time grows with the square of the name. No family name is longer. */
const longestName = 64;

/**
 * The letters after the 64th are not heard.
 *
 * @param folded letters alone, upper case (`foldName`); other alphabets keep their letters
 * @returns never empty for a name that is not: one of which nothing is heard (`H`) is its own sound
 */
export function soundOf(folded: string): string {
  const name = folded.slice(0, longestName);
  const heard = rules.reduce((sound, [pattern, replacement]) => sound.replace(pattern, replacement), name);
  return heard === '' ? name : heard;
}
