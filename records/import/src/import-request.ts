import type { RecordsClient } from '@etanche/records-client';
import type { XmlToJson } from './units/read-items.ts';
import type { ImportRetryRules } from './write/retry.ts';
import type { Validate } from './write/validate-item.ts';

type ImportStep = 'survey' | 'write';

export type ImportRequest = {
  /**
   * Files and folders with FHIR R4: JSON, NDJSON, XML, and zip and tar archives of them, each also compressed with
   * gzip.
   */
  readonly paths: readonly string[];
  /** Signs in as the importer. It is called again after the end of a session. */
  readonly open: () => Promise<RecordsClient>;
  /** Folder of the journal. The same import with the same folder resumes. */
  readonly journal: string;
  /** Validates resources against the whole of R4 instead of `checkResource`; null to use `checkResource`. */
  readonly validate: Validate | null;
  /** `fhirXmlToJson` of records/validator; null to refuse FHIR XML. */
  readonly xmlToJson: XmlToJson | null;
  /** Number of patients that are written at the same time. */
  readonly parallel: number;
  /** Maximum bytes of text in memory, for patients whose resources are in several files or in NDJSON. */
  readonly memoryBytes: number;
  /** Greatest difference between this clock and a time that the server signs. */
  readonly freshnessSeconds: number;
  /** For each patient, and for each scope of the unassigned list. */
  readonly retry: ImportRetryRules;
  /** Returns milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Receives the number of files read (`survey`) or patients written (`write`), and the total if it is known. If it
   * throws, the import stops.
   */
  readonly report: (step: ImportStep, done: number, total: number | null) => void;
};
