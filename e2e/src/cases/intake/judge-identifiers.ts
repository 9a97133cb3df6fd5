import type { CasePerson, IntakeCase } from './intake-case.ts';

/**
 * Compares the identifiers that an import would index with the truth: every person by every kind of the case, and
 * nobody else. A name that is lost in the file itself cannot be found; counting its row is correct too.
 *
 * @param counted identifiers of the rows whose name is counted as unreadable
 */
export function judgeIdentifiers(
  found: ReadonlySet<string>,
  counted: ReadonlySet<string>,
  { kinds, right: rightInWords }: IntakeCase,
  persons: readonly CasePerson[],
): string[] {
  const kindOf = (identifier: string): string => identifier.slice(0, identifier.indexOf(':'));
  const right = new Set(persons.flatMap((person, index) => allowedOf(person, index, kinds)));
  const missing = persons.flatMap(({ identifiers }) => {
    const isCounted = identifiers.some((identifier) => counted.has(identifier));
    return identifiers.filter((identifier) => {
      const kind = kindOf(identifier);
      return kinds.includes(kind) && !found.has(identifier) && !(kind === 'person' && isCounted);
    });
  });
  const strange = [...found].filter(
    (identifier) => !right.has(identifier) && !right.has(withoutSecondName(identifier, rightInWords, persons)),
  );
  return [
    ...describe('not found', missing.map(kindOf)),
    ...describe('wrong identifiers or identifiers of no person', strange.map(kindOf)),
  ];
}

/**
 * A person whose number is in the file without a readable birth date may be found by the number alone. A case that
 * expects neither numbers nor persons has other birth dates than persons.json: `((day - 1) mod 12) + 1` for persons at
 * odd positions.
 */
function allowedOf({ identifiers, birth }: CasePerson, index: number, kinds: readonly string[]): string[] {
  const numbers = identifiers.filter((identifier) => identifier.startsWith('nir:'));
  const bare = kinds.includes('nir') ? [] : numbers.map((identifier) => identifier.slice(0, -birth.length));
  if (kinds.includes('nir') || kinds.includes('person') || index % 2 === 0) return [...identifiers, ...bare];
  const day = String(((Number(birth.slice(8)) - 1) % 12) + 1).padStart(2, '0');
  const moved = `${birth.slice(0, 8)}${day}`;
  return [...identifiers.map((identifier) => identifier.replace(birth, moved)), ...bare];
}

/** Maps a person's identifier under a second family name in the case's text to the one under the first name. */
function withoutSecondName(identifier: string, rightInWords: string, persons: readonly CasePerson[]): string {
  const [family = '', ...rest] = identifier.replace(/^person:/, '').split('/');
  if (!identifier.startsWith('person:') || !rightInWords.split(/[^\p{L}]+/u).includes(family)) return identifier;
  const ending = `/${rest.join('/')}`;
  return persons.flatMap(({ identifiers }) => identifiers).find((other) => other.endsWith(ending)) ?? identifier;
}

function describe(what: string, kinds: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${kind} ${count}`);
  return parts.length === 0 ? [] : [`${what}: ${parts.join(', ')}`];
}
