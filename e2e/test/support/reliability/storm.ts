import { setTimeout as sleep } from 'node:timers/promises';
import { isEtancheError, toBase64url } from '@etanche/core-wire';
import type { Prng } from '@etanche/demo';
import { DataError, type Change, type NewPatient, type PatientFile } from '@etanche/records-client';
import type { KnownPatient, Ledger } from './ledger.ts';
import { familyName, note, patientOf, phoneNumber, withPhone } from './storm-patients.ts';
import type { Colleague } from './stage.ts';

type Storm = {
  readonly ledger: Ledger;
  readonly prng: Prng;
  /** Whether no more work is started. */
  readonly isOver: () => boolean;
  /** Whether work in progress is abandoned, long after the end. */
  readonly isAbandoned: () => boolean;
};

/** One person's work until the storm is over; each write is retried until it is acknowledged. */
export async function work(storm: Storm, who: Colleague): Promise<void> {
  const { prng, isOver } = storm;
  const isDoctor = who.client.practice.roles().includes('doctor');
  const things = isDoctor
    ? [create, addNote, addNote, open, search, changePhone, audit]
    : [create, search, search, open];
  await attempt(storm, 'create', () => create(storm, who));
  while (!isOver()) {
    const thing = prng.pick(things);
    await attempt(storm, thing.name, () => thing(storm, who));
  }
}

/** Records a failure and ends the action. */
async function attempt({ ledger }: Storm, doing: string, thing: () => Promise<void>): Promise<void> {
  try {
    await thing();
  } catch (error) {
    ledger.failed(doing, error);
    await sleep(100);
  }
}

/** Retries one write like an application would; null if abandoned. */
async function insist<T>(storm: Storm, doing: string, write: (failed: unknown) => Promise<T>): Promise<T | null> {
  let failed: unknown = null;
  while (!storm.isAbandoned()) {
    try {
      return await write(failed);
    } catch (error) {
      const mayRepeat = storm.ledger.failed(doing, error);
      if (!mayRepeat || (isEtancheError(error) && error.code === 'quota_reached')) return null;
      failed = error;
      await sleep(storm.prng.integer(50, 400));
    }
  }
  return null;
}

async function create(storm: Storm, who: Colleague): Promise<void> {
  const { ledger, prng } = storm;
  const [family, phone] = [familyName(prng), phoneNumber(prng)];
  const birthDate = `${prng.integer(1930, 2020)}-${String(prng.integer(1, 12)).padStart(2, '0')}-14`;
  const isDoctor = who.client.practice.roles().includes('doctor');
  // Some are larger than one request may contain.
  const size = !isDoctor ? 0 : prng.chance(0.05) ? 520 : prng.integer(1, 5);
  const notes = Array.from({ length: size }, () => note(prng));
  let begun: NewPatient | null = null;
  const file = await insist(storm, 'create', (failed) => {
    if (failed instanceof DataError) begun = failed.creation ?? begun;
    const { patients } = who.data;
    return begun === null
      ? patients.create(
          patientOf(family, birthDate, phone),
          notes.map(({ resource }) => resource),
        )
      : patients.createAgain(begun);
  });
  if (file === null) {
    ledger.abandoned.push(phone);
    return;
  }
  const texts = notes.map(({ text }) => text);
  const known = { scope: file.scope, family, birthDate, phone, notes: texts, owner: who.member, formerPhones: [] };
  ledger.patients.push(known);
  ledger.acknowledged += 1;
}

async function addNote(storm: Storm, who: Colleague): Promise<void> {
  const known = storm.prng.pick(storm.ledger.patients);
  const file = await who.data.patients.open(known.scope);
  const { text, resource } = note(storm.prng);
  if (await write(storm, 'note', file, [{ kind: 'create', resource }])) known.notes.push(text);
}

async function changePhone(storm: Storm, who: Colleague): Promise<void> {
  const own = storm.ledger.patients.filter(({ owner, phone }) => owner === who.member && phone !== null);
  if (own.length === 0) return;
  const known = storm.prng.pick(own);
  const [before, phone] = [known.phone, phoneNumber(storm.prng)];
  // From here on no other worker changes it or expects to find it by a number.
  known.phone = null;
  const file = await who.data.patients.open(known.scope).catch((error: unknown) => {
    known.phone = before;
    throw error;
  });
  const { id, resource } = file.patient().resource;
  const changes: Change[] = [{ kind: 'update', id, resource: withPhone(resource, phone) }];
  if (!(await write(storm, 'phone', file, changes))) return;
  known.phone = phone;
  if (before !== null) known.formerPhones.push(before);
}

async function write(storm: Storm, doing: string, file: PatientFile, changes: readonly Change[]): Promise<boolean> {
  let asked = changes;
  const ids = await insist(storm, doing, (failed) => {
    if (failed instanceof DataError && failed.changes.length > 0) asked = failed.changes;
    return file.write(asked);
  });
  if (ids !== null) storm.ledger.acknowledged += 1;
  return ids !== null;
}

async function open({ ledger, prng }: Storm, who: Colleague): Promise<void> {
  const known = prng.pick(ledger.patients);
  const acknowledged = [...known.notes];
  const file = await who.data.patients.open(known.scope);
  if (who.client.practice.roles().includes('doctor')) requireAll(ledger, known, acknowledged, file);
}

function requireAll(ledger: Ledger, { scope }: KnownPatient, notes: readonly string[], file: PatientFile): void {
  const texts = file.resources().map(({ text }) => text);
  for (const wanted of notes) {
    if (!texts.some((text) => text.includes(wanted)))
      ledger.findings.push(`an acknowledged note of ${scope} is missing`);
  }
}

async function search({ ledger, prng }: Storm, who: Colleague): Promise<void> {
  const known = prng.pick(ledger.patients);
  const typed = known.phone;
  if (typed === null) return;
  const answer = await who.data.patients.search(typed);
  const found = answer.answer === 'found' && answer.cards.some(({ scope }) => scope === known.scope);
  // Another worker may have changed the number in the meantime.
  if (!found && known.phone === typed) ledger.findings.push(`a search for ${known.scope} answers ${answer.answer}`);
}

async function audit({ ledger }: Storm, who: Colleague): Promise<void> {
  const { checkpoint } = await who.data.verifyAudit(30);
  ledger.checkpoint(checkpoint.size, toBase64url(checkpoint.root));
}
