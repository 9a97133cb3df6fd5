import { randomBytes } from 'node:crypto';
import { toRecordId, type Bytes } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';
import { memberSystem, openImporterFile, type ImporterFile, type RecordsClient } from '@etanche/records-client';
import { goLive, importPatients, type TrialPractice } from '@etanche/trial';
import type { Truth } from './truth.ts';
import { elementIn } from '../attacker/stolen-rows.ts';
import { importerSealing, writeRaw } from '../attacker/write-raw.ts';

/** Locations of the truth in the practice, which only an omniscient attacker knows. */
export type Places = {
  /** The scope of each person by number, then of each canary. */
  readonly scopes: readonly string[];
  readonly canaries: readonly string[];
  /** Days of the doctor's agenda with entries. */
  readonly days: readonly Day[];
  /** The stored element of each scope created by an importer. */
  readonly elements: ReadonlyMap<string, Bytes>;
  /** The content of the importer's opened file; null if nothing was imported. */
  readonly importer: ImporterFile | null;
};

type Day = { readonly scope: string; readonly practitioner: string; readonly date: string; readonly entries: number };

type FillOptions = {
  readonly practice: TrialPractice;
  readonly truth: Truth;
  /** Number of imported patients, from the first. */
  readonly imported: number;
  readonly directory: string;
  /** Days of the agenda, and entries of each. */
  readonly agenda: { readonly days: number; readonly entries: number };
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
};

const dayMs = 86_400_000;

/** Fills a practice like a real one: the importer's right, the files, the agenda, then `live`. */
export async function fillPractice({
  practice,
  truth,
  imported,
  directory,
  agenda,
  say,
  signal,
}: FillOptions): Promise<Places> {
  const filed = truth.patients.slice(0, imported);
  const everyone = [...filed, ...truth.canaries];
  const { open, file, passphrase, scopes } = await importPatients({
    ...{ practice, directory },
    patients: everyone.map(({ resources }) => resources),
    report: (step, done, total) => {
      signal.throwIfAborted();
      if (step === 'write' && total !== null && done % 500 === 0) say(`${done} of ${total} patients imported`);
    },
  });
  const importer = await open();
  const days = await bookDays(importer, practice, truth, agenda);
  importer.session.lock();
  await goLive(practice);
  const canaries = scopes.slice(filed.length);
  for (const scope of canaries) {
    await practice.doctor.client.session.call('markCanary', { body: { scope, canary: true } });
  }
  const elements = await readElements(practice.servers.recordsDatabase, practice.practice);
  const importerFile = await openImporterFile(file, passphrase);
  return { scopes: scopes.slice(0, filed.length), canaries, days, elements, importer: importerFile };
}

async function readElements(url: string, practice: string): Promise<Map<string, Bytes>> {
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  return await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
    const { rows } = await client.query<{ scope: string; head: string }>(
      'SELECT scope, head FROM scope WHERE practice = $1',
      [practice],
    );
    return new Map(
      rows.flatMap(({ scope, head }) => {
        const element = elementIn(head);
        return element === null ? [] : [[scope, element] as const];
      }),
    );
  });
}

/** Books the doctor's next days, each patient as rarely as possible. */
async function bookDays(
  importer: RecordsClient,
  { clock, doctor }: TrialPractice,
  { patients }: Truth,
  agenda: FillOptions['agenda'],
): Promise<Places['days']> {
  const practitioner = doctor.member;
  const entries = Math.min(agenda.entries, patients.length);
  const days = Array.from({ length: agenda.days }, (_, i) => ({
    entries,
    scope: toRecordId(Uint8Array.from(randomBytes(16))),
    practitioner,
    date: new Date(clock.now() + (i + 1) * dayMs).toISOString().slice(0, 10),
  }));
  const seal = await importerSealing(importer, 'agenda');
  for (const [i, { scope, date }] of days.entries()) {
    const drafts = Array.from({ length: entries }, (_, slot) => ({
      resource: toRecordId(Uint8Array.from(randomBytes(16))),
      compartment: 'identity' as const,
      kind: 'resource' as const,
      text: appointment(patients[(i * agenda.entries + slot) % patients.length], practitioner, date, slot),
    }));
    const day = { practitioner, date };
    await writeRaw(importer, { purpose: 'agenda', scope, drafts, parts: { kind: 'agenda' }, day }, seal);
  }
  return days;
}

function appointment(
  patient: Truth['patients'][number] | undefined,
  member: string,
  date: string,
  slot: number,
): string {
  if (patient === undefined) throw new Error('there is no patient to book');
  const { person, patientId } = patient;
  const time = `${String(8 + Math.floor(slot / 4)).padStart(2, '0')}:${['00', '15', '30', '45'][slot % 4] ?? '00'}`;
  const display = `${person.usedName ?? person.birthName} ${person.givenNames[0] ?? ''}`;
  return JSON.stringify({
    resourceType: 'Appointment',
    status: 'booked',
    start: `${date}T${time}:00+01:00`,
    end: `${date}T${time.slice(0, 3)}${String(Number(time.slice(3)) + 14).padStart(2, '0')}:00+01:00`,
    participant: [
      { actor: { reference: `Patient/${patientId}`, display }, status: 'accepted' },
      { actor: { type: 'Practitioner', identifier: { system: memberSystem, value: member } }, status: 'accepted' },
    ],
  });
}
