/**
 * Where something stood: the number of its file in the order of reading, and its entry in the file's bundle, its line or
 * its element of an array, from 1. Where that is a bundle itself, `entry` is the place in it, from 1; otherwise 0.
 */
export type Place = { readonly file: number; readonly item: number; readonly entry: number };

/**
 * Why something of the source is not in the practice. Beside the codes of records/fhir and of the validator:
 *
 * - `patient_refused`: its Patient is; - `patient_replaced`: it was merged into another Patient, which has its resources;
 * - `changed_here`, `version_older`, `compartment_changed`: a version of a resource that the practice has
 *   (`planVersions` of records/client); - `full_url_too_long`;
 * - `patient_missing`, `several_patients`, `patient_contained`, `subject_unclear`, `of_no_patient`: it is not certain
 *   whose it is;
 * - `request_delete`, `request_get`, `request_patch`, `search_outcome`, `entry_empty`: an entry that brings no resource;
 * - `bundle_empty`, `not_fhir`, `file_name_unknown`, `source_unreadable`, `source_limits`: a file, or the rest of it;
 * - `not_utf8`: a file or line is in another encoding; - `xml_invalid`: XML that is damaged or not FHIR;
 * - `patient_too_large`: the patient has more resources than one file holds, 20,000 records with the index, names and those that it has
 *   already; nothing of this import is written into it;
 * - `too_large`: a resource is larger than 2,000,000 bytes without its base64 data, or data are larger than 50 MiB;
 * - `binary_not_stored`: the server did not take the large data of the resource, so the resource is not written: a later
 *   import may bring it; - `extension_reserved`: the source has the extension by which stored data are named;
 * - `imports_exhausted`: 16 imports wrote to the file of this patient, and a file takes no more;
 * - `erased`: the practice erased this patient.
 *
 * `unassigned` names the scope of the practice's unassigned list that holds the resource, for a doctor to decide.
 */
export type Refused = Place & { readonly path: string; readonly code: string; readonly unassigned?: string };

/** Resources of one file that went to the unassigned list for one reason. */
export type UnassignedCount = { readonly file: number; readonly reason: string; readonly resources: number };

/** What an import did, exactly: every resource of the source is counted once, in `written`, `there` or `refused`. */
export type ImportReport = {
  readonly patients: {
    /** Of the source. */
    readonly found: number;
    readonly written: number;
    readonly refused: number;
  };
  readonly resources: {
    readonly found: number;
    /** By type. */
    readonly written: Readonly<Record<string, number>>;
    /** The same bytes stood more than once for one patient, or among what is of nobody. */
    readonly repeated: number;
    readonly refused: number;
    /** Those of `refused` that are on the practice's unassigned list. */
    readonly unassigned: number;
    /** Resources of nobody (practitioners, places) that were written into a further file, beyond the first. */
    readonly copies: number;
  };
  /**
   * Those of `written` that were there before this import, as the server confirmed by a signed head; the others were
   * written now. A patient is among them if no resource of the file was written now.
   */
  readonly there: { readonly patients: number; readonly resources: number };
  /**
   * Resources on the unassigned list; `repeated` were there before, or stood more than once in this source, or were written
   * by an attempt of this import whose answer was lost.
   */
  readonly unassigned: {
    readonly added: number;
    readonly repeated: number;
    readonly counts: readonly UnassignedCount[];
  };
  /** Of the resources written, in plain. */
  readonly bytes: number;
  /** Names of the source's files, by the number that `refused` gives. */
  readonly files: readonly string[];
  readonly refused: readonly Refused[];
  /** How many resources or files were refused, by code; one with several faults counts under each of their codes. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Files, by record id, whose names, birth date and sex are those of a file imported before. */
  readonly duplicates: readonly { readonly scope: string; readonly of: string }[];
  readonly seconds: number;
};

/** What one patient's import came to; a line of the journal. */
export type PatientOutcome = {
  /** Null where nothing was written, and the patient has no file of this import. */
  readonly scope: string | null;
  /** What the journal knows the person by (`ImportIds.journalKeys`). */
  readonly keys: readonly string[];
  readonly written: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly repeated: number;
  readonly copies: number;
  readonly refused: readonly Refused[];
  /** Keyed hash of names, birth date and sex; null where one of them is unknown, or the Patient was refused. */
  readonly identity: string | null;
};

/** @param before what the journal has of all imports, in its order */
export function sumReport(
  imported: readonly { readonly outcome: PatientOutcome; readonly there: number }[],
  before: readonly PatientOutcome[],
  loose: readonly Refused[],
  found: {
    readonly patients: number;
    readonly resources: number;
    readonly repeated: number;
    readonly files: readonly string[];
  },
  addedToList: number,
  seconds: number,
): ImportReport {
  const outcomes = imported.map(({ outcome }) => outcome);
  const written: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [type, count] of Object.entries(outcome.written)) written[type] = (written[type] ?? 0) + count;
  }
  const sum = (of: (outcome: PatientOutcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  const refused = [...loose, ...outcomes.flatMap((outcome) => outcome.refused)].sort(inOrderOfSource);
  const places = new Set(refused.map(placeOf));
  const counts = countUnassigned(refused);
  const unassigned = counts.reduce((total, { resources }) => total + resources, 0);
  const writtenPatients = outcomes.filter((outcome) => Object.keys(outcome.written).length > 0).length;
  return {
    patients: { found: found.patients, written: writtenPatients, refused: found.patients - writtenPatients },
    resources: {
      found: found.resources,
      written,
      repeated: found.repeated + sum(({ repeated }) => repeated),
      refused: places.size,
      unassigned,
      copies: sum(({ copies }) => copies),
    },
    there: {
      patients: imported.filter(({ outcome, there }) => there > 0 && there === sizeOf(outcome)).length,
      resources: imported.reduce((total, { there }) => total + there, 0),
    },
    unassigned: { added: addedToList, repeated: unassigned - addedToList, counts },
    bytes: sum(({ bytes }) => bytes),
    files: found.files,
    refused,
    reasons: countReasons(refused),
    duplicates: duplicatesAmong(outcomes, before),
    seconds,
  };
}

/** Of this import and earlier ones with its journal, as far as a file of this import is one of the two. */
function duplicatesAmong(
  outcomes: readonly PatientOutcome[],
  before: readonly PatientOutcome[],
): { readonly scope: string; readonly of: string }[] {
  const now = new Set(outcomes.map(({ scope }) => scope));
  const first = new Map<string, string>();
  const duplicates: { scope: string; of: string }[] = [];
  for (const { identity, scope } of before) {
    if (identity === null || scope === null) continue;
    const of = first.get(identity);
    if (of === undefined) first.set(identity, scope);
    else if (now.has(scope) || now.has(of)) duplicates.push({ scope, of });
  }
  return duplicates;
}

function sizeOf({ written }: PatientOutcome): number {
  return Object.values(written).reduce((sum, count) => sum + count, 0);
}

function inOrderOfSource(one: Place, other: Place): number {
  return one.file - other.file || one.item - other.item || one.entry - other.entry;
}

function placeOf({ file, item, entry }: Place): string {
  return `${file}/${item}/${entry}`;
}

function countUnassigned(refused: readonly Refused[]): UnassignedCount[] {
  const counts = new Map<string, UnassignedCount>();
  for (const { file, code: reason, unassigned } of refused) {
    if (unassigned === undefined) continue;
    const resources = (counts.get(`${file}/${reason}`)?.resources ?? 0) + 1;
    counts.set(`${file}/${reason}`, { file, reason, resources });
  }
  return Array.from(counts.values());
}

function countReasons(refused: readonly Refused[]): Record<string, number> {
  const places = new Map<string, Set<string>>();
  for (const one of refused) places.set(one.code, (places.get(one.code) ?? new Set()).add(placeOf(one)));
  return Object.fromEntries(Array.from(places, ([code, all]) => [code, all.size]));
}
