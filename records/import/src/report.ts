/**
 * The position of a resource in the source: `file` is the number of its file in reading order, and `item` its entry in
 * the file's bundle, its line or its array element, from 1. If that item is a bundle itself, `entry` is the entry of
 * that bundle, from 1; otherwise 0.
 */
export type SourcePosition = { readonly file: number; readonly item: number; readonly entry: number };

/**
 * Why a resource or a file of the source is not in a patient's file. The code is one of records/fhir or of the
 * validator, or:
 *
 * - `patient_refused`: the Patient of the resource is refused;
 * - `patient_replaced`: the Patient was merged into another one, whose file has its resources;
 * - `changed_here`, `version_older`, `compartment_changed`: the practice has another version (`planVersions` of
 *   records/client);
 * - `full_url_too_long`: the full URL cannot be stored;
 * - `patient_missing`, `several_patients`, `patient_contained`, `subject_unclear`, `of_no_patient`: the patient is not
 *   certain;
 * - `request_delete`, `request_get`, `request_patch`, `search_outcome`, `entry_empty`: the entry contains no resource;
 * - `bundle_empty`, `not_fhir`, `file_name_unknown`, `source_unreadable`, `source_limits`: the file, or the rest of it,
 *   was not read;
 * - `not_utf8`: the file or line has another encoding;
 * - `xml_invalid`: the XML is damaged or not FHIR;
 * - `patient_too_large`: the file would have more than 20,000 records, including its index, its names and the records
 *   that it already has; this import writes nothing into it;
 * - `too_large`: the resource exceeds 2,000,000 bytes without its base64 data, or its data exceed 50 MiB;
 * - `binary_not_stored`: the server rejected the large data of the resource; a later import may write it;
 * - `extension_reserved`: the source uses the extension that names stored data;
 * - `imports_exhausted`: 16 imports wrote to the file of this patient, which is the maximum;
 * - `erased`: the practice erased this patient.
 *
 * `unassigned` is the scope of the unassigned list that contains the resource, for a doctor to decide.
 */
export type Refusal = SourcePosition & { readonly path: string; readonly code: string; readonly unassigned?: string };

/** Number of resources of one file on the unassigned list for one reason. */
type UnassignedCount = { readonly file: number; readonly reason: string; readonly resources: number };

/** The result of an import. In `resources`, `found` = `written` − `copies` + `repeated` + `refused`. */
export type ImportReport = {
  readonly patients: {
    /** Patients in the source. */
    readonly found: number;
    readonly written: number;
    readonly refused: number;
  };
  readonly resources: {
    readonly found: number;
    /** Number of resources by type. */
    readonly written: Readonly<Record<string, number>>;
    /**
     * Resources whose exact bytes occur again for the same patient, or among the resources that belong to no patient.
     */
    readonly repeated: number;
    readonly refused: number;
    /** The part of `refused` that is on the practice's unassigned list. */
    readonly unassigned: number;
    /** Resources that belong to no patient (practitioners, locations) and were written into a second or later file. */
    readonly copies: number;
  };
  /**
   * The part of `written` that the server already had before this import, as it confirmed with a signed head. This
   * import wrote the rest. A patient counts if this import wrote no resource of the file.
   */
  readonly alreadyStored: { readonly patients: number; readonly resources: number };
  /**
   * Resources on the unassigned list. `repeated` were on it before, or occur more than once in this source, or were
   * written by an earlier attempt of this import whose answer was lost.
   */
  readonly unassigned: {
    readonly added: number;
    readonly repeated: number;
    readonly counts: readonly UnassignedCount[];
  };
  /** Total length of the written resources before they were sealed. */
  readonly bytes: number;
  /** Names of the source's files, by file number. */
  readonly files: readonly string[];
  readonly refused: readonly Refusal[];
  /** Number of refused resources or files, by code. One with several issues counts under each code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Files whose Patient has the names, birth date and sex of a file imported before (`of`); both are scope ids. */
  readonly duplicates: readonly { readonly scope: string; readonly of: string }[];
  readonly seconds: number;
};

/** The outcome of one patient's import, which is a line of the journal. */
export type PatientOutcome = {
  /** Null if nothing was written. */
  readonly scope: string | null;
  /** Keys by which the journal recognizes the person (`ImportIds.journalKeys`). */
  readonly keys: readonly string[];
  readonly written: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly repeated: number;
  readonly copies: number;
  readonly refused: readonly Refusal[];
  /** Keyed hash of names, birth date and sex; null if one of them is unknown or the Patient was refused. */
  readonly identity: string | null;
};

/**
 * @param imported outcome of each patient, and how many of the resources the server already had
 * @param journal outcomes in the journal, those of earlier imports included
 * @param refusals those of resources that have no patient
 */
export function sumReport(
  imported: readonly { readonly outcome: PatientOutcome; readonly stored: number }[],
  journal: readonly PatientOutcome[],
  refusals: readonly Refusal[],
  source: {
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
  const sum = (count: (outcome: PatientOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const refused = [...refusals, ...outcomes.flatMap((outcome) => outcome.refused)].sort(inSourceOrder);
  const positions = new Set(refused.map(positionKey));
  const counts = countUnassigned(refused);
  const unassigned = counts.reduce((total, { resources }) => total + resources, 0);
  const writtenPatients = outcomes.filter((outcome) => Object.keys(outcome.written).length > 0).length;
  return {
    patients: { found: source.patients, written: writtenPatients, refused: source.patients - writtenPatients },
    resources: {
      found: source.resources,
      written,
      repeated: source.repeated + sum(({ repeated }) => repeated),
      refused: positions.size,
      unassigned,
      copies: sum(({ copies }) => copies),
    },
    alreadyStored: {
      patients: imported.filter(({ outcome, stored }) => stored > 0 && stored === countWritten(outcome)).length,
      resources: imported.reduce((total, { stored }) => total + stored, 0),
    },
    unassigned: { added: addedToList, repeated: unassigned - addedToList, counts },
    bytes: sum(({ bytes }) => bytes),
    files: source.files,
    refused,
    reasons: countReasons(refused),
    duplicates: findDuplicates(outcomes, journal),
    seconds,
  };
}

/** Finds duplicates in the journal of which at least one file is of this import. */
function findDuplicates(
  outcomes: readonly PatientOutcome[],
  journal: readonly PatientOutcome[],
): { readonly scope: string; readonly of: string }[] {
  const imported = new Set(outcomes.map(({ scope }) => scope));
  const first = new Map<string, string>();
  const duplicates: { scope: string; of: string }[] = [];
  for (const { identity, scope } of journal) {
    if (identity === null || scope === null) continue;
    const of = first.get(identity);
    if (of === undefined) first.set(identity, scope);
    else if (imported.has(scope) || imported.has(of)) duplicates.push({ scope, of });
  }
  return duplicates;
}

function countWritten({ written }: PatientOutcome): number {
  return Object.values(written).reduce((sum, count) => sum + count, 0);
}

function inSourceOrder(one: SourcePosition, other: SourcePosition): number {
  return one.file - other.file || one.item - other.item || one.entry - other.entry;
}

/** Returns the position as text, for sets and maps. */
export function positionKey({ file, item, entry }: SourcePosition): string {
  return `${file}/${item}/${entry}`;
}

function countUnassigned(refused: readonly Refusal[]): UnassignedCount[] {
  const counts = new Map<string, UnassignedCount>();
  for (const { file, code: reason, unassigned } of refused) {
    if (unassigned === undefined) continue;
    const resources = (counts.get(`${file}/${reason}`)?.resources ?? 0) + 1;
    counts.set(`${file}/${reason}`, { file, reason, resources });
  }
  return Array.from(counts.values());
}

function countReasons(refused: readonly Refusal[]): Record<string, number> {
  const positions = new Map<string, Set<string>>();
  for (const one of refused) positions.set(one.code, (positions.get(one.code) ?? new Set()).add(positionKey(one)));
  return Object.fromEntries(Array.from(positions, ([code, all]) => [code, all.size]));
}
