import { doorEn } from './door-en.ts';
import { failureEn } from './failure-en.ts';
import type { FirstTexts } from './first-fr.ts';
import { foundEn } from './found-en.ts';

export const firstEn: FirstTexts = {
  again: 'Try again',
  triesAgain: (time) => `Tries again by itself at ${time}.`,
  undo: 'Undo',
  notDone: (title) => `An action was not completed. ${title}.`,
  close: 'Close',
  loading: 'Loading',
  languageFailed: 'The French texts could not be loaded. The screen stays in English. Reload the page to try again.',
  failure: failureEn,
  notLoaded: {
    title: 'A part of the application could not be loaded',
    lead: 'The network is cut, or the application has just been updated. Reload the page.',
    advice:
      'The network is cut, or the application has just been updated. Finish what you are writing, then reload the page: you will have to sign in again.',
    reload: 'Reload',
  },
  door: doorEn,
  found: foundEn,
  roles: { doctor: 'Doctor', secretary: 'Secretary', administrator: 'Administrator', gateway: 'Gateway' },
  professionAndRole: (profession, role) => `${profession} (role: ${role.toLowerCase()})`,
  signIn: {
    title: 'Étanche',
    lead: 'The practice’s files',
    button: 'Sign in with a passkey',
    opening: 'Opening…',
    demonstration: 'Demonstration',
    demonstrationLead: 'One click signs in: these keys belong to the trial, and a real practice refuses them.',
    language: 'Français',
  },
  lock: {
    title: (name) => `Welcome back, ${name}`,
    since: (time) => `Locked at ${time}.`,
    closing: 'Locking: the typed text is being stored on this device.',
    kept: 'What was typed is kept.',
    unsure: 'The last text may not have been kept. Read it again after you unlock.',
    button: 'Unlock',
    other: 'Another person',
  },
};
