import type { TransferTexts } from './transfer-fr.ts';

export const transferEn: TransferTexts = {
  button: 'Transfer the file…',
  title: 'Transfer the file to a new doctor',
  lead: 'The whole file leaves, sealed for the practice that you choose: each element with its earlier versions and their authors, and the attachments. The file stays in your practice too.',
  stays: 'Appointments, tasks between professionals and the list of accesses do not leave.',
  subject: 'Complete medical record',
  prepare: (name) => `Prepare the file for ${name}`,
  preparing: 'Reading and sealing the file. Nothing was sent yet.',
  patient: 'Patient',
  recipient: 'Recipient',
  size: 'Size',
  volumes: (count) =>
    count === 1 ? 'in 1 message, which the colleague opens once' : `in ${count} messages, all of which they open`,
  confirm: (patient, born) => `This is the file of ${patient}, born ${born}`,
  confirmFirst: 'Confirm the patient before it is sent.',
  send: (patient) => `Transfer the file of ${patient}`,
  progress: (percent, sent, all) => `${percent} %: ${sent} of ${all}`,
  left: (seconds) => {
    if (seconds < 60) return 'less than a minute left';
    const minutes = Math.ceil(seconds / 60);
    return minutes === 1 ? 'about 1 minute left' : `about ${minutes} minutes left`;
  },
  goesOn: 'It goes on if you close this window, as long as the session is open.',
  isKept: 'After an interruption it goes on from there on this device.',
  notKept: 'This device has no room to keep it: stay signed in until it is done.',
  interrupted: 'The transfer is interrupted.',
  interruptedHint: 'Parts that the server has are not sent twice.',
  resume: 'Resume',
  cancel: 'Cancel the transfer',
  cancelled: ({ withdrawn, withdrawing, opened, unknown }) => {
    const late =
      opened === 1
        ? '1 message was already open: it cannot be taken back.'
        : `${opened} messages were already open: they cannot be taken back.`;
    const asked =
      withdrawing === 1
        ? 'The withdrawal of 1 message is requested: “Sent” shows whether it is in time.'
        : `The withdrawal of ${withdrawing} messages is requested: “Sent” shows whether it is in time.`;
    const unseen =
      unknown === 1
        ? 'The server does not show 1 message: it is not taken back.'
        : `The server does not show ${unknown} messages: they are not taken back.`;
    const rest = [opened > 0 && late, withdrawing > 0 && asked, unknown > 0 && unseen].filter((one) => one !== false);
    if (rest.length > 0) return ['Transfer cancelled.', ...rest].join(' ');
    return withdrawn === 0
      ? 'Transfer cancelled. Nothing had left.'
      : 'Transfer cancelled. What had left is taken back.';
  },
  sent: (name) => `The file was sent to ${name}.`,
  sentHint: '“Sent” shows when it is received and read.',
  close: 'Close',
  show: 'Show',
  states: {
    preparing: 'Preparing a transfer',
    ready: 'Transfer ready, not sent yet',
    sending: 'Transfer under way',
    interrupted: 'Transfer interrupted',
    sent: 'File transferred',
  },
  unfinished: (to) => `A transfer to ${to} is not complete.`,
  unfinishedHint:
    'It was interrupted, and this device does not have its sealed parts. Resume on the device that began it; otherwise take back what was sent, then transfer again.',
  withdraw: 'Take back what was sent',
  failures: {
    draft_not_stored: [
      'A part of the sealed file is no longer on this device',
      'The transfer cannot be resumed. Cancel it, then transfer again.',
    ],
    clock_differs: ['This transfer is too old to be resumed', 'Cancel it, then transfer again.'],
    not_entitled: [
      'This file cannot leave now',
      'A document that the reception left waits for a doctor. File it, then prepare the transfer again.',
    ],
    too_large: [
      'The file or a part of it is too large',
      'A part exceeds the limit of a message, or the file that of a transfer. Nothing was sent.',
    ],
    conflict: [
      'The practice or this file has changed',
      'Another transfer is under way, or the recipient is no longer the same. Open this window again.',
    ],
  },
};
