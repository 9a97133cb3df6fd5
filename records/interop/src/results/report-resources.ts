import { utf8 } from '@etanche/core-wire';
import { resourceFromText, resourceLimits, type RawResource } from '@etanche/records-fhir';
import { writeExactJson, type ExactObject } from './exact-json.ts';
import { fhirTime } from './fhir-time.ts';
import { observationOf } from './observation.ts';
import type { ReceivedReport, ReportRequest, SentParty } from './received-report.ts';

/** The patient in whose file the resources are written. */
export interface ReportContext {
  /** Reference to the Patient. */
  readonly patient: string;
  /** IANA name of the zone of the sender's times, such as `Europe/Paris`. */
  readonly timeZone: string;
  /** A new FHIR id for each call. */
  readonly newId: () => string;
}

/** A resource with its FHIR id and its exact text. */
export type IdentifiedResource = RawResource & { readonly id: string };

export interface ReportResources {
  /** One DiagnosticReport for each request, in the order of the report. */
  readonly reports: readonly IdentifiedResource[];
  readonly observations: readonly IdentifiedResource[];
}

const loinc = 'http://loinc.org';
const section = 'http://terminology.hl7.org/CodeSystem/v2-0074';
const identifierType = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const longestText = 512 * 1024;

/**
 * Converts a report into FHIR R4: a DiagnosticReport for each request, and an Observation for each result. Numbers keep
 * their digits, and a value that is no number stays text as sent.
 */
export function reportResources(report: ReceivedReport, context: ReportContext): ReportResources {
  const reports: IdentifiedResource[] = [];
  const observations: IdentifiedResource[] = [];
  for (const request of report.requests) {
    const results: IdentifiedResource[] = [];
    let heading: string | null = null;
    for (const item of request.items) {
      if (item.kind === 'heading') heading = item.text;
      if (item.kind !== 'result') continue;
      const common = commonElements(report.sender, request, item.observedAt, context);
      results.push(identified(context.newId(), { ...observationOf(item, heading), ...common }));
    }
    const id = context.newId();
    reports.push(identified(id, diagnosticReport(report, request, results, context)));
    observations.push(...results);
  }
  return { reports, observations };
}

function diagnosticReport(
  { sender }: ReceivedReport,
  request: ReportRequest,
  results: readonly IdentifiedResource[],
  context: ReportContext,
): ExactObject {
  const { state } = request;
  const texts = request.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  return {
    resourceType: 'DiagnosticReport',
    identifier: listOrNone([
      ...identifierOf('FILL', request.id, sender),
      ...identifierOf('PLAC', request.orderId, sender),
    ]),
    status: state === 'registered' || state === 'preliminary' ? (results.length === 0 ? state : 'partial') : state,
    category: [{ coding: [{ system: section, code: 'LAB' }] }],
    code: { coding: [{ system: loinc, code: '11502-2' }], text: request.name ?? 'Résultat d’analyses' },
    ...commonElements(sender, request, null, context),
    resultsInterpreter: partyList(request.validator),
    result: listOrNone(results.map(({ id }) => ({ reference: `Observation/${id}` }))),
    presentedForm: textForm(texts.join('\n\n')),
  };
}

function commonElements(
  sender: SentParty | null,
  request: ReportRequest,
  observedAt: string | null,
  { patient, timeZone }: ReportContext,
): ExactObject {
  const observed = observedAt ?? request.sampledAt ?? request.requestedAt;
  const issued = request.validatedAt ?? request.issuedAt;
  return {
    subject: { reference: patient },
    effectiveDateTime: observed === null ? undefined : fhirTime(observed, timeZone),
    // An instant has a time and a zone; a day alone is in the sender's document.
    issued: issued?.includes('T') === true ? fhirTime(issued, timeZone) : undefined,
    performer: partyList(sender),
  };
}

function partyList(party: SentParty | null): ExactObject[] | undefined {
  const display = party?.name ?? party?.id ?? null;
  return display === null ? undefined : [{ display }];
}

function identifierOf(type: string, value: string | null, sender: SentParty | null): ExactObject[] {
  if (value === null) return [];
  const display = sender?.name ?? sender?.id ?? null;
  const assigner = display === null || type === 'PLAC' ? undefined : { display };
  return [{ type: { coding: [{ system: identifierType, code: type }] }, value, assigner }];
}

/** The sender's free text as it was sent. A longer one is in the sender's document alone. */
function textForm(text: string): ExactObject[] | undefined {
  const bytes = utf8(text);
  if (text === '' || bytes.length > longestText) return undefined;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return [{ contentType: 'text/plain; charset=utf-8', data: btoa(binary) }];
}

function listOrNone(list: ExactObject[]): ExactObject[] | undefined {
  return list.length === 0 ? undefined : list;
}

function identified(id: string, { resourceType, ...rest }: ExactObject): IdentifiedResource {
  return { id, ...resourceFromText(writeExactJson({ resourceType, id, ...rest }), resourceLimits) };
}
