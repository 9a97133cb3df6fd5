import type { UnsentKind } from '../../port/unsent-calls.ts';
import type { unsentFr } from './unsent-fr.ts';

const words: Readonly<Record<UnsentKind, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  prescription: ['prescription', 'prescriptions'],
  measure: ['measurement', 'measurements'],
  appointment: ['appointment', 'appointments'],
  identity: ['patient’s details', 'patients’ details'],
  patient: ['new patient', 'new patients'],
  document: ['document', 'documents'],
  task: ['task', 'tasks'],
};

export const unsentEn: typeof unsentFr = {
  label: 'Not sent',
  line: (counts, since) => {
    const parts = counts.map(([kind, count]) => `${count} ${words[kind][count === 1 ? 0 : 1]}`);
    return `Not sent yet: ${parts.join(', ')} (since ${since}).`;
  },
  toDecide: (count) => (count === 1 ? '1 entry needs your decision.' : `${count} entries need your decision.`),
  kept: 'Stored sealed on this device, and sent as soon as the server answers. Do not change to another device.',
  send: 'Send now',
  show: 'Show what waits',
  onDevice: (time) => `Not sent yet. Stored on this device at ${time}`,
  toast: (text) => `${text.replace(/\.$/, '')}. On this device, not sent yet.`,
  noSearch:
    'The server does not answer: files that look alike are searched for before this is sent, and you decide if there are any.',
  away: (time) => `Server unreachable since ${time}`,
  states: {
    waits: 'On this device, not sent yet',
    decision: 'Needs your decision',
    behind: 'Waits for the decision before it',
  },
  title: 'What is not sent',
  lead: 'These entries are sealed on this device. They are sent in order as soon as the server answers, and nothing is sent twice.',
  nothing: 'Everything is sent.',
  nothingHint: 'While the server does not answer, what you type waits here.',
  full: (percent) => `${percent}% of what this device may store`,
  fullHint: 'Beyond that, a new entry is refused before it can be lost.',
  kinds: {
    note: 'Consultation',
    prescription: 'Prescription',
    measure: 'Measurement',
    appointment: 'Appointment',
    identity: 'Identity and contact',
    patient: 'New patient',
    document: 'Document',
    task: 'Task',
  },
  at: (time) => `Typed on ${time}`,
  refused: 'Refused by the server',
  conflict: 'Somebody wrote another version of this note',
  changed: 'Somebody changed the same thing meanwhile',
  deleted: 'Somebody removed it meanwhile',
  taken: 'The place was taken, or the appointment changed, meanwhile',
  gone: 'The appointment was moved to another day or removed',
  alike: 'A file that looks alike exists',
  mine: 'Your entry',
  theirs: (author) => (author === null ? 'The other version' : `The version of ${author}`),
  atServer: 'At the server',
  absent: 'empty',
  keepMine: 'Keep my entry',
  keepTheirs: 'Keep the other version',
  bookAnyway: 'Book anyway',
  giveUp: 'Give up my entry',
  openDay: 'Open the day',
  createAnyway: 'Create anyway',
  useFile: (name) => `It is ${name}: use this file`,
  elements: {
    name: 'Names',
    telecom: 'Phones and e-mail',
    address: 'Address',
    gender: 'Sex',
    birthDate: 'Birth date',
    identifier: 'Numbers',
    extension: 'Identity and other facts',
    deceasedBoolean: 'Death',
    deceasedDateTime: 'Death',
    status: 'State',
    period: 'Period',
    payor: 'Insurer',
    subscriberId: 'Member number',
    relationship: 'Relationship',
    participant: 'Doctor',
    description: 'Text',
  },
  exportTitle: 'Take a copy with you',
  exportLead:
    'A file that any program reads (FHIR), with the documents, for when sending is no longer possible. Outside this application it is no longer protected.',
  exportButton: 'Save the file',
  ended: {
    retired: 'You are no longer a member of this practice, say the vaults. None of this can be sent in your name.',
    frozen: 'Your access is suspended, say the vaults. This is sent if the suspension is lifted.',
    replaced: 'Your key was replaced, say the vaults. None of this can be sent with the old one.',
  },
  unreadable: (count) =>
    count === 1
      ? 'One entry stored on this device does not open. It is not deleted: inform the administrator.'
      : `${count} entries stored on this device do not open. They are not deleted: inform the administrator.`,
};
