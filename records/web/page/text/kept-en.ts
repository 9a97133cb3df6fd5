import type { keptFr } from './kept-fr.ts';

export const keptEn: typeof keptFr = {
  again: (time) => `Continued as you left it at ${time}, not stored yet.`,
  contested: 'The record has changed since: compare before you store.',
  notHere: 'This device does not keep this text: store it before you lock.',
  discard: 'Delete this text',
  discarded: 'Text deleted.',
};
