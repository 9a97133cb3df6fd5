import { isEtancheError } from '@etanche/core-wire';
import type { AgendaDay, RecordsData, ReportToFile, WaitingReason } from '@etanche/records-client';
import { displayName, FhirError, text, type DocumentOrigin, type WorkMember } from '@etanche/records-fhir';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { OpenSession } from '../session/gateway-session.ts';
import { findPatient } from './find-patient.ts';
import type { ReceivedDocument } from './received-document.ts';

/** The member who files, those who see the document, and the time. */
export type Desk = {
  readonly data: RecordsData;
  /** The doctor on whose list results and letters appear. */
  readonly to: WorkMember;
  /** That list, opened once for the session. */
  readonly list: () => Promise<AgendaDay>;
  /** The gateway. */
  readonly from: WorkMember;
  /** FHIR instant. */
  readonly at: string;
};

/** @param now milliseconds since 1970 */
export function deskOf({ data, self, list }: OpenSession, { doctors }: GatewayConfig, now: number): Desk {
  const [doctor] = doctors;
  if (doctor === undefined) throw new RangeError('the configuration has a doctor');
  const to = { id: doctor.member, name: doctor.name };
  return { data, to, from: self, at: new Date(now).toISOString(), list: () => list(to.id) };
}

/** Errors of the document itself: it would fail again. */
const faulty: ReadonlySet<string> = new Set(['invalid_resource', 'too_large']);

export function isFaulty(error: unknown): boolean {
  return error instanceof FhirError || (isEtancheError(error) && faulty.has(error.code));
}

export type Filed = {
  readonly kind: 'filed' | 'to_assign';
  /** True if the same bytes were there before. */
  readonly isRepeated: boolean;
};

/** The way on which a document came: the address of a mail, or the folder. */
export type Channel = { readonly kind: 'mail'; readonly address: string } | { readonly kind: 'folder' };

/**
 * Seals a document under its patient, or on the unassigned list with the reason. It never creates a patient. The same
 * call again files nothing twice: both places are found by the hash of the bytes. A withdrawal of a document that the
 * patient's file does not have waits for a person.
 *
 * @throws DataError, RecordsClientError: nothing may be removed at the source
 */
export async function fileDocument(desk: Desk, document: ReceivedDocument, channel: Channel): Promise<Filed> {
  const { data, to, from, at } = desk;
  const { content, contentType, facts } = document;
  const origin = originBy(document, channel);
  const found = await findPatient(data, document.identity);
  const wait = async (reason: WaitingReason): Promise<Filed> => {
    const sender = document.from === '' ? from.name : document.from;
    const { isRepeated } = await data.waiting.store({ content, contentType, facts, from: sender, at, origin }, reason);
    return { kind: 'to_assign', isRepeated };
  };
  if (found.kind === 'to_assign') return wait(found.reason);
  const { file } = found;
  const patient = `Patient/${text(file.patient().resource.resource['id']) ?? file.scope}`;
  const report: ReportToFile = {
    original: { content, contentType, facts },
    resources: (newId) => document.resources(patient, newId),
    origin,
  };
  if (await data.withdrawsUnknown(report, file)) return wait('withdrawal_unknown');
  const list = await desk.list();
  const filing = { file, patientName: displayName(file.patient().card), list, to, from, at };
  const { isRepeated } = await data.fileReport(report, filing);
  return { kind: 'filed', isRepeated };
}

/**
 * The origin with the sender as this practice knows it. A document only replaces one that came on the same way: anybody
 * can write the name of a laboratory into a document, and an address of MSSanté is one that its operator verified.
 */
function originBy({ origin }: ReceivedDocument, channel: Channel): DocumentOrigin | null {
  if (origin === null) return null;
  const { sender } = origin;
  if (channel.kind === 'mail' && channel.address === '') return { ...origin, sender: '' };
  if (channel.kind === 'mail') return { ...origin, sender: `mailto:${channel.address.toLowerCase()} ${sender}`.trim() };
  return { ...origin, sender: sender === '' ? '' : `folder ${sender}` };
}
