/** Official French services named in the advice, with their URLs. */
export const serviceUrls = {
  '17cyber': 'https://17cyber.gouv.fr',
  cybermalveillance: 'https://www.cybermalveillance.gouv.fr',
  'info-escroqueries': null,
  '33700': 'https://www.33700.fr',
  'signal-spam': 'https://www.signal-spam.fr',
  pharos: 'https://www.internet-signalement.gouv.fr',
  perceval: 'https://www.service-public.fr',
  'france-victimes': null,
  cnil: 'https://www.cnil.fr/fr/conseils-fuite-vol-donnees',
  'cnil-complaint': 'https://www.cnil.fr/fr/plaintes',
  ameli: 'https://www.ameli.fr',
} as const;

export type ServiceName = keyof typeof serviceUrls;
