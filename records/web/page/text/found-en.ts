import type { foundFr } from './found-fr.ts';

export const foundEn: typeof foundFr = {
  link: 'Found a practice',
  title: 'Found your practice',
  lead: 'Three persons are enough: you, a doctor, and two approvers who will watch over the keys. It takes twenty minutes and a printer.',
  approvers: '1. Two approvers',
  approversLead:
    'Each opens the page of a different vault, creates a key there and gives you the card that it shows. Compare it together.',
  page: (index) => `Page of vault ${index}`,
  card: (number) => `Card of approver ${number}`,
  practice: '2. The practice',
  token: 'Token of the operator',
  tokenHint: 'The person who runs the server gave it to you. It works once.',
  practiceName: 'Name of the practice',
  founderName: 'Your name, as the practice shows it',
  contact: 'E-mail address for alarms',
  key: '3. Your passkey',
  found: 'Found the practice',
  founding: 'The vaults are storing the practice…',
  safe: 'If this page closes before your passkey is created, begin again: nothing is stored. Afterwards, come back on this device with the same token within fourteen days: the founding continues where it stopped.',
  resumeTitle: 'A founding has begun',
  resumeLead: 'This device keeps it, protected by your passkey. Give the same token and the same names to complete it.',
  resume: 'Complete the founding',
  fresh: 'Begin another founding',
  kitTitle: 'Print the practice’s kit',
  kitLead:
    'Three sheets. Two of them give access to the practice back if all keys are lost; one alone opens nothing. Keep them in three different places.',
  kitOnce: 'They are kept nowhere and disappear with the lock: print them now.',
  kitPrint: 'Print the three sheets',
  kitSheet: (number) => `Kit of the practice, sheet ${number} of 3`,
  kitPaper:
    'Two sheets of the kit give access to the practice back. Keep this one alone, in a safe place, far from the two others and from any computer.',
  kitPractice: 'Practice',
  kitDone: 'The three sheets are printed and read',
  next: 'Next: your recovery sheet under “My account”, then the invitation of the first secretary under “Practice”.',
};
