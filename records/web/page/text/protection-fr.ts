import type { EmergencyReasonCode } from '../../port/protection-calls.ts';

const kinds: Readonly<Record<string, string>> = {
  read: 'Ouverture',
  write: 'Modification',
  read_history: 'Lecture de l’historique',
  read_binary: 'Lecture d’un document',
  read_accesses: 'Lecture de cette liste',
  'write destroy': 'Destruction d’un élément',
  'write restore': 'Rétablissement d’un élément',
  'write carry': 'Préparation d’une destruction',
  'write repair': 'Réparation du dossier',
  lost: 'Contenu constaté perdu',
  break_glass: 'Ouverture en urgence',
  canary: 'Dossier témoin',
};

export const protectionFr = {
  filesLeft: (left: number, of: number) => `Il vous reste ${left} nouveaux dossiers sur ${of} en 24 heures.`,
  searchesLeft: (left: number, of: number) => `Il vous reste ${left} recherches sur ${of} en 24 heures.`,
  daysLeft: (left: number, of: number) => `Il vous reste ${left} jours d’agenda à ouvrir sur ${of} en 24 heures.`,
  stayOpen: 'Ce qui est déjà ouvert le reste.',
  frozen: 'Votre accès est suspendu. Seules les ouvertures en urgence sont possibles.',
  emergencyTitle: 'Ouvrir ce dossier en urgence',
  why: 'Pourquoi maintenant ?',
  reasons: {
    emergency: 'Urgence vitale ou grave',
    absence: 'Son médecin est absent, le patient est devant moi',
    other: 'Autre motif',
  } satisfies Record<EmergencyReasonCode, string>,
  words: 'Quelques mots, si vous avez le temps',
  consequence: (left: number | null) =>
    `Le cabinet est prévenu tout de suite. Votre motif reste scellé : seuls ses soignants le lisent.${
      left === null ? '' : ` Il vous reste ${left} ouvertures d’urgence aujourd’hui.`
    }`,
  openNow: 'Ouvrir maintenant',
  chooseReason: 'Choisissez d’abord un motif.',
  tab: 'Qui a ouvert ce dossier',
  accesses: 'Qui a ouvert ce dossier',
  accessesLead: 'Les ouvertures des dernières minutes peuvent manquer : elles sont numérotées par lots.',
  when: 'Quand',
  who: 'Qui',
  what: 'Quoi',
  formerMember: 'Un ancien membre',
  noAccess: 'Aucune ouverture n’est encore numérotée.',
  older: 'Plus anciennes',
  kinds,
};
