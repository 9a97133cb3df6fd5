import type { UnsentKind } from '../../port/unsent-calls.ts';
import type { unsentFr } from './unsent-fr.ts';

const words: Readonly<Record<UnsentKind, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  prescription: ['prescription', 'prescriptions'],
  measure: ['measurement', 'measurements'],
};

export const unsentEn: typeof unsentFr = {
  label: 'Not sent',
  line: (counts, since) => {
    const parts = counts.map(([kind, count]) => `${count} ${words[kind][count === 1 ? 0 : 1]}`);
    return `Not sent yet: ${parts.join(', ')} (since ${since}).`;
  },
  kept: 'Stored sealed on this device, and sent as soon as the server answers. Do not change to another device.',
  send: 'Send now',
  onDevice: (time) => `Not sent yet. Stored on this device at ${time}`,
  refused: 'Refused by the server',
  conflict: 'Somebody wrote another version of this note',
  mine: 'Your text',
  theirs: (author) => (author === null ? 'The other text' : `The text of ${author}`),
  keepMine: 'Keep my text',
  keepTheirs: 'Keep the other text',
  unreadable: (count) =>
    count === 1
      ? 'One entry stored on this device does not open. It is not deleted: inform the administrator.'
      : `${count} entries stored on this device do not open. They are not deleted: inform the administrator.`,
  signIn:
    'Nobody can sign in without the server: it stores the key that opens your files. What is not sent yet stays sealed on this device and is sent after you sign in.',
};
