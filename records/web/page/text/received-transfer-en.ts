import type { ReceivedTransferTexts } from './received-transfer-fr.ts';

export const receivedTransferEn: ReceivedTransferTexts = {
  title: 'Transferred file',
  lead: 'This message has the complete file of a patient, with its history and authors.',
  volumes: (opened, of) => (of === 1 ? '1 message' : `${opened} of ${of} messages open`),
  openOthers: (count) => (count === 1 ? 'Open the other message' : `Open the ${count} other messages`),
  opening: 'Opening the messages…',
  costs: 'The file is read once all of its messages are open. Each counts towards your limit of the day.',
  notThere: 'The other messages have not arrived yet, or their sender took them back. Try again later.',
  stopped:
    'A message of this sender does not belong to this file: the opening stopped there, and the next ones did not count. Continue if you know the sender.',
  reading: 'Verifying authors and versions…',
  content: 'Verified content',
  resources: (count) => (count === 1 ? '1 element' : `${count} elements`),
  attachments: (count) => (count === 0 ? 'No attachment' : count === 1 ? '1 attachment' : `${count} attachments`),
  earlier: (count) =>
    count === 0 ? 'No earlier version' : count === 1 ? '1 earlier version' : `${count} earlier versions`,
  missing: (count) =>
    count === 1
      ? 'The content of one earlier version is missing: the sender no longer had it. Its author and date are proved all the same.'
      : `The content of ${count} earlier versions is missing: the sender no longer had it. Their authors and dates are proved all the same.`,
  complete: 'No current element is missing.',
  between: (from, to) => `Written from ${from} to ${to}`,
  labels: { size: 'Size', content: 'Elements', history: 'History', dates: 'Dates' },
  none: 'No patient of the practice looks alike.',
  asNew: 'Create a new file',
  asNewHint: 'The patient of the transferred file becomes a patient of the practice, with their traits.',
  asNewDespite: 'Create despite the likeness',
  looksAlike: 'A patient of the practice looks alike: compare before you create a second file.',
  filing: (done, of) => `${done} of ${of} elements filed`,
  storing: 'Filing the attachments…',
  filed: (name) => `File kept: ${name}`,
  results: {
    created: (count) =>
      count === 0 ? 'No element added.' : count === 1 ? '1 element added.' : `${count} elements added.`,
    changed: (count) => (count === 1 ? '1 element has a new version.' : `${count} elements have a new version.`),
    conflicts: (count) =>
      count === 1
        ? '1 element changed on both sides: yours stays, the received version is beside it. Compare them.'
        : `${count} elements changed on both sides: yours stay, the received versions are beside them. Compare them.`,
    unchanged: (count) => (count === 1 ? '1 element was there already.' : `${count} elements were there already.`),
    missing: (count) =>
      count === 1
        ? '1 element of an earlier transfer is no longer at the sender’s: it stays here.'
        : `${count} elements of an earlier transfer are no longer at the sender’s: they stay here.`,
  },
  proof: 'The proof of the authors and all earlier versions are in Documents: “Dossier reçu”.',
  again: 'A filing that was interrupted continues where it was: nothing is written twice.',
  refuse: 'Refuse this file…',
  refuseTitle: 'Refuse this file',
  refuseEffect: 'Nothing is filed, and its content is deleted here. To have it later, it has to be sent again.',
  refuseSeen: (name) =>
    `${name} sees “Refused” among the sent messages, for the whole transfer, with your signature and without a reason. Write to them if a reason helps.`,
  refuseOthers: (count) =>
    count === 1
      ? 'The other message of this transfer is refused too, without being opened, even if it arrives later.'
      : `The ${count} other messages of this transfer are refused too, without being opened, even if they arrive later.`,
  refuseConfirm: 'Refuse this file',
  keep: 'Do not refuse',
  refused: (name) => `File refused. ${name} will see it among the sent messages.`,
  refuseTooLate: [
    'A colleague has filed or refused this file already',
    'Close this message and see its state in the list.',
  ],
  failures: {
    untrusted: [
      'This file does not verify',
      'An element, an author or a message does not match its signature. Nothing is shown or filed. Tell the sender.',
    ],
    too_large: [
      'This file is too large to be filed here',
      'Its versions or attachments exceed the limit. Nothing was written. Ask the sender for the essentials as messages.',
    ],
    conflict: [
      'A colleague changed this file at the same moment',
      'Filed elements stay. Try again: nothing is written twice.',
    ],
    not_found: ['This file is no longer open', 'Open the message from the list again.'],
  },
};
