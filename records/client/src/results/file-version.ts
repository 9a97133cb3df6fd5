import type { Bytes } from '@etanche/core-wire';
import { isObject, objects, text, type DocumentOrigin, type Json, type Resource } from '@etanche/records-fhir';
import type { NewAttachment } from '../attachments/attachment.ts';
import type { Change } from '../data/change.ts';
import { DataError } from '../data/data-error.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { planVersion, type Built } from './plan-version.ts';
import { hasSameReceived } from './related-versions.ts';

/** A report or result to write: its FHIR id, its text, and the record id under which it is created. */
export type NewResult = Built & { readonly record: string };

/** What the results of a document change in a file. */
export type ResultChanges = {
  readonly built: readonly NewResult[];
  /** Changes of results that the file has already and that the document states otherwise. */
  readonly updates: readonly Change[];
  /** The FHIR names of these results, such as `Observation/1`. */
  readonly updated: readonly string[];
};

/** A received document with its results, to be filed among its versions. */
export type VersionToFile = {
  readonly content: Bytes;
  readonly contentType: string;
  /** The sender's statement about its versions; null for a document that says nothing. */
  readonly origin: DocumentOrigin | null;
  /** Record id of the document, if the file has it already. Called again after another member has written. */
  readonly known: () => Promise<string | null>;
  /** The changes beside the document, for the file as it is. */
  readonly results: () => ResultChanges;
  readonly alongside: () => readonly Change[];
  readonly document: NewAttachment['resource'];
};

export type FiledVersion = {
  readonly id: string;
  /** True if the file had the document already; nothing was written. */
  readonly isRepeated: boolean;
  /** Record ids of all that was written, the document first. */
  readonly written: readonly string[];
};

/** Attempts of a filing. Each failed one means that another member filed a document in the same file. */
const mostAttempts = 5;

/**
 * Files a document in one write with its results and with the changes of the earlier versions whose place it takes
 * (`planVersion`). If another member files a version at the same moment, the file is read and planned on again.
 *
 * @throws DataError, `conflict` if others changed the versions again and again; RecordsClientError
 */
export async function fileVersion(file: PatientFile, version: VersionToFile): Promise<FiledVersion> {
  for (let attempt = 1; ; attempt++) {
    const known = await version.known();
    if (known !== null) return { id: known, isRepeated: true, written: [] };
    try {
      return await write(file, version);
    } catch (error) {
      // The file shows what the other member wrote.
      const isOvertaken = error instanceof DataError && error.code === 'conflict';
      if (!isOvertaken || attempt === mostAttempts) throw error;
    }
  }
}

async function write(file: PatientFile, version: VersionToFile): Promise<FiledVersion> {
  const { content, contentType, origin } = version;
  const seen = file.resources();
  const results = version.results();
  const plan = planVersion(file, origin, results.built);
  const replaced = new Set(plan.updates.map(({ id }) => id));
  const names = [...namesOf(plan.built), ...results.updated];
  const alongside = [
    ...plan.built.map(({ record, text: resource }) => ({ kind: 'create' as const, id: record, resource })),
    ...plan.updates,
    ...results.updates.filter(({ id }) => id === undefined || !replaced.has(id)),
    ...version.alongside(),
  ];
  const id = await file.attach(
    {
      content,
      contentType,
      resource: (stored): Resource =>
        plan.document({
          ...version.document(stored),
          // FHIR has no empty lists: a letter has no report.
          ...(names.length > 0 && { context: { related: names.map((reference) => ({ reference })) } }),
        }),
    },
    { alongside, fits: (now) => hasSameReceived(now, seen) },
  );
  return { id, isRepeated: false, written: [id, ...alongside.flatMap((one) => one.id ?? [])] };
}

/** The reports, and the results that no report names. */
function namesOf(built: readonly Built[]): string[] {
  const read = built.map(({ text: json }) => JSON.parse(json) as Json).filter(isObject);
  const reports = read.filter((one) => one['resourceType'] === 'DiagnosticReport');
  const named = new Set(
    reports.flatMap((one) => objects(one['result']).flatMap(({ reference }) => text(reference) ?? [])),
  );
  const nameOf = (one: (typeof read)[number]): string => `${text(one['resourceType']) ?? ''}/${text(one['id']) ?? ''}`;
  return [...reports, ...read.filter((one) => !reports.includes(one))].map(nameOf).filter((name) => !named.has(name));
}
