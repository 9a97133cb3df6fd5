import type { PersonRole } from '@etanche/core-vault-protocol';
import type { DemonstrationPerson } from '@etanche/records-web';

/** The people of the demonstration; the founder is the first. */
export const practiceName = 'Maison de santé du Port';

type Member = {
  readonly key: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly shown: DemonstrationPerson['role'];
  /** Shown with the role, where the role does not say it. */
  readonly profession?: string;
};

export const founder: Member = {
  key: 'arnaud',
  name: 'Dr Hélène Arnaud',
  roles: ['doctor', 'administrator'],
  shown: 'doctor',
};

/** The doctor of the second practice on the same vaults and server, to whom the first one writes. */
export const neighbour = {
  ...{ key: 'legall', name: 'Dr Yann Le Gall', shown: 'doctor' as const },
  ...{ practice: 'Cardiologie du Frout', place: '29000 Quimper', speciality: 'Cardiologie', rpps: '10004567896' },
} as const;

/** The key of the midwife. */
export const midwife = 'kervella';

export const members: readonly Member[] = [
  { key: 'bensaid', name: 'Dr Karim Bensaïd', roles: ['doctor'], shown: 'doctor' },
  { key: midwife, name: 'Solène Kervella', roles: ['doctor'], shown: 'doctor', profession: 'Sage-femme' },
  { key: 'cohen', name: 'Nadia Cohen', roles: ['secretary'], shown: 'secretary' },
  { key: 'leroux', name: 'Paul Le Roux', roles: ['administrator'], shown: 'administrator' },
];
