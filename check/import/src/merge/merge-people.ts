import type { Bytes } from '@etanche/core-wire';
import type { Detail, Entry } from '@etanche/core-sealed-index';
import type { ImportRequest } from '../import-request.ts';
import { LettersFile } from '../operator/letters-file.ts';
import { PartitionWriter, readPartition } from '../read/partitions.ts';
import { letterColumns } from '../read/row-plan.ts';
import { keyedId, letterCode, type RunKeys } from '../run-keys.ts';
import { encodeTerm, parsePeople, type Identifier } from '../read/spill-record.ts';
import type { WorkDirectory } from '../work-directory.ts';

type Person = { name: Bytes; entry: Entry; letter: readonly string[]; readonly identifiers: Map<string, Identifier> };

/**
 * Second half of pass 1: merges the rows of each person, and assigns the merged entry to every identifier of the
 * person. Writes one line of the letters' file per person, and the terms, partitioned by term.
 *
 * @returns the number of people
 */
export async function mergePeople(
  request: ImportRequest,
  work: WorkDirectory,
  keys: RunKeys,
  partitions: number,
): Promise<number> {
  const terms = await PartitionWriter.create(work.terms, partitions, keys.spill, request.random);
  const columns = letterColumns(
    request.leak,
    request.sources.map(({ mapping }) => mapping),
  );
  const letters = request.leak.kinds.includes('code')
    ? new LettersFile(work.letters, request.keys.recipient, columns)
    : null;
  let count = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const people = groupPeople(readPartition(work.people, partition, keys.spill));
    for (const { name: person, entry, letter, identifiers } of people) {
      const all = [...identifiers.values()];
      if (letters !== null) {
        const code = letterCode(keys.codes, person);
        all.push({ kind: 'code', identifier: code });
        await letters.add(code, letter);
      }
      for (const { kind, identifier } of all) {
        const name = keyedId(keys.terms, kind, identifier);
        terms.write(name, encodeTerm({ name, kind, identifier, entry }));
      }
    }
    count += people.length;
    request.report({ step: 'merge', done: partition + 1, total: partitions, unit: 'partitions' });
  }
  await terms.finish();
  await letters?.finish();
  return count;
}

function groupPeople(bytes: Buffer): Person[] {
  const people = new Map<string, Person>();
  for (const { name, entry, letter, identifiers } of parsePeople(bytes)) {
    const key = Buffer.from(name).toString('latin1');
    const person = people.get(key) ?? { name, entry, letter, identifiers: new Map<string, Identifier>() };
    person.entry = sameEntry(person.entry, entry);
    if (person.letter.every((cell) => cell === '')) person.letter = letter;
    for (const identifier of identifiers) {
      person.identifiers.set(`${identifier.kind} ${identifier.identifier}`, identifier);
    }
    people.set(key, person);
  }
  return [...people.values()];
}

/** Merges two entries: the union of the categories, and of each detail the last row's value. */
function sameEntry(before: Entry, after: Entry): Entry {
  const details = new Map<number, Detail>([...before.details, ...after.details].map((detail) => [detail.id, detail]));
  return {
    categories: before.categories | after.categories,
    details: [...details.values()].sort((a, b) => a.id - b.id),
  };
}
