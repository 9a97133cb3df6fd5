import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createRecordsData,
  DataError,
  listInbox,
  publishEntry,
  readDirectories,
  sealMessage,
  signIn,
  verifyCorrespondent,
  type RecordsClient,
  type SettingsDocument,
} from '@etanche/records-client';
import {
  buildResult,
  readPatient,
  readResultText,
  resourceFromText,
  resourceLimits,
  text,
  type DocumentFacts,
  type Resource,
} from '@etanche/records-fhir';
import { writeMessageDocument, type OutgoingPart } from '@etanche/records-web';
import { originOfReport, readReportMessage, reportLimits } from '@etanche/records-interop';
import { goLive, importPatients } from '../records/import-patients.ts';
import type { TrialPractice } from '../records/start-practice.ts';
import type { TrialMember, TrialPeople } from '../records/populate-practice.ts';
import { founder, neighbour } from './cast.ts';
import { archiveOf, cardiologySynthesis } from './demonstration-cda.ts';
import { cardiologyReport, laboratoryFile, questionToCardiologist } from './demonstration-reports.ts';
import { demonstrationKinds, demonstrationWeek, professionals, timeZone } from './practice-settings.ts';

/** Patients of the first practice whom the cardiologist has seen too. */
const shared = { from: 20, count: 6 } as const;
const pollMs = 200;
const mostPolls = 300;

/** JSON texts of a patient's resources, the Patient first, and the patient's name. */
export type SharedPatient = { readonly name: string; readonly resources: readonly string[] };

/** Settings and patients of the second practice. Its files have no history but the messages of its colleagues. */
export async function fillNeighbour(
  practice: TrialPractice,
  directory: string,
  patients: readonly SharedPatient[],
  today: string,
): Promise<void> {
  const { doctor } = practice;
  const client = await signIn(doctor.options);
  try {
    const settings = await createRecordsData(client).settings();
    for (const document of settingsOf(doctor.member, today)) await settings.put(document, null);
  } finally {
    client.session.lock();
  }
  const known = sharedOf(patients).map(({ resources }) => resources.slice(0, 1));
  await importPatients({ practice, directory, patients: known, report: () => undefined });
  await goLive(practice);
}

/**
 * Publishes both practices in the directory and lets their doctors write to each other: letters, results with an
 * abnormal value, and one message about a patient whose birth date was mistyped.
 */
export async function exchangeFirstMessages(
  first: { readonly doctor: TrialMember; readonly accounts: ReadonlyMap<string, string> },
  second: TrialPeople,
  patients: readonly SharedPatient[],
  today: string,
): Promise<void> {
  const clients = [await signIn(first.doctor.options), await signIn(second.doctor.options)] as const;
  const [own, other] = clients;
  try {
    await publishEntry(own, {
      ...{ name: 'Maison de santé du Port', place: '29000 Quimper' },
      practitioners: professionals.flatMap(({ key, name, speciality, rpps }) => {
        const member = first.accounts.get(key);
        return member === undefined ? [] : [{ member, name, speciality, rpps }];
      }),
    });
    // The next entry is published on a directory that the vaults have cosigned.
    await until(async () => (await listed(own)) === 1);
    const { practice, place, name, speciality, rpps } = neighbour;
    await publishEntry(other, {
      ...{ name: practice, place },
      practitioners: [{ member: second.doctor.member, name, speciality, rpps }],
    });
    await until(async () => (await listed(own)) === 2);
    const [seen, measured, mistyped, asked] = sharedOf(patients);
    if (!seen || !measured || !mistyped || !asked) throw new RangeError('the practice has too few patients');
    const toFirst = { from: other, to: own, member: first.doctor.member, author: name };
    const pdf = (title: string, kind: DocumentFacts['kind'], bytes: Uint8Array): OutgoingPart => ({
      facts: { title, kind, date: today },
      contentType: 'application/pdf',
      bytes,
    });
    await send(toFirst, seen, {
      subject: 'Consultation de cardiologie',
      note: 'Chère Hélène,\nTu trouveras mon compte rendu. Je propose de majorer le bêtabloquant ; revoyons-nous dans trois mois.\nBien amicalement, Yann',
      parts: [
        pdf('Compte rendu de cardiologie', 'report', cardiologyReport(seen.name, today)),
        {
          facts: { title: 'Dossier IHE_XDM', kind: 'report', date: today },
          contentType: 'application/zip',
          bytes: archiveOf(cardiologySynthesis(patientOf(seen), today, 1, randomUUID), today),
        },
      ],
    });
    await send(toFirst, measured, {
      subject: 'Bilan avant coronarographie',
      note: 'Potassium élevé sous spironolactone : je l’ai arrêtée hier. À contrôler dans la semaine, merci.',
      parts: [],
      results: ['potassium 5,8 mmol/L (3,5-5)', 'créatinine 118 µmol/L (45-100)', 'hémoglobine 13,1 g/dL (12-16)'],
      today,
    });
    await send(toFirst, withOtherBirthDate(mistyped), {
      subject: 'Holter des 24 heures',
      note: 'Holter sans trouble du rythme significatif. Pas d’indication à un traitement anticoagulant.',
      parts: [
        {
          facts: { title: 'Synthèse cardiologique', kind: 'report', date: today },
          contentType: 'application/xml',
          bytes: cardiologySynthesis(patientOf(mistyped), today, 2, randomUUID),
        },
      ],
    });
    const toSecond = { from: own, to: other, member: second.doctor.member, author: founder.name };
    await send(toSecond, asked, {
      subject: 'Avis pour une dyspnée d’effort',
      note: 'Cher Yann,\nMerci de le recevoir : dyspnée d’effort depuis un mois, souffle systolique non connu.',
      parts: [pdf('Courrier d’adressage', 'letter', questionToCardiologist(asked.name, today))],
    });
    const [, , , , , waiting] = sharedOf(patients);
    if (waiting !== undefined) await receiveReport(own, waiting, today);
    await until(async () => (await listInbox(own)).unread === 3 && (await listInbox(other)).unread === 1);
  } finally {
    for (const { session } of clients) session.lock();
  }
}

/**
 * A laboratory's file and its correction, whose patient only a person can assign: they have names and a birth date, and
 * no number.
 */
async function receiveReport(client: RecordsClient, patient: SharedPatient, today: string): Promise<void> {
  const traits = readPatient(JSON.parse(patient.resources[0] ?? '{}') as Resource);
  const named = {
    family: traits.birthFamilyName ?? '',
    given: traits.birthGivenNames[0] ?? '',
    birthDate: traits.birthDate ?? '',
  };
  const { waiting } = createRecordsData(client);
  // The newest one is the first of the list: the result, before its correction.
  for (const isCorrected of [true, false]) {
    const content = Uint8Array.from(laboratoryFile(named, today, isCorrected));
    const { report, message } = readReportMessage(content, { ...reportLimits, today });
    const origin = originOfReport(report, message, 'Europe/Paris');
    const received = {
      ...{ content, contentType: 'text/plain', from: 'Laboratoire du Steïr' },
      facts: { title: isCorrected ? 'Ionogramme sanguin, corrigé' : 'Ionogramme sanguin', kind: 'result', date: today },
      origin: { ...origin, sender: `folder ${origin.sender}` },
      at: new Date(client.environment.now()).toISOString(),
    } as const;
    await waiting.store(received, 'not_certain');
  }
}

type Route = {
  readonly from: RecordsClient;
  readonly to: RecordsClient;
  readonly member: string;
  readonly author: string;
};

async function send(
  { from, to, member, author }: Route,
  { resources: [patient = '{}'] }: SharedPatient,
  {
    subject,
    note,
    parts,
    results = [],
    today = '',
  }: {
    readonly subject: string;
    readonly note: string;
    readonly parts: readonly OutgoingPart[];
    readonly results?: readonly string[];
    readonly today?: string;
  },
): Promise<void> {
  const listing = (await readDirectories(from)).get(to.practice.id);
  if (listing === undefined) throw new RangeError('the practice is in no directory');
  const read = resourceFromText(patient, resourceLimits);
  const reference = `Patient/${text(read.resource['id']) ?? ''}`;
  const now = from.environment.now();
  const context = { patient: reference, author, recorded: new Date(now).toISOString() };
  const observations = results.map((line) => {
    const resource = { ...buildResult(readResultText(line, today), context), id: randomUUID() };
    return { resource, text: JSON.stringify(resource) };
  });
  const document = writeMessageDocument({
    ...{ patient: read, reference, subject, note, parts, resources: observations, author, now },
    ...{ base: from.session.serverUrl, newId: randomUUID },
  });
  const attachments = parts.map(({ facts: { title }, contentType, bytes }) => ({
    ...{ title, contentType },
    content: new Blob([Uint8Array.from(bytes)], { type: contentType }),
  }));
  const correspondent = await verifyCorrespondent(from, listing);
  const sealed = await sealMessage(from, correspondent, { kind: 'message', subject, document, attachments, member });
  await sealed.send();
}

function patientOf({ resources: [patient = '{}'] }: SharedPatient): Resource<'Patient'> {
  return JSON.parse(patient) as Resource<'Patient'>;
}

function sharedOf(patients: readonly SharedPatient[]): readonly SharedPatient[] {
  const from = Math.min(shared.from, Math.max(0, patients.length - shared.count));
  return patients.slice(from, from + shared.count);
}

/** A patient whose day of birth the sender mistyped. */
function withOtherBirthDate({ name, resources: [patient = '{}', ...others] }: SharedPatient): SharedPatient {
  const read = JSON.parse(patient) as { readonly birthDate?: string };
  const birthDate = (read.birthDate ?? '').replace(/\d$/, (digit) => (digit === '1' ? '2' : '1'));
  return { name, resources: [JSON.stringify({ ...read, birthDate }), ...others] };
}

/** The number of practices in the directory; none before the vaults have cosigned its newest entry. */
async function listed(client: RecordsClient): Promise<number> {
  try {
    return (await readDirectories(client)).size;
  } catch (error) {
    if (error instanceof DataError && error.reason === 'unavailable') return 0;
    throw error;
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < mostPolls; i++) {
    if (await isSo()) return;
    await wait(pollMs);
  }
  throw new RangeError('the messages of the demonstration did not arrive');
}

function settingsOf(member: string, today: string): SettingsDocument[] {
  const { practice, name, speciality, rpps } = neighbour;
  return [
    {
      ...{ document: 'hours', timeZone, closures: [] },
      weekdays: demonstrationWeek(today),
    },
    { document: 'kinds', kinds: demonstrationKinds },
    {
      ...{ document: 'letterhead', name: practice, lines: ['Cardiologie'], finess: '', email: '' },
      ...{ street: '12 rue du Frout', postalCode: '29000', town: 'Quimper', phone: '02 98 95 10 10', footer: '' },
    },
    {
      ...{ document: 'practitioner', member, name, title: 'Docteur en médecine', speciality, rpps, colour: 2 },
      ...{ phone: '', email: '' },
    },
    {
      ...{ document: 'template', kind: 'letter', name: 'Réponse à un confrère' },
      text: '{formule},\n\nJ’ai vu {patient}, né(e) le {naissance}, pour {objet}.\n\nBien confraternellement.',
    },
  ];
}
