import {
  buildDeposit,
  buildDocument,
  buildResult,
  buildWorkItem,
  readResultText,
  type WorkCode,
  type WorkItem,
  type WorkMember,
} from '@etanche/records-fhir';
import type { PatientFile, RecordsData } from '@etanche/records-client';
import { resultsToSee } from '@etanche/records-client';
import { encodeDeposit, referenceTo, withOffset } from '@etanche/records-web';
import { dischargeReport, laboratoryReport } from './demonstration-reports.ts';
import type { PracticeFile } from './practice-file.ts';
import { timeZone } from './practice-settings.ts';

type Colleague = WorkMember & {
  /** A session of the member, for files that are still closed; nobody has more than a few of them. */
  readonly data: () => Promise<RecordsData>;
};

export type WorkPlace = {
  readonly doctors: readonly [Colleague, Colleague, Colleague];
  readonly secretary: Colleague;
  readonly patients: PracticeFile['patients'];
  /** `YYYY-MM-DDTHH:MM` in the time zone of the practice. */
  readonly now: string;
};

type Patient = PracticeFile['patients'][number];

/**
 * Gives each doctor the work of a first morning: an abnormal result and a usual one to see, a message of a colleague, a
 * request of the reception, and a document to file.
 */
export async function fillWork({ doctors, secretary, patients, now }: WorkPlace): Promise<void> {
  const at = withOffset(now, timeZone);
  const today = now.slice(0, 10);
  const desk = await secretary.data();
  for (const [i, doctor] of doctors.entries()) {
    const colleague = doctors[(i + 1) % doctors.length] ?? doctor;
    const [abnormal, usual, asked, called, sent] = patients.slice(3 + i * 5, 8 + i * 5);
    if (!abnormal || !usual || !asked || !called || !sent) throw new RangeError('the practice has too few patients');
    const data = await doctor.data();
    const list = await data.agenda.list(doctor.id);
    const add = async (
      facts: Pick<WorkItem, 'code' | 'to' | 'from'> & { readonly text?: string; readonly due?: string },
      patient: Patient,
      observations: Parameters<typeof buildWorkItem>[0]['observations'] = [],
    ): Promise<void> => {
      const whole = { text: null, due: null, ...facts, at, patient, observations };
      await list.put(buildWorkItem(whole, doctor.id), null);
    };
    const me = { id: doctor.id, name: doctor.name };
    const write = { author: doctor.name, at, today };
    for (const [patient, lines] of [
      [abnormal, abnormalResults[i] ?? []],
      [usual, usualResults],
    ] as const) {
      const file = await data.patients.open(patient.scope);
      await add({ code: 'result', from: me, to: me }, patient, await addResults(file, lines, write));
      if (patient === abnormal) await attachReport(file, write);
    }
    const other = { id: colleague.id, name: colleague.name };
    await add({ code: 'message', from: other, to: me, text: messages[i] ?? '' }, asked);
    await add({ code: requests[i] ?? 'call_patient', from: me, to: null, due: today }, called);

    const file = await desk.patients.open(sent.scope);
    const facts = { title: 'Analyses du laboratoire', kind: 'result', date: today } as const;
    const content = encodeDeposit({ facts, thumbnail: null, bytes: laboratoryReport(sent.name, today) });
    const context = { patient: referenceTo(file), author: secretary.name, at };
    await file.deposit(content, (stored) => buildDeposit(stored, context));
    await add({ code: 'file_document', from: { id: secretary.id, name: secretary.name }, to: me }, sent);
  }
}

type Writing = { readonly author: string; readonly at: string; readonly today: string };

/** Writes results, and returns them with their earlier values. */
async function addResults(file: PatientFile, lines: readonly string[], { author, at, today }: Writing) {
  const context = { patient: referenceTo(file), author, recorded: at };
  const before = new Set(file.resources().map(({ id }) => id));
  await file.write(
    lines.map((line) => ({ kind: 'create', resource: buildResult(readResultText(line, today), context) })),
  );
  const fresh = file.resources().flatMap(({ id }) => (before.has(id) ? [] : [id]));
  return resultsToSee(file, fresh);
}

async function attachReport(file: PatientFile, { author, at, today }: Writing): Promise<void> {
  const facts = { title: 'Compte rendu d’hospitalisation', kind: 'discharge', date: today } as const;
  const context = { patient: referenceTo(file), author, at };
  const content = dischargeReport(today);
  await file.attach({
    content,
    contentType: 'application/pdf',
    resource: (stored) => buildDocument(facts, stored, null, context),
  });
}

/** The list of each doctor in turn. */
const abnormalResults = [
  ['potassium 5,9 mmol/L (3,5-5)', 'créatinine 142 µmol/L (45-100)', 'CRP 3 mg/L (0-5)'],
  ['HbA1c 9,4 % (4-6)', 'glycémie 11,8 mmol/L (3,9-6,1)', 'créatinine 81 µmol/L (45-100)'],
  ['hémoglobine 9,6 g/dL (12-16)', 'ferritine 8 µg/L (15-150)', 'leucocytes 7,1 G/L (4-10)'],
];
const usualResults = ['TSH 2,1 mUI/L (0,4-4)', 'CRP 2 mg/L (0-5)'];
const messages = [
  'Garde de samedi : douleur thoracique atypique, ECG normal. Un rendez-vous cette semaine serait utile.',
  'Sa fille a appelé : les comprimés du soir sont souvent oubliés. On en parle avant la consultation ?',
  'Fatigue et pâleur à la dernière consultation. Les résultats arrivent aujourd’hui, peux-tu les regarder ?',
];
const requests: readonly WorkCode[] = ['call_patient', 'book', 'send_document'];
