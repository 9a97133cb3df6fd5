import { join } from 'node:path';
import { searchFiles } from '../tools/search-files.ts';
import type { Played } from '../theft.ts';
import { markerPerson, searchForPatients } from './people-in-bytes.ts';
import { writePlaintext } from './plaintext-practice.ts';
import { playedRow } from './records-context.ts';
import type { Robbery } from './robbery.ts';
import { searchDatabase } from './stolen-database.ts';
import { TheftPractice } from './theft-practice.ts';

/** Who is written in the clear for the *undefended* column: enough to be found, few enough to be quick. */
const plaintextPatients = 200;

/** T4: the records database, its files and write-ahead log as backups have them, the binaries, the server's own files. */
export async function playDatabase(robbery: Robbery): Promise<Played[]> {
  const { say, robbed, now } = robbery;
  const started = now();
  say('T4  The records database, row by row and as files on the disk: searched for everybody, in every spelling');
  const got = await search(robbed);
  say('T4  The same search where a client sealed nothing');
  await using plain = await plaintextPractice(robbery);
  const open = plain.robbed;
  const read = await search(open);
  return [
    playedRow(robbery, started, {
      ...{ id: 'T4', stolen: 'the records database and its backups, binaries, server files', bound: 0 },
      tried: `${got.values} values and ${got.files} files, ${(got.bytes / 1e6).toFixed(0)} MB, each unpacked and in every spelling`,
      ...{
        then: robbed.truth.patients.length,
        undefended: read.persons.size,
        defended: got.persons.size,
        alarmAt: null,
      },
      remarks: [
        'the planted marker was found first, in both databases',
        ...(got.files === 0 ? ['PostgreSQL’s own files belong to another user here: rows alone were searched'] : []),
        `undefended: ${read.persons.size} of the ${open.truth.patients.length} whom the client wrote in the clear`,
      ],
    }),
  ];
}

export type PlaintextPractice = AsyncDisposable & {
  readonly robbed: TheftPractice;
  readonly scopes: readonly string[];
};

/** A practice of the same people, some of them, whose client seals nothing. */
export async function plaintextPractice({ robbed, say }: Robbery): Promise<PlaintextPractice> {
  const patients = Math.min(plaintextPatients, robbed.truth.patients.length);
  const resourcesPerPatient = robbed.truth.patients[0]?.resources.length ?? 1;
  const open = await TheftPractice.make({
    ...{
      patients,
      canaries: 0,
      resourcesPerPatient,
      quotas: robbed.quotas,
      databaseServer: robbed.databaseServer,
      say,
    },
    ...{ agenda: { days: 0, entries: 0 }, members: [], filled: false },
  });
  const doctor = await open.practice.doctor.signIn();
  await open.plantMarker();
  const scopes = await writePlaintext(doctor, open.truth.patients);
  return { robbed: open, scopes, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}

async function search(practice: TheftPractice) {
  const people = searchForPatients(practice.truth);
  const database = await searchDatabase(practice.recordsDatabase, people);
  const { recordsConfig } = practice.practice.servers;
  const paths = [recordsConfig.directory, join(practice.directory, 'binaries')];
  const files = await searchFiles(paths, people).catch(() => ({ persons: new Set<number>(), bytes: 0, files: 0 }));
  const persons = database.persons.union(files.persons);
  if (!persons.delete(markerPerson)) throw new Error('the planted marker was not found: this search proves nothing');
  return {
    persons,
    values: database.values,
    bytes: database.bytes + files.bytes,
    files: database.files + files.files,
  };
}
