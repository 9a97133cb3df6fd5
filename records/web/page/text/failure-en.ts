import type { Failure } from '../../port/messages.ts';
import type { FailureText, FailureTexts } from './failure-text.ts';
import { shortTime } from './format.ts';

/** Every code of the client in plain words with a next step. */
export const codesEn: FailureTexts = {
  quota_reached: [
    'The limit of new files is reached',
    'Files that are already open stay available. Ask the administrator for a raise, or open in an emergency.',
  ],
  invalid_copies: ['This is no copy of this file', 'Ask the administrator for a copy of this one.'],
  could_not_check: ['This file does not open', 'Nothing is lost. Try again in a moment.'],
  conflict: ['Somebody changed this before you', 'Your entry was not sent. Read the current version, then try again.'],
  uncertain: ['The connection broke while sending', 'Try again: nothing will be stored twice.'],
  already_sent: [
    'This message had left before',
    'Nothing left a second time. The list of what was sent shows it. To send it once more, confirm again.',
  ],
  invalid_resource: ['Something entered is not valid', 'Nothing was stored. Correct the fields that are marked.'],
  identity_refused: ['The identity rules do not allow this', 'Check the identity with a document.'],
  not_entitled: ['Your role does not allow this', 'Ask a member who may.'],
  place_taken: ['Somebody took this place before you', 'Choose another time, or confirm both appointments.'],
  queue_full: [
    'This device already stores as much as it may without the server',
    'Nothing of this action was stored. Decide about what waits or export it, or note this on paper.',
  ],
  day_full: ['This day is full', 'Choose another day.'],
  list_full: ['This list is full', 'File or finish tasks first, then try again. Nothing was added.'],
  too_large: ['This content is too large', 'Reduce the file, then try again.'],
  options_invalid: ['A setting of the application is wrong', 'Inform the administrator.'],
  unreachable: ['The server does not answer', 'Check the network, then try again.'],
  answer_invalid: ['The server gave an answer that is not understood', 'Inform the administrator.'],
  server_untrusted: [
    'The server does not prove what it claims',
    'Stop working and inform the person responsible. Nothing was used.',
  ],
  vaults_missing: ['Some vaults are missing', 'Try again when all vaults answer.'],
  vaults_disagree: ['The vaults do not agree', 'Try later, and inform their operators.'],
  locked: ['The session is locked', 'Unlock to continue.'],
  passkey_failed: [
    'The passkey was not used',
    'Try again, and confirm on your device. If the passkey is on another device, choose it in the window.',
  ],
  passkey_without_prf: [
    'This passkey cannot protect files',
    'Take another one: a recent security key, a phone, or an up-to-date Chrome, Edge or Safari.',
  ],
  no_grant: ['Your rights are not active yet', 'A doctor of the practice has to give them.'],
  epoch_due: ['A doctor has to open a new period', 'Inform a doctor of the practice: nothing can be written before.'],
  not_a_member: ['You are not a member of this practice', 'Inform the administrator.'],
  sign_in_refused: [
    'The practice does not know this passkey, invitation or code',
    'It may have been removed, or its time is over. Try another passkey, or ask the administrator for a new invitation.',
  ],
  not_found: ['This file does not exist here', 'It may have been erased.'],
  erased: ['This file was erased', 'Two doctors decided it.'],
  too_many_requests: ['Too many requests at once', 'Wait a moment, then try again.'],
  limit_reached: ['A limit is reached', 'Inform the administrator.'],
  overloaded: ['The server is too busy', 'Wait a moment, then try again.'],
  request_invalid: ['The server does not accept this request', 'Nothing was stored. Inform the administrator.'],
  unauthenticated: ['The session has ended', 'Sign in again.'],
  forbidden: ['Your role does not allow this', 'Ask a member who may.'],
  epoch_closed: ['The keys of the practice have changed', 'Try again: the new key will be used.'],
  clock_differs: ['The clock of this device is wrong', 'Set the clock of the device, then try again.'],
  key_reused: ['This request was already used', 'Reload the page, then try again.'],
  imports_exhausted: ['This file has received too many imports', 'Another import writes nothing into it.'],
  signature_refused: ['A signature is refused', 'Nothing was stored. Inform the administrator.'],
  owners_shared: ['Two vaults have the same operator', 'Choose vaults of different operators.'],
  refused: [
    'The vaults refuse this request',
    'Nothing has changed. It exceeds what they permit, or the practice has changed in the meantime. Check numbers and dates.',
  ],
  vaults_unreachable: ['The vaults do not answer', 'Try again in a moment.'],
  log_stopped: ['The server was restored and stores nothing', 'Two approvers have to sign the restart.'],
  store_unavailable: ['The server cannot store at the moment', 'Wait a moment, then try again.'],
  erasing: ['This file will be erased', 'Two doctors can still restore it.'],
  internal_error: ['The server met an error', 'Try again, then inform the administrator.'],
  federation_unsafe: ['This number of vaults is not enough', 'Choose a higher threshold.'],
  approvers_insufficient: ['The approvers come from one vault', 'Register one of them at another vault.'],
  helpers_insufficient: ['One more person is needed to help', 'Choose two people, or ask a second one.'],
  fingerprint_differs: ['The fingerprint is not the one that was compared', 'Do not enrol this person.'],
  passphrase_refused: ['The passphrase is refused', 'Check the passphrase, then try again.'],
  draft_not_stored: [
    'This device could not store what you typed',
    'Do not close the page. Free some space on the disk, then try again.',
  ],
  transfer_refused: [
    'The colleague has refused this file',
    'Nothing more is sent. Cancel the transfer, and ask them for the reason.',
  ],
  text_invalid: ['The code is not valid', 'Check what you typed, character by character.'],
  unexpected: ['The application met an error', 'Nothing is lost. Reload the page if it happens again.'],
};

const untrusted: FailureText = ['This file cannot be verified', 'Nothing is shown. Inform the person responsible.'];

export function failureEn(failure: Failure): { readonly title: string; readonly advice: string } {
  const isUntrusted = failure.reason === 'untrusted' || failure.reason === 'split_log';
  const code = Object.hasOwn(codesEn, failure.code) ? (failure.code as keyof FailureTexts) : 'unexpected';
  const [title, advice] = isUntrusted ? untrusted : codesEn[code];
  return {
    title,
    advice: failure.resetsAt === null ? advice : `${advice} Possible again at ${shortTime(failure.resetsAt, 'en')}.`,
  };
}
