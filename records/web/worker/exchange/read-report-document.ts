import { resultsOf, synthesisOf, type RawResource, type ViewSource } from '@etanche/records-fhir';
import {
  fhirDocumentLimits,
  readCda,
  readFhirDocument,
  readReport,
  reportLimits,
  reportOfCda,
  reportOfFhir,
  reportResources,
  vaccinationsOfCda,
  xmlLimits,
  type ReceivedReport,
  type SentIdentity,
} from '@etanche/records-interop';
import { practiceToday } from '../../port/practice-time.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import { fewVaccines } from './few-vaccines.ts';
import { traitTexts, unknownDocument, type ReadDocument } from './read-document.ts';

/** A file of a laboratory as it is shown, and how its resources are built for the file of its patient. */
export type ReadReport = ReadDocument & {
  readonly resources: (
    patient: string,
    newId: () => string,
  ) => readonly { readonly id: string; readonly text: string }[];
};

const unknown: ReadReport = { ...unknownDocument, resources: () => [] };

/**
 * Reads the bytes of a received report in any format of a laboratory. A file that is no report, such as a scan, has
 * neither traits nor results.
 */
export function readReportDocument(bytes: Uint8Array): ReadReport {
  let read: Parts;
  try {
    read = reportOf(bytes);
  } catch (error) {
    const code = error instanceof Error ? (error as { readonly code?: unknown }).code : null;
    return { ...unknown, fault: code === 'several_patients' ? 'several_patients' : null };
  }
  const { report, identity, vaccinations } = read;
  const build = (patient: string, newId: () => string) => {
    if (report === null) return [];
    const { reports, observations } = reportResources(report, { patient, newId, timeZone: practiceTimeZone() });
    return [...reports, ...observations];
  };
  const built = build('Patient/received', () => crypto.randomUUID());
  const sources = built.map(({ id, resource }): ViewSource => ({ id, resource }));
  const family = identity.birthFamilyName ?? identity.familyName ?? identity.usedFamilyName;
  const name = [family, identity.givenNames[0]].filter(Boolean).join(' ');
  return {
    ...unknown,
    results: resultsOf(sources),
    texts: (report?.requests ?? []).flatMap(({ name: title, items }) => {
      const words = items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
      return words.length === 0 ? [] : [{ title: title ?? '', text: words.join('\n') }];
    }),
    identity,
    ...fewVaccines(new Map(vaccinations.map((one, i) => [String(i), one]))),
    patient: { name, traits: traitTexts(identity) },
    measured: built.map(({ resource, text }) => ({ resource, text, fullUrl: null })),
    resources: build,
    medicines: synthesisOf(sources).prescriptions.map(({ name: label, dose }) => ({ name: label, dose })),
  };
}

type Parts = {
  readonly report: ReceivedReport | null;
  readonly identity: SentIdentity;
  readonly vaccinations: readonly RawResource[];
};

/** @throws InteropError, FhirError for bytes in no format of a laboratory, and for two patients */
function reportOf(bytes: Uint8Array): Parts {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 1024)).replace(/^\u00ef\u00bb\u00bf/, '');
  const [first] = head.trimStart();
  if (first === '{') {
    const document = readFhirDocument(bytes, fhirDocumentLimits);
    const vaccinations = document.entries.filter(({ resource }) => resource.resourceType === 'Immunization');
    return { report: reportOfFhir(document), identity: document.identity, vaccinations };
  }
  if (first === '<') {
    const document = readCda(bytes, xmlLimits);
    const vaccinations = vaccinationsOfCda(document, 'Patient/received');
    return { report: reportOfCda(document), identity: document.patient.identity, vaccinations };
  }
  const report = readReport(bytes, { ...reportLimits, today: practiceToday() });
  return { report, identity: report.patient, vaccinations: [] };
}
