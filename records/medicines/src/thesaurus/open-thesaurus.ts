import type { Interaction, ThesaurusFile } from './read-thesaurus.ts';
import { thesaurusKey } from './thesaurus-key.ts';

/** A thesaurus that is prepared for checks: every key is that of `thesaurusKey`. */
export interface Thesaurus {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** The substances that it names, in an interaction or in a class. */
  readonly listed: ReadonlySet<string>;
  /** The classes of a substance. */
  readonly classesOf: ReadonlyMap<string, readonly string[]>;
  /** The interactions of two sides, by `pairKey`. */
  readonly pairs: ReadonlyMap<string, readonly Interaction[]>;
}

/** Prepares a thesaurus for checks: once, because it folds every name. */
export function openThesaurus({ date, classes, interactions }: ThesaurusFile): Thesaurus {
  const listed = new Set<string>();
  const classesOf = new Map<string, string[]>();
  for (const { name, members } of classes) {
    for (const member of new Set(members.map(thesaurusKey))) {
      listed.add(member);
      classesOf.set(member, [...(classesOf.get(member) ?? []), thesaurusKey(name)]);
    }
  }
  const pairs = new Map<string, Interaction[]>();
  for (const interaction of interactions) {
    const [a, b] = [thesaurusKey(interaction.a), thesaurusKey(interaction.b)];
    listed.add(a).add(b);
    const key = pairKey(a, b);
    pairs.set(key, [...(pairs.get(key) ?? []), interaction]);
  }
  return { date, listed, classesOf, pairs };
}

/** The key of two sides, in either order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}
