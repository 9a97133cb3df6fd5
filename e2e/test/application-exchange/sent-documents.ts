import { randomUUID } from 'node:crypto';
import {
  listInbox,
  readDirectories,
  sealMessage,
  verifyCorrespondent,
  type PatientFile,
} from '@etanche/records-client';
import {
  buildPatient,
  buildVaccine,
  readPatient,
  type DocumentFacts,
  type PatientTraits,
  type Resource,
  type VaccineFacts,
} from '@etanche/records-fhir';
import { cdaOids, typeOfDocument, writeVaccinationRecord, type CdaDraft } from '@etanche/records-interop';
import { writeMessageDocument } from '@etanche/records-web';
import { expect } from 'vitest';
import type { OpenApplication } from '../support/application-stage.ts';

const signed = '2026-11-20T09:30:00+01:00';
const author = 'Dr Yann Le Gall';
const context = { patient: 'Patient/sent', author, recorded: signed };

/** A vaccination of the left arm. */
export function given(name: string, date: string, lot: string): VaccineFacts {
  return {
    ...{ cis: null, name, date, lot, expiry: null, site: 'LA', route: 'IM', dose: null },
    ...{ isGivenHere: true, refusal: null, note: null },
  };
}

type Draft = { readonly traits?: Partial<PatientTraits> } & Partial<CdaDraft>;

/** The header of a document about a patient. @param changes other traits of the patient, and elements of the header */
export function draftOf(patient: Resource, { traits: other = {}, ...changes }: Draft = {}): CdaDraft {
  const type = typeOfDocument('11369-6');
  if (type === null) throw new RangeError('the value set has no vaccination records');
  const organization = { name: 'Cardiologie du Frout', phone: null, address: null, setting: null };
  const practice = { ...organization, id: { root: cdaOids.structure, extension: '1290000001' } };
  const professional = {
    ...{ id: { root: cdaOids.person, extension: '810002422979' }, profession: null, family: 'LE GALL', given: 'Yann' },
    ...{ title: 'DR', phone: null, address: null, organization: practice },
  };
  const by = { time: signed, professional };
  const traits = { ...readPatient(patient), localId: { system: 'urn:oid:1.2.3.4.567.61', value: '1' }, ...other };
  return {
    ...{ id: { root: '2.25.1', extension: randomUUID() }, setId: { root: '2.25.2', extension: randomUUID() } },
    ...{ version: 1, replaces: null, type, title: 'Carnet de vaccination', time: signed, confidentiality: 'N' },
    patient: { ...buildPatient('sent', traits), resourceType: 'Patient' },
    ...{ author: by, custodian: practice, authenticator: by, recipients: [] },
    ...{ event: { code: null, start: signed, end: null } },
    facility: { code: 'SA07', system: cdaOids.facilityType, name: 'Cabinet individuel' },
    ...changes,
  };
}

/** The vaccination record of a patient as another program of the cardiologist writes it. */
export function recordOf(patient: Resource, facts: readonly VaccineFacts[], changes: Draft = {}): Uint8Array {
  const resources = facts.map((one) => buildVaccine(one, context));
  return writeVaccinationRecord(draftOf(patient, changes), resources, randomUUID);
}

/** A message of the cardiologist to the doctor with these vaccinations in its document, and one attachment. */
export async function sendToDoctor(
  stage: OpenApplication,
  { resource: patient, text }: ReturnType<PatientFile['patient']>['resource'],
  subject: string,
  {
    title,
    contentType,
    bytes,
    vaccines = [],
  }: {
    readonly title: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
    readonly vaccines?: readonly VaccineFacts[];
  },
): Promise<void> {
  const [to, from] = [await stage.application.signIn('arnaud'), await stage.application.signIn('legall')];
  const id = typeof patient['id'] === 'string' ? patient['id'] : '';
  const facts: DocumentFacts = { title, kind: 'report', date: '2026-11-20' };
  const document = writeMessageDocument({
    ...{ patient: { resource: patient, text }, reference: `Patient/${id}`, subject, note: '', author },
    parts: [{ facts, contentType, bytes }],
    resources: vaccines.map((one, i) => {
      const resource = { ...buildVaccine(one, { ...context, patient: `Patient/${id}` }), id: `v${i}` };
      return { resource, text: JSON.stringify(resource) };
    }),
    ...{ base: from.session.serverUrl, newId: randomUUID, now: from.environment.now() },
  });
  const listing = (await readDirectories(from)).get(to.practice.id);
  if (listing === undefined) throw new RangeError('the practice is in no directory');
  const content = new Blob([Uint8Array.from(bytes)], { type: contentType });
  const sealed = await sealMessage(from, await verifyCorrespondent(from, listing), {
    ...{ kind: 'message', subject, document, member: to.session.member },
    attachments: [{ title, contentType, content }],
  });
  await sealed.send();
  const isThere = async (): Promise<boolean> =>
    (await listInbox(to)).messages.some(({ statement }) => statement === sealed.statement);
  await expect.poll(isThere).toBe(true);
}
