import { resourceRows, type JsonObject } from '@etanche/records-fhir';
import type { ContestedRow } from '../../port/unsent-calls.ts';
import { contestedElements, isSame } from './merge-resource.ts';
import { readText, type Put } from './settle-put.ts';

/** Members whose values are codes for programs, and say nothing to a person who compares two versions. */
const technical = /(^|\.)(system|url|use|code|reference|id|rank)$/;

/** The elements that both sides changed in different ways, else all that differ, with their values in words. */
export function contestedRows({ text, before }: Put, theirs: string): readonly ContestedRow[] {
  const read = (one: string | null | undefined): JsonObject => readText(one ?? '') ?? {};
  const [old, other, mine] = [read(before), read(theirs), read(text)];
  const contested = contestedElements(old, other, mine);
  const all = Array.from(new Set([...Object.keys(other), ...Object.keys(mine)]));
  const names = contested.length > 0 ? contested : all.filter((name) => !isSame(other[name], mine[name]));
  return names.map((element) => ({ element, mine: wordsOf(mine, element), theirs: wordsOf(other, element) }));
}

function wordsOf(resource: JsonObject, element: string): string | null {
  const value = resource[element];
  if (value === undefined) return null;
  const rows = resourceRows({ [element]: value });
  const shown = rows.filter(({ path }) => rows.length === 1 || !technical.test(path));
  return (shown.length === 0 ? rows : shown).map((row) => row.value).join(', ');
}
