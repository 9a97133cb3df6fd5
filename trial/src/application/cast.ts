import type { Role } from '@etanche/core-vault-protocol';
import type { DemonstrationPerson } from '@etanche/records-web';

/** The people of the demonstration; the founder is the first. */
export const practiceName = 'Maison de santé du Port';

type Member = {
  readonly key: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly shown: DemonstrationPerson['role'];
};

export const founder: Member = {
  key: 'arnaud',
  name: 'Dr Hélène Arnaud',
  roles: ['doctor', 'administrator'],
  shown: 'doctor',
};

export const members: readonly Member[] = [
  { key: 'bensaid', name: 'Dr Karim Bensaïd', roles: ['doctor'], shown: 'doctor' },
  { key: 'kervella', name: 'Solène Kervella', roles: ['doctor'], shown: 'doctor' },
  { key: 'cohen', name: 'Nadia Cohen', roles: ['secretary'], shown: 'secretary' },
  { key: 'leroux', name: 'Paul Le Roux', roles: ['administrator'], shown: 'administrator' },
];
