import { readPatient, type JsonObject } from '@etanche/records-fhir';
import { DataError, type PatientFile } from '@etanche/records-client';
import { changesOf, type OutboxEntry, type Target } from '../outbox-entry.ts';
import { contestedRows } from './contested-rows.ts';
import { NeedsDecision } from './needs-decision.ts';
import { isSame } from './merge-resource.ts';
import { readText, settlePut, type Put } from './settle-put.ts';

type Attempt = (puts: readonly Pick<Put, 'text'>[]) => Promise<void>;

/** Attempts after concurrent writes of the same resources, each settled again. */
const mostAttempts = 4;

/**
 * Writes resources of a file in one transaction.
 *
 * @param entry returns the entry as it is when the write starts
 * @throws NeedsDecision; DataError `conflict` for a note, whose two texts are compared as a whole
 */
export async function sendToFile(file: PatientFile, entry: OutboxEntry, attempt: Attempt): Promise<void> {
  for (let left = mostAttempts; ; left--) {
    const changes = settled(file, entry);
    if (changes.length === 0) return;
    const texts = changes.map((change) => ({
      text: change.kind === 'delete' || typeof change.resource !== 'string' ? null : change.resource,
    }));
    await attempt(texts);
    try {
      await file.write(changes);
      return;
    } catch (error) {
      // The file shows the other member's version now, with which the next attempt is settled.
      if (!(error instanceof DataError) || error.code !== 'conflict' || left === 0) throw error;
    }
  }
}

function settled(file: PatientFile, entry: OutboxEntry): ReturnType<typeof changesOf> {
  try {
    return changesOf(file, entry);
  } catch (error) {
    const put = entry.puts.find((one) => settlePut(one, file.resource(one.id), entry.tried).kind === 'conflict');
    if (put?.before === undefined) throw error;
    throw conflictOver(file, put);
  }
}

function conflictOver(file: PatientFile, put: Put): NeedsDecision {
  const current = file.resource(put.id);
  const rows = current === null ? [] : contestedRows(put, current.text);
  return new NeedsDecision({ kind: 'rows', rows, author: current?.author ?? null });
}

/**
 * Writes a change of an identity. Nothing of an identity is merged: any other change of its strict traits, status or
 * flags since is shown to a person.
 */
export async function sendIdentity(
  file: PatientFile,
  { puts: [put], tried }: OutboxEntry,
  { event, corrected }: Extract<Target, { place: 'identity' }>,
  attempt: Attempt,
): Promise<void> {
  if (put === undefined) return;
  const { resource } = file.patient();
  const [before, wanted] = [put.before ?? '', put.text ?? ''].map((text) => strictOf(text));
  const now = strictOf(resource.text);
  if (isSame(now, wanted) && (tried.length > 0 || !isSame(before, wanted))) return;
  if (!isSame(now, before)) throw conflictOver(file, { ...put, id: resource.id });
  await attempt([put]);
  await file.changeIdentity(event, corrected);
}

/** The part of an identity that the national rules protect. */
function strictOf(text: string): JsonObject {
  const { birthFamilyName, birthGivenNames, sex, birthDate, birthPlace, ins, reliability } = readPatient(
    readText(text) ?? {},
  );
  const strict = { birthFamilyName, birthGivenNames, sex, birthDate, birthPlace, ins, reliability };
  return JSON.parse(JSON.stringify(strict)) as JsonObject;
}
