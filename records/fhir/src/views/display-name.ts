import type { Card } from '../search/card.ts';

/** USED NAME First name, as the identity rules require on a screen. */
export function displayName(card: Card): string {
  return `${familyName(card)} ${givenName(card)}`.trim();
}

export function familyName({ usedName, familyNames }: Card): string {
  return (usedName ?? familyNames[0] ?? '').toLocaleUpperCase('fr');
}

/** Null if it is also the used name. */
export function birthName(card: Card): string | null {
  const birth = card.familyNames[0]?.toLocaleUpperCase('fr');
  return birth === undefined || birth === familyName(card) ? null : birth;
}

function givenName({ givenNames }: Card): string {
  const [first = ''] = givenNames;
  return first
    .toLocaleLowerCase('fr')
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase('fr'));
}
