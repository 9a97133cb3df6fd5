import type { paperFr } from './paper-fr.ts';

export const paperEn: typeof paperFr = {
  print: 'Print',
  keepAndPrint: (count) => (count === 0 ? 'Keep and print' : `Keep and print (${count})`),
  printLast: 'Print the last prescription',
  noPrescription: 'This file has no prescription yet.',
  missing: (mentions) =>
    `Missing on paper: ${mentions.map((mention) => paperEn.mentions[mention]).join(', ')}. Complete it in Settings.`,
  mentions: {
    letterhead: 'the practice’s letterhead',
    rpps: 'your RPPS number',
    speciality: 'your speciality',
    phone: 'a telephone number',
  },
  letters: 'Letters and certificates',
  newLetter: 'New letter or certificate',
  template: 'Template',
  noTemplate: 'No template. Add one in Settings.',
  kinds: { letter: 'Letter', certificate: 'Certificate', sick_leave: 'Sick leave (contents)', visit: 'Visit text' },
  heading: 'Title',
  body: 'Text',
  addressee: 'Addressee',
  noAddressee: 'No addressee',
  copyTo: (name) => `Copy to the treating doctor (${name})`,
  open: (fields) => `To complete: ${fields.map((field) => `{${field}}`).join(', ')}`,
  keep: 'Keep',
  keepLetterAndPrint: 'Keep and print',
  kept: 'Document kept.',
  correct: 'Correct',
  version: (version) => `version ${version}`,
  sickLeave: 'This text prepares the sick leave. The notice itself is on the secured form or in the online service.',
  preview: 'Preview',
  presence: 'Certificate of attendance',
  presenceHeading: 'Attestation de présence',
  presenceBody: (name, date, from, to) =>
    `Nous attestons que ${name} s’est présenté(e) au cabinet le ${date}, de ${from} à ${to}.\n\nFait à la demande de l’intéressé(e) pour servir et valoir ce que de droit.`,
  secretariat: (name) => `${name}, secrétariat`,
};
