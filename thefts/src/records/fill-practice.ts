import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { joinFields, labels, sha256, toRecordId, utf8 } from '@etanche/core-protocol';
import {
  grant,
  memberSystem,
  openImporter,
  openNextEpoch,
  prepareImporter,
  proposeLive,
  type Unlocked,
} from '@etanche/records-client';
import { runImport } from '@etanche/records-import';
import type { TrialPractice } from '@etanche/trial';
import type { Truth } from './truth.ts';
import { evaluateScopes, sealing, writeRaw } from './write-raw.ts';

/** Where the truth lies in the practice: what only an omniscient thief knows. */
export type Places = {
  /** Scope of each person, by number; then of each canary. */
  readonly scopes: readonly string[];
  readonly canaries: readonly string[];
  /** Days of the doctor's agenda that have entries. */
  readonly days: readonly { readonly scope: string; readonly practitioner: string; readonly date: string }[];
};

export type FillOptions = {
  readonly practice: TrialPractice;
  readonly truth: Truth;
  readonly directory: string;
  /** Days of agenda, and entries of each. */
  readonly agenda: { readonly days: number; readonly entries: number };
  readonly say: (what: string) => void;
};

const dayMs = 86_400_000;
const patientsInBundle = 100;

/** Fills a practice as it is filled in life: the importer's right, the files, the agenda, then `live`. */
export async function fillPractice({ practice, truth, directory, agenda, say }: FillOptions): Promise<Places> {
  const { clock, doctor } = practice;
  const everybody = [...truth.patients, ...truth.canaries];
  const right = await prepareImporter(doctor.unlocked, {
    name: 'Reprise des dossiers',
    units: { scope: everybody.length * 2, search: everybody.length * 24, agenda: Math.max(1, agenda.days * 2) },
    until: Math.floor(clock.now() / 1000) + 6 * 3600,
  });
  await practice.approve(right.order.order);
  await grant(doctor.unlocked, right.importer);
  const open = (): Promise<Unlocked> => openImporter(doctor.options, right.file);

  const files = join(directory, 'import');
  await writeBundles(files, everybody);
  const report = await runImport({
    paths: [files],
    open,
    journal: join(directory, 'journal'),
    validate: null,
    parallel: 8,
    memoryBytes: 256 << 20,
    freshnessSeconds: 300,
    now: clock.now,
    report: (step, done, total) => {
      if (step === 'write' && total !== null && done % 500 === 0) say(`${done} of ${total} patients imported`);
    },
  });
  if (report.patients.written !== everybody.length) {
    throw new Error(`${report.patients.written} of ${everybody.length} patients imported`);
  }
  await rm(files, { recursive: true });
  await rm(join(directory, 'journal'), { recursive: true });

  const importer = await open();
  const secret = importer.secrets().indexSecret;
  const scopes = everybody.map(({ resources }) => importedScope(secret, resources[0] ?? ''));
  const days = await bookDays(importer, practice, truth, agenda);
  importer.lock();

  const live = await proposeLive(doctor.unlocked);
  await practice.approve(live.order, practice.approvers.slice(0, 1));
  await openNextEpoch(doctor.unlocked);
  const canaries = scopes.slice(truth.patients.length);
  for (const scope of canaries) await doctor.unlocked.call('markCanary', { body: { scope, canary: true } });
  return { scopes: scopes.slice(0, truth.patients.length), canaries, days };
}

async function writeBundles(directory: string, patients: Truth['patients']): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (let at = 0; at < patients.length; at += patientsInBundle) {
    const resources = patients.slice(at, at + patientsInBundle).flatMap((patient) => patient.resources);
    const text = resources.map((resource) => `${resource}\n`).join('');
    await writeFile(join(directory, `${String(at).padStart(6, '0')}.ndjson`), text, { mode: 0o600 });
  }
}

/** The id that an import gives a patient: who holds the index secret and the Patient computes it again. */
function importedScope(indexSecret: Uint8Array, patient: string): string {
  const hmac = createHmac('sha256', indexSecret).update(joinFields(labels.importScope, sha256(utf8(patient))));
  return toRecordId(Uint8Array.from(hmac.digest().subarray(0, 16)));
}

/** Books the doctor's coming days, every patient as rarely as can be. */
async function bookDays(
  importer: Unlocked,
  { clock, doctor }: TrialPractice,
  { patients }: Truth,
  agenda: FillOptions['agenda'],
): Promise<Places['days']> {
  const practitioner = doctor.member;
  const days = Array.from({ length: agenda.days }, (_, i) => ({
    scope: toRecordId(Uint8Array.from(randomBytes(16))),
    practitioner,
    date: new Date(clock.now() + (i + 1) * dayMs).toISOString().slice(0, 10),
  }));
  const evaluated = await evaluateScopes(
    importer,
    'agenda',
    days.map(({ scope }) => scope),
  );
  const seal = sealing(evaluated);
  for (const [i, { scope, date }] of days.entries()) {
    const drafts = Array.from({ length: Math.min(agenda.entries, patients.length) }, (_, slot) => ({
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
  if (patient === undefined) throw new Error('nobody to book');
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
