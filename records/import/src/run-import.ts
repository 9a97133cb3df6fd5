import { isEtancheError, type Bytes } from '@etanche/core-wire';
import {
  createRecordsData,
  RecordsClientError,
  type DataOptions,
  type Evaluate,
  type Patients,
  type Unassigned,
  type RecordsClient,
} from '@etanche/records-client';
import { VaultClientError, type VaultFailure } from '@etanche/vault-client';
import { ImportError } from './import-error.ts';
import { sumReport, type ImportReport, type Refused } from './report.ts';
import { patientUnits, type PatientUnit } from './units/patient-units.ts';
import type { Item, XmlToJson } from './units/read-items.ts';
import { survey } from './units/survey.ts';
import { batchEvaluations } from './write/batch-evaluations.ts';
import { createImportIds, type ImportIds } from './write/import-ids.ts';
import { importPatient, type ImportedPatient } from './write/import-patient.ts';
import { inParallel } from './write/in-parallel.ts';
import type { Validate } from './write/issues-of.ts';
import { openJournal, type Journal } from './write/journal.ts';
import { personKeys } from './write/person-keys.ts';
import { repeating, type RepeatRules } from './write/repeating.ts';
import { createUnassignedDesk, type UnassignedDesk } from './write/unassigned-desk.ts';

export type ImportStep = 'survey' | 'write';
export type ImportRequest = {
  /** Files and folders: FHIR R4 in .json (a bundle or a resource), .ndjson, .jsonl, each also .gz, or a tar of them. */
  readonly paths: readonly string[];
  /** Signs in as the importer; asked again when a session has ended. */
  readonly open: () => Promise<RecordsClient>;
  /** Folder of the journal; the same import goes on where it stopped. */
  readonly journal: string;
  /** In place of `checkResource`: the whole of R4. Null leaves it at that. */
  readonly validate: Validate | null;
  /** `fhirXmlToJson` of records/validator; null where FHIR XML is not read. */
  readonly xmlToJson: XmlToJson | null;
  /** Patients that are written at once. */
  readonly parallel: number;
  /** Of text, for patients who are scattered over several files. */
  readonly memoryBytes: number;
  readonly freshnessSeconds: number;
  /** For each patient, and each scope of the unassigned list. */
  readonly repeat: RepeatRules;
  /** Milliseconds. */
  readonly now: () => number;
  /** Told of files (survey) or patients (write) done; a total that is not known yet is null. Throwing stops the work. */
  readonly report: (step: ImportStep, done: number, total: number | null) => void;
};

/** So long a question to the vaults waits for others to go with it. */
const gatherMs = 3;
/** Of waiting for units: a minute's, and some. */
const longestWaitMs = 5 * 60_000;
const nothingFound = 'no file was found: check the path of the folder or archive';
const goOn = 'When this is corrected, run the same command again: it resumes and writes nothing twice';
/** Causes that somebody has to correct first. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['log_stopped', 'the database was restored from a copy: two approvers have to sign the order restore first'],
  [
    'sign_in_refused',
    'the importer’s right is not approved yet or has ended, or the importer’s file is of a practice on another server',
  ],
  ['server_untrusted', 'the URL of --server must begin with https, or be of this computer'],
]);
/** Sessions that end one after another are no session. */
const mostSessions = 3;

/**
 * Brings FHIR R4 into a practice, each resource byte for byte as it stands. Killed at any moment, the same call goes on:
 * no patient is written twice, and none stays half-written.
 *
 * @throws ImportError
 */
export async function runImport(request: ImportRequest): Promise<ImportReport> {
  const started = request.now();
  // Before the source is read, which may take hours: a wrong server, right or journal is reported at once.
  const desk = await openDesk(request).catch((error: unknown) => {
    throw stopped(error);
  });
  try {
    const found = await survey(request.paths, request.xmlToJson, (files) => {
      request.report('survey', files, null);
    });
    if (found.files.length === 0) throw new ImportError('source_unreadable', nothingFound);
    const loose: Refused[] = [...found.refused];
    const done: ImportedPatient[] = [];
    const people = new Set<string>();
    let finished = 0;
    const units = patientUnits(request.paths, found, request.memoryBytes, request.xmlToJson);
    await inParallel(request.parallel, units, async (unit) => {
      if (unit.kind === 'refused') {
        for (const [i, item] of unit.items.entries()) {
          loose.push(...(await desk.list.take([item], unit.refused[i]?.code ?? '', null)));
        }
        return;
      }
      const { patient, states, resources, shared, copied } = unit.unit;
      const { name, facts } = personKeys(patient);
      const person = JSON.stringify([name, facts[0]]);
      if (people.has(person)) {
        // Two people of two sources who are described alike would have one file.
        const own = [...states, ...resources, ...shared.filter((item) => !copied.includes(item))];
        loose.push(...(await desk.list.take(own, 'several_patients', patient.text)));
        return;
      }
      people.add(person);
      done.push(await desk.write(unit.unit));
      request.report('write', ++finished, found.patients);
    });
    await desk.list.flush();
    const seconds = (request.now() - started) / 1000;
    return sumReport(done, desk.journal.outcomes(), loose, found, desk.list.added(), seconds);
  } catch (error) {
    throw stopped(error);
  } finally {
    await desk.close();
  }
}

type Desk = {
  readonly journal: Journal;
  readonly list: UnassignedDesk;
  write(unit: PatientUnit): Promise<ImportedPatient>;
  close(): Promise<void>;
};
type Work = { readonly patients: Patients; readonly unassigned: Unassigned; readonly ids: ImportIds };

async function openDesk(request: ImportRequest): Promise<Desk> {
  const sign = async () => {
    const client = await request.open();
    return locking(client, async () => {
      const options = dataOptions(request, client);
      const { patients, unassigned } = createRecordsData(client, options);
      const evaluate = async (input: Bytes): Promise<Bytes> => {
        const [output] = await options.evaluate('search', [input]);
        if (output === undefined) throw new RangeError('an evaluation without an output');
        return output;
      };
      return { client, patients, unassigned, ids: await createImportIds(client.secrets.indexSecret(), evaluate) };
    });
  };
  let session: ReturnType<typeof sign> | null = null;
  const opened = (): ReturnType<typeof sign> => {
    if (session !== null) return session;
    const made = sign();
    session = made;
    made.catch(() => {
      ended(made);
    });
    return made;
  };
  const ended = (one: ReturnType<typeof sign>): void => {
    if (session === one) session = null;
  };
  const { client, ids } = await opened();
  const journal = await locking(client, () => openJournal(request.journal, client.practice.id));
  const inOneSession = async <T>(work: (given: Work) => Promise<T>): Promise<T> => {
    for (let tried = 1; ; tried++) {
      const current = opened();
      try {
        return await work(await current);
      } catch (error) {
        if (!hasEnded(error) || tried === mostSessions) throw error;
        ended(current);
      }
    }
  };
  const sleep = (milliseconds: number): Promise<void> =>
    client.environment.sleep(milliseconds, new AbortController().signal);
  const inSession = async <T>(work: (given: Work) => Promise<T>): Promise<T> =>
    repeating(request.repeat, { now: request.now, sleep }, () => inOneSession(work));
  const { validate, memoryBytes, parallel } = request;
  const bring: Unassigned['bring'] = (fresh) => inSession(({ unassigned }) => unassigned.bring(fresh));
  const held: Unassigned['held'] = (scope) => inSession(({ unassigned }) => unassigned.held(scope));
  const list = createUnassignedDesk({ ids, validate, memoryBytes, parallel, bring, held });
  const claims = new Map<string, PatientUnit>();
  return {
    journal,
    list,
    async write(unit) {
      const claim = (scope: string): boolean => (claims.get(scope) ?? unit) === unit && !!claims.set(scope, unit);
      const sent = new Set<Item>();
      const imported = await inSession((work) => importPatient({ ...work, journal, validate, claim, sent }, unit));
      const { outcome, loose } = imported;
      // Not repeated with the patient: the list repeats its own writes, and what it lost waits in memory no longer.
      const listed = loose === null ? [] : await list.take(loose.items, loose.code, unit.patient.text);
      const all = { ...imported, loose: null, outcome: { ...outcome, refused: [...outcome.refused, ...listed] } };
      await journal.add(all.outcome);
      return all;
    },
    async close() {
      (await session?.catch(() => null))?.client.session.lock();
      await journal.close();
    },
  };
}

/** A session that nothing goes on with is locked: its timer would keep the program from ending. */
async function locking<T>(client: RecordsClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    client.session.lock();
    throw error;
  }
}

function dataOptions(request: ImportRequest, client: RecordsClient): DataOptions & { readonly evaluate: Evaluate } {
  return {
    // Resources are checked one by one before, so that a faulty one does not keep the others out.
    validate: null,
    freshnessSeconds: request.freshnessSeconds,
    // Each is forgotten when its patient is written; one that waits for a slow vault is overtaken by any number of others.
    keptScopes: Number.MAX_SAFE_INTEGER,
    rebases: 3,
    evaluate: batchEvaluations(
      (purpose, inputs) =>
        waitingForUnits(client, async () => (await client.secrets.vault(purpose)).evaluate(inputs), request.now),
      () => client.environment.sleep(gatherMs, new AbortController().signal),
    ),
  };
}

/** The vaults let an importer have so many units in a minute: what is refused for that is asked again. */
async function waitingForUnits<T>(client: RecordsClient, ask: () => Promise<T>, now: () => number): Promise<T> {
  const until = now() + longestWaitMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const wait = error instanceof VaultClientError ? error.retryAfterSeconds : undefined;
      const isRate = error instanceof VaultClientError && error.failures.every(isOfImporter);
      if (!isRate || wait === undefined || now() + wait * 1000 > until) throw error;
      await client.environment.sleep(wait * 1000, client.session.lockSignal);
      client.session.touch();
    }
  }
}

function isOfImporter({ code }: VaultFailure): boolean {
  return code === 'quota_importer';
}

function hasEnded(error: unknown): boolean {
  return error instanceof RecordsClientError && (error.code === 'unauthenticated' || error.code === 'locked');
}

function stopped(error: unknown): unknown {
  if (error instanceof ImportError || !isEtancheError(error)) return error;
  const reason = reasons.get(error.code) ?? error.message;
  return new ImportError('stopped', `the import stopped: ${error.code} (${reason}). ${goOn}`, { cause: error });
}
