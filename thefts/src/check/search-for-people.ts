import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '@etanche/demo';
import { ByteSearch, type Wanted } from '../tools/search-bytes.ts';
import { searchFiles } from '../tools/search-files.ts';
import type { CheckContext } from './context.ts';

const markerPerson = -1;

/**
 * Searches stolen files for every number, telephone, address and name of every person, in every spelling. A planted
 * marker must be found first, to prove that the search can find something.
 */
export async function searchForPeople(
  { trial, findable }: Pick<CheckContext, 'trial' | 'findable'>,
  paths: readonly string[],
  what: string,
  extra: readonly Wanted[] = [],
): Promise<{ persons: Set<number>; bytes: number; remark: string }> {
  const people = trial.demonstration.people.filter(({ id }) => findable.has(id));
  const marker = `marker-${randomBytes(12).toString('hex')}`;
  const wanted = [...people.map(valuesOf), ...extra, { person: markerPerson, values: [marker] }];
  const search = new ByteSearch(wanted);
  const planted = await mkdtemp(join(tmpdir(), 'etanche-marker-'));
  try {
    await writeFile(join(planted, 'file'), Buffer.concat([randomBytes(4096), Buffer.from(marker, 'utf16le')]));
    const { persons, bytes, files } = await searchFiles([...paths, planted], search);
    if (!persons.delete(markerPerson)) throw new Error('the planted marker was not found: this search proves nothing');
    return {
      persons,
      bytes,
      remark: `${what}: ${files - 1} files read, the planted marker found, ${persons.size} persons`,
    };
  } finally {
    await rm(planted, { recursive: true });
  }
}

/** Values that identify a person. Given names and dates alone occur in any text by chance. */
function valuesOf(person: Person): Wanted {
  const [year = '', month = '', day = ''] = person.birthDate.split('-');
  const name = `${person.usedName ?? person.birthName} ${person.givenNames[0] ?? ''}`;
  return {
    person: person.id,
    values: [
      person.nir,
      `${person.nir}${person.nirKey}`,
      `${person.nir}/${person.birthDate}`,
      ...person.phones,
      ...person.phones.map((phone) => phone.replace('+33', '0')),
      ...person.emails,
      name,
      `${name} ${day}/${month}/${year}`,
    ].filter((value) => value.length >= 8),
  };
}
