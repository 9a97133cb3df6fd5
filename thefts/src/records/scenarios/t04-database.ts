import { join } from 'node:path';
import { createRecordsData } from '@etanche/records-client';
import { searchFiles } from '../../tools/search-files.ts';
import type { ScenarioResult } from '../../theft.ts';
import { bareLocators } from '../attacker/bare-columns.ts';
import { letterOf, uploadPlain } from '../attacker/letters.ts';
import { markerPerson, searchForPatients } from '../attacker/people-in-bytes.ts';
import type { PlaintextPractice } from '../practice/plaintext-practice.ts';
import { scenarioResult } from '../practice/records-context.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { searchDatabase } from '../attacker/stolen-database.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import type { TheftPractice } from '../practice/theft-practice.ts';

/** Letters as attachments, each of a different patient. */
const letters = 2;

/** T4: the records database, its files and write-ahead log as in backups, the binaries, and the server's own files. */
export async function runDatabase(context: AttackContext, plain: PlaintextPractice): Promise<ScenarioResult> {
  const { say, attacked, now } = context;
  const started = now();
  say('T4  The records database, row by row and as files on disk: searched for every person, in every spelling');
  await attacked.freshMonth();
  await attachLetters(attacked);
  const got = await search(attacked);
  say('T4  The same search with a client that seals nothing');
  const open = plain.attacked;
  for (const [i, scope] of plain.scopes.slice(0, letters).entries()) {
    await uploadPlain(await open.practice.doctor.signIn(), scope, letterOf(open.truth, i));
  }
  const read = await search(open);
  return scenarioResult(context, started, {
    ...{ id: 'T4', stolen: 'the records database and its backups, binaries, server files', bound: 0, alarmBy: null },
    tried: `${got.values} values, ${got.files} files and every term’s bare locators, ${(got.bytes / 1e6).toFixed(0)} MB, each unpacked and in every spelling`,
    ...{
      then: attacked.truth.patients.length,
      undefended: read.persons.size,
      defended: got.persons.size,
      alarmAt: null,
    },
    remarks: [
      'the planted marker was found first, in both databases',
      ...(!got.onDisk ? ['PostgreSQL’s own files belong to another user here: only rows were searched'] : []),
      `defence off: ${read.persons.size} of the ${open.truth.patients.length} patients written in plaintext, ` +
        `${read.found.locators} by bare locators, ${read.found.binaries} in binaries`,
    ],
  });
}

/** A doctor attaches letters, which are stored as files outside the database. */
async function attachLetters({ practice, places, truth }: TheftPractice): Promise<void> {
  const options = { validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 };
  const { patients } = createRecordsData(await practice.doctor.signIn(), options);
  for (const [i, scope] of places.scopes.slice(0, letters).entries()) {
    const file = await patients.open(scope);
    await file.attach({
      content: letterOf(truth, i),
      contentType: 'text/plain',
      resource: (attachment) => ({
        ...{ resourceType: 'DocumentReference', status: 'current', content: [{ attachment }] },
        subject: { reference: `Patient/${truth.patients[i]?.patientId ?? ''}` },
      }),
    });
  }
}

async function search(practice: TheftPractice) {
  const { truth, recordsDatabase } = practice;
  const people = searchForPatients(truth);
  const database = await searchDatabase(practice, recordsDatabase, people);
  const { recordsConfig } = practice.practice.servers;
  const binaries = await searchFiles([join(practice.directory, 'binaries')], people);
  const files = await searchFiles([recordsConfig.directory, await practice.logFile()], people);
  if (binaries.files !== letters) throw new Error(`${binaries.files} binaries instead of ${letters}`);
  const places = [database.rows, ...(database.files > 0 ? [database.onDisk] : [])];
  if (!places.every((persons) => persons.delete(markerPerson))) {
    throw new Error('the planted marker was not found: this search proves nothing');
  }
  const rows = await stealRows(recordsDatabase);
  const locators = [...rows.values()].map((each) => bareLocators(each, truth));
  const persons = [...places, binaries.persons, files.persons, ...locators].reduce((all, some) => all.union(some));
  return {
    persons,
    found: { binaries: binaries.persons.size, locators: locators.reduce((sum, { size }) => sum + size, 0) },
    values: database.values,
    bytes: database.bytes + binaries.bytes + files.bytes,
    files: database.files + binaries.files + files.files,
    onDisk: database.files > 0,
  };
}
