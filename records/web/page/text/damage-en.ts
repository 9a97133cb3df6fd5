import type { damageFr } from './damage-fr.ts';

export const damageEn: typeof damageFr = {
  title: 'This file cannot be verified',
  lead: 'Nothing is shown: what the server sent is not what your colleagues signed. Decide nothing without this file.',
  causeStore: 'Data may have been damaged or lost on the server. A doctor can see what is left.',
  causeCopies:
    'A stolen account may have destroyed an element and written false copies. A doctor can restore everything for seven days.',
  causeServer: 'The server may lie. Inform the administrator before any repair.',
  examine: 'See what is left of the file',
  examining: 'Reading what is left',
  doctorOnly: 'Only a doctor can repair it: ask one, and inform the administrator.',
  found: 'What is left of the file',
  nothing: 'Everything current can be read. Try to open the file again.',
  recovered: (count) =>
    count === 1
      ? '1 damaged element was found intact elsewhere.'
      : `${count} damaged elements were found intact elsewhere.`,
  refused: (count) =>
    `${count} version${count === 1 ? '' : 's'} signed by a member keep${count === 1 ? 's' : ''} the file from opening. The version before takes its place; find out with the administrator who wrote it.`,
  lost: (count) => `The content of ${count} element${count === 1 ? '' : 's'} cannot be found.`,
  lostBefore: (count) => `${count} element${count === 1 ? ' was' : 's were'} found lost before.`,
  element: 'Element',
  lostVersion: 'Lost version',
  lastVersion: 'Last readable version',
  noVersion: 'none',
  needsCopies: 'The identity of the patient is missing: the file cannot be opened without a backup copy.',
  repairWhole: 'The repair copies these elements. Authors, dates and content do not change.',
  repairLead:
    'Look for a backup first. The repair opens the file without these elements; their loss stays written at the top of the file, in the list of accesses and in the log. A backup that is found later gives them back.',
  confirm: (count) =>
    count === 1
      ? 'I confirm the loss of 1 element, which may be an allergy or a treatment'
      : `I confirm the loss of ${count} elements, which may be allergies or treatments`,
  repair: 'Repair the file',
  repaired: 'The file is repaired.',
  destroyedLead: 'If this was not intended, restore what was destroyed: the file is then as it was before.',
  restoreFirst: 'First restore what was destroyed: content that cannot be found may come back with it.',
  copiesTitle: 'Backup copy',
  copiesLead: 'The administrator of the server can take an encrypted copy of this file from a backup, by the command:',
  chooseCopies: 'Choose the copy',
  otherCopies: 'Choose another copy',
  copiesFile: 'Backup copy of the file',
  copiesRead: 'The copy has been read.',
  lostHere: (count) => (count === 1 ? 'An element of this file is lost' : `${count} elements of this file are lost`),
  lostOne: (number) => `Lost element ${number}`,
  lostLead: 'It may be an allergy or a treatment: ask the patient. Earlier versions can still be read.',
};
