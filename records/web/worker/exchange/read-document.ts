import { utf8 } from '@etanche/core-wire';
import {
  type BundleEntry,
  cardOf,
  displayName,
  type DocumentFacts,
  type DocumentOrigin,
  isObject,
  type JsonObject,
  objects,
  type RawResource,
  readDocument,
  readPatient,
  synthesisOf,
  text,
  type ViewSource,
} from '@etanche/records-fhir';
import {
  fhirDocumentLimits,
  originOfFhir,
  readFhirDocument,
  type FhirDocument,
  type SentIdentity,
} from '@etanche/records-interop';
import type { MessageView } from '../../port/exchange-calls.ts';
import type { TraitTexts } from '../../port/trait-texts.ts';
import { fewVaccines, type FewVaccines } from './few-vaccines.ts';

/** URL of an attachment of the message in a DocumentReference of its document; a number from 0 follows. */
export const attachmentUrl = 'urn:etanche:v1:attachment:';

/** The document of a message, as it is shown and filed. */
export type ReadDocument = FewVaccines &
  Pick<MessageView, 'texts' | 'results' | 'medicines' | 'archives' | 'patient' | 'fault'> & {
    readonly identity: SentIdentity | null;
    /** The sender's Patient. */
    readonly sent: BundleEntry | null;
    /** Which version of which document it says to be; null if it cannot be read. */
    readonly origin: DocumentOrigin | null;
    /** Observations and reports with their exact texts, to be filed. */
    readonly measured: readonly BundleEntry[];
    /** The patients of attached documents and archives. */
    readonly attached: readonly SentIdentity[];
    /** The sender's description of attachments, by their place. */
    readonly described: ReadonlyMap<number, DocumentFacts>;
  };

/** A document of which nothing is known. */
export const unknownDocument: ReadDocument = {
  ...{ fault: null, texts: [], results: [], medicines: [], vaccines: [], archives: [], patient: null },
  ...{ identity: null, sent: null, origin: null, measured: [], vaccinations: new Map(), described: new Map() },
  ...{ attached: [], vaccinesLeft: 0 },
};

/** Reads the document of an opened message. One that is about several people, or malformed, shows nothing of itself. */
export function readMessageDocument(document: string): ReadDocument {
  let read: FhirDocument;
  try {
    read = readFhirDocument(utf8(document), fhirDocumentLimits);
  } catch (error) {
    const code = isObject(error) || error instanceof Error ? (error as { readonly code?: unknown }).code : null;
    return { ...unknownDocument, fault: code === 'several_patients' ? 'several_patients' : 'unreadable' };
  }
  const { identity, patient, entries, sections } = read;
  const sources = entries.map(({ resource }, i): ViewSource => ({ id: String(i), resource }));
  const { visits, prescriptions, results } = synthesisOf(sources);
  const narrated = sections.flatMap((section) =>
    section.text === null || section.entries.length > 0 ? [] : [{ title: section.title ?? '', text: section.text }],
  );
  return {
    fault: null,
    ...{ identity, sent: patient, origin: originOfFhir(read), results },
    texts: [...narrated, ...visits.flatMap((visit) => visit.sections)],
    medicines: prescriptions.map(({ name, dose }) => ({ name, dose })),
    patient: { name: displayName(cardOf(readPatient(patient.resource))), traits: traitTexts(identity) },
    measured: entries.filter(({ resource: { resourceType } }) =>
      ['Observation', 'DiagnosticReport'].includes(resourceType),
    ),
    ...fewVaccines(
      new Map(
        entries.flatMap((entry, i): [string, RawResource][] =>
          entry.resource.resourceType === 'Immunization' ? [[String(i), entry]] : [],
        ),
      ),
    ),
    archives: [],
    attached: [],
    described: new Map(entries.flatMap(({ resource }) => described(resource))),
  };
}

function described(resource: JsonObject): [number, DocumentFacts][] {
  if (resource['resourceType'] !== 'DocumentReference') return [];
  return objects(resource['content']).flatMap(({ attachment }): [number, DocumentFacts][] => {
    const url = isObject(attachment) ? text(attachment['url']) : null;
    if (url?.startsWith(attachmentUrl) !== true) return [];
    const place = Number(url.slice(attachmentUrl.length));
    return Number.isInteger(place) && place >= 0 ? [[place, readDocument(resource)]] : [];
  });
}

/** The traits that a document says, as texts; a date and a sex in the codes of FHIR. */
export function traitTexts(sent: SentIdentity): TraitTexts {
  const { ins, nir, birthFamilyName, usedFamilyName, familyName, givenNames, birthDate, sex, birthPlace } = sent;
  const all = {
    ...{ ins: ins?.matricule, nir: nir?.number, birth_family_name: birthFamilyName },
    ...{ family_name: usedFamilyName ?? familyName, given_name: givenNames[0], birth_date: birthDate },
    ...{ sex: sex === 'unknown' ? null : sex, birth_place: birthPlace },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}
