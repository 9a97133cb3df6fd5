import { sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { thesaurusFault, type ThesaurusFile } from './read-thesaurus.ts';

/** A share of a thesaurus, small enough for one document of a practice's settings. */
export interface ThesaurusPart extends ThesaurusFile {
  /** Hash of the whole thesaurus, base64url: the same in all parts of one. */
  readonly set: string;
  /** Place of this part, from 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
}

/** Maximum number of parts, and of characters of a part as JSON, with room for the document's other members. */
const mostParts = 40;
const partLength = 65_000;

/**
 * Divides a thesaurus into parts. Classes are before interactions, and both keep their order.
 *
 * @throws MedicinesError `thesaurus_invalid` with the place of what does not fit
 */
export function packThesaurus(file: ThesaurusFile): ThesaurusPart[] {
  const { name, date, source } = file;
  const head = { name, date, source, set: hashOf(file), part: mostParts, parts: mostParts };
  const room = partLength - JSON.stringify({ ...head, classes: [], interactions: [] }).length;
  const shares: {
    classes: ThesaurusFile['classes'][number][];
    interactions: ThesaurusFile['interactions'][number][];
  }[] = [];
  let left = 0;
  const shareFor = (item: object, path: string) => {
    const length = JSON.stringify(item).length + 1;
    if (length > room) thesaurusFault(path);
    const last = shares.at(-1);
    if (last !== undefined && length <= left) {
      left -= length;
      return last;
    }
    if (shares.length === mostParts) thesaurusFault(path);
    left = room - length;
    const next = { classes: [], interactions: [] };
    shares.push(next);
    return next;
  };
  for (const each of file.classes) shareFor(each, `classes.${each.name}`).classes.push(each);
  for (const [i, each] of file.interactions.entries()) shareFor(each, `interactions[${i}]`).interactions.push(each);
  return shares.map((share, i) => ({ ...head, part: i + 1, parts: shares.length, ...share }));
}

/** Joins the parts of a thesaurus, in any order. Null: one is missing, is there twice, or is of another thesaurus. */
export function unpackThesaurus(parts: readonly ThesaurusPart[]): ThesaurusFile | null {
  const [first] = parts;
  if (first?.parts !== parts.length) return null;
  const ordered = parts.toSorted((one, other) => one.part - other.part);
  if (ordered.some(({ part }, i) => part !== i + 1)) return null;
  const { name, date, source, set } = first;
  const file = {
    ...{ name, date, source },
    classes: ordered.flatMap(({ classes }) => classes),
    interactions: ordered.flatMap(({ interactions }) => interactions),
  };
  return ordered.every((part) => part.set === set && part.parts === parts.length) && hashOf(file) === set ? file : null;
}

function hashOf({ name, date, source, classes, interactions }: ThesaurusFile): string {
  const content = [
    ...['etanche-interactions 1', name, date, source],
    classes.map((each) => [each.name, each.members]),
    interactions.map(({ a, b, level, risk, conduct }) => [a, b, level, risk, conduct]),
  ];
  return toBase64url(sha256(utf8(JSON.stringify(content))));
}
