import {
  cdaOids,
  typeOfDocument,
  writeVsm,
  writeXdm,
  type CdaDraft,
  type CdaOrganization,
  type CdaProfessional,
} from '@etanche/records-interop';
import {
  buildEntry,
  buildPatient,
  emptyEntry,
  readPatient,
  text,
  type EntryFacts,
  type Resource,
} from '@etanche/records-fhir';
import { neighbour } from './cast.ts';

/** Ids of the demonstration, under an OID that nobody has. */
const root = '1.2.3.4.567.60';

const practice: CdaOrganization = {
  id: { root: cdaOids.structure, extension: '1290000001' },
  name: neighbour.practice,
  phone: '02 98 95 10 10',
  address: { lines: ['12 rue du Frout'], postalCode: '29000', city: 'Quimper', country: null },
  setting: { code: 'AMBULATOIRE', system: cdaOids.practiceSetting, name: 'Ambulatoire' },
};

const cardiologist: CdaProfessional = {
  id: { root: cdaOids.person, extension: `8${neighbour.rpps}` },
  profession: {
    code: 'G15_10/SM04',
    system: cdaOids.profession,
    name: 'Médecin - Cardiologie et maladies vasculaires',
  },
  ...{ family: 'LE GALL', given: 'Yann', title: 'DR', phone: practice.phone, address: practice.address },
  organization: practice,
};

/**
 * A cardiologist's synthesis of a patient as a CDA document.
 *
 * @param date `YYYY-MM-DD`
 * @param number of the document in the demonstration
 */
export function cardiologySynthesis(
  known: Resource<'Patient'>,
  date: string,
  number: number,
  newId: () => string,
): Uint8Array {
  const type = typeOfDocument('SYNTH');
  if (type === null) throw new RangeError('the value set has no syntheses');
  // The header wants a number of the patient where the identity is not qualified.
  const localId = { system: `urn:oid:${root}.1`, value: String(4700 + number) };
  const id = text(known['id']) ?? 'patient';
  const patient = buildPatient(id, { ...readPatient(known), localId }) as Resource<'Patient'>;
  const signed = { time: `${date}T09:30:00+01:00`, professional: cardiologist };
  const draft: CdaDraft = {
    ...{ id: { root, extension: `${number}.1` }, setId: { root, extension: String(number) }, version: 1 },
    ...{ replaces: null, type, title: 'Synthèse cardiologique', time: signed.time, confidentiality: 'N', patient },
    ...{ author: signed, custodian: practice, authenticator: signed, recipients: [] },
    event: { code: null, start: signed.time, end: null },
    facility: { code: 'SA07', system: cdaOids.facilityType, name: 'Cabinet individuel' },
  };
  const context = { patient: `Patient/${id}`, author: neighbour.name, recorded: signed.time };
  const entry = (facts: Partial<EntryFacts> & Pick<EntryFacts, 'kind' | 'name'>): Resource =>
    buildEntry({ ...emptyEntry, ...facts }, context);
  const history = [
    entry({ kind: 'problem', name: 'Hypertension artérielle', start: '2019-08', isLongTerm: true }),
    entry({ kind: 'problem', name: 'Extrasystoles supraventriculaires', start: date.slice(0, 7) }),
  ];
  const attention = ['Reprendre contact si palpitations de plus de dix minutes'];
  return writeVsm(draft, history, { attention, work: [] }, newId);
}

/** An IHE_XDM.zip with a document for everyone, as a hospital or another program sends it. */
export function archiveOf(document: Uint8Array, date: string): Uint8Array {
  return writeXdm({
    documents: [{ bytes: document, masking: 'everyone', isDeletion: false }],
    ...{ uniqueId: `${root}.2`, sourceId: root, time: `${date}T09:35:00+01:00` },
    sender: {
      ...{ name: neighbour.name, organization: neighbour.practice, addressLines: ['12 rue du Frout', '29000 Quimper'] },
      ...{ phone: '02 98 95 10 10', software: 'Étanche', version: '0.1.0', editor: 'Étanche' },
    },
  });
}
