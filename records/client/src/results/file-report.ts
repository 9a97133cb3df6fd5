import { buildDocument, text, type DocumentFacts, type DocumentOrigin, type Resource } from '@etanche/records-fhir';
import type { Bytes } from '@etanche/core-wire';
import type { Change } from '../data/change.ts';
import type { DataContext } from '../data/data-context.ts';
import { newId } from '../data/new-id.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { fileVersion, type FiledVersion } from './file-version.ts';
import type { Filing } from './filing.ts';
import { isWithdrawal, planVersion } from './plan-version.ts';
import { receivedDocument, receivedIdentifier, type ReceivedIdentifier } from './received-document.ts';
import { resultsOfDocument } from './related-versions.ts';
import { showFiled } from './show-filed.ts';

/** A report of a laboratory as it was received, and as FHIR. */
export type ReportToFile = {
  /** The bytes that the sender sent, stored as a document. */
  readonly original: { readonly content: Bytes; readonly contentType: string; readonly facts: DocumentFacts };
  /**
   * Builds the DiagnosticReports and Observations, each with an id from `newId` as its FHIR id
   * (`reportResources` of records/interop).
   */
  readonly resources: (newId: () => string) => readonly { readonly id: string; readonly text: string }[];
  /** The sender's statement about its versions; null for a file that says nothing, such as a scan. */
  readonly origin: DocumentOrigin | null;
  /** Further changes to write with the document, for the file as it is: vaccinations that a doctor has seen. */
  readonly alongside?: () => readonly Change[];
};

export type FiledReport = {
  /** Record id of the document with the original bytes. */
  readonly document: string;
  /** Record ids of the Observations. */
  readonly observations: readonly string[];
  /** Record id of the item on the doctor's list; null for a version whose values the doctor has seen already. */
  readonly item: string | null;
  /** True if the file had these bytes already; nothing was written to it. */
  readonly isRepeated: boolean;
};

/**
 * Files a received report under a patient: the results and the original bytes in one write, then an item on the
 * doctor's list, in which abnormal results come first, each with the earlier values of the same analysis. A doctor has
 * one item of results for each patient, and one for each document without results. The same report again writes nothing
 * twice and completes what an earlier call did not reach, so a caller repeats it after every failure.
 *
 * A new version of a document of the same sender takes the place of the earlier one in the same write
 * (`versionDecision`): the earlier document, its reports and its results are marked, and nothing is destroyed. A
 * withdrawal marks what it names, and an older version that arrives late goes into the history. If another member files
 * a version at the same moment, one of the two reads what the other wrote and takes its place after it.
 *
 * @throws DataError, `conflict` if others changed the versions again and again, `list_full` after the results were
 *   written; RecordsClientError
 */
export async function fileReport(context: DataContext, report: ReportToFile, filing: Filing): Promise<FiledReport> {
  const { file } = filing;
  await file.refresh();
  const identifier = receivedIdentifier(report.original.content, report.origin);
  const { id, isRepeated } = await store(context, report, filing, identifier);
  const document = file.resource(id);
  const observations = document === null ? [] : resultsOfDocument(file, document).map((one) => one.id);
  const item = document === null ? null : await showFiled(filing, document, identifier);
  return { document: id, observations, item, isRepeated };
}

/**
 * True for a withdrawal of a document or of results that the file does not have, or has from another sender: a person
 * decides about it. False if it was filed already.
 *
 * @throws DataError, RecordsClientError
 */
export async function withdrawsUnknown(
  context: DataContext,
  { original, resources, origin }: ReportToFile,
  file: PatientFile,
): Promise<boolean> {
  if (origin === null) return false;
  const built = resources(() => newId(context));
  if (!isWithdrawal(origin, built)) return false;
  await file.refresh();
  if (!planVersion(file, origin, built).isUnknownWithdrawal) return false;
  return (await receivedDocument(file, receivedIdentifier(original.content, origin))) === null;
}

async function store(
  context: DataContext,
  { original, resources, origin, alongside = () => [] }: ReportToFile,
  { file, from, at }: Filing,
  identifier: ReceivedIdentifier,
): Promise<FiledVersion> {
  const patient = `Patient/${text(file.patient().resource.resource['id']) ?? file.scope}`;
  const { content, contentType, facts } = original;
  return fileVersion(file, {
    ...{ content, contentType, origin },
    known: async () => (await receivedDocument(file, identifier))?.id ?? null,
    results: () => {
      const built = resources(() => newId(context)).map((one) => ({ ...one, record: one.id }));
      return { built, updates: [], updated: [] };
    },
    alongside,
    document: (attachment): Resource => ({
      ...buildDocument(facts, attachment, null, { patient, author: from.name, at }),
      resourceType: 'DocumentReference',
      identifier: [{ ...identifier }],
    }),
  });
}
