import type { UnsentKind } from '../../port/unsent-calls.ts';

const words: Readonly<Record<UnsentKind, readonly [one: string, many: string]>> = {
  note: ['note', 'notes'],
  prescription: ['ordonnance', 'ordonnances'],
  measure: ['mesure', 'mesures'],
  appointment: ['rendez-vous', 'rendez-vous'],
  identity: ['fiche de patient', 'fiches de patient'],
  patient: ['nouveau patient', 'nouveaux patients'],
  document: ['document', 'documents'],
  task: ['tâche', 'tâches'],
};

/** Work that the server does not have yet. */
export const unsentFr = {
  label: 'Non envoyé',
  line: (counts: readonly (readonly [UnsentKind, number])[], since: string) => {
    const parts = counts.map(([kind, count]) => `${count} ${words[kind][count === 1 ? 0 : 1]}`);
    return `Pas encore envoyé\u00a0: ${parts.join(', ')} (depuis ${since}).`;
  },
  toDecide: (count: number) =>
    count === 1 ? '1 saisie attend votre décision.' : `${count} saisies attendent votre décision.`,
  kept: 'Gardé scellé sur cet appareil, envoyé dès que le serveur répond. Ne changez pas d’appareil.',
  send: 'Envoyer maintenant',
  show: 'Voir ce qui attend',
  onDevice: (time: string) => `Pas encore envoyé. Gardé sur cet appareil à ${time}`,
  toast: (text: string) => `${text.replace(/\.$/, '')}. Sur cet appareil, pas encore envoyé.`,
  noSearch:
    'Le serveur ne répond pas\u00a0: les dossiers semblables seront cherchés avant l’envoi, et vous déciderez s’il y en a.',
  away: (time: string) => `Serveur injoignable depuis ${time}`,
  states: {
    waits: 'Sur cet appareil, pas encore envoyé',
    decision: 'Attend votre décision',
    behind: 'Attend la décision d’avant',
  },
  title: 'Ce qui n’est pas envoyé',
  lead: 'Ces saisies sont scellées sur cet appareil. Elles partent dans l’ordre dès que le serveur répond, et rien ne part deux fois.',
  nothing: 'Tout est envoyé.',
  nothingHint: 'Quand le serveur ne répond pas, ce que vous saisissez attend ici.',
  full: (percent: number) => `${percent}\u00a0% de ce que cet appareil peut garder`,
  fullHint: 'Au-delà, une nouvelle saisie est refusée avant d’être perdue.',
  kinds: {
    note: 'Consultation',
    prescription: 'Ordonnance',
    measure: 'Mesure',
    appointment: 'Rendez-vous',
    identity: 'Identité et contact',
    patient: 'Nouveau patient',
    document: 'Document',
    task: 'Tâche',
  } satisfies Record<UnsentKind, string>,
  at: (time: string) => `Saisi le ${time}`,
  refused: 'Refusé par le serveur',
  conflict: 'Quelqu’un a écrit une autre version de cette note',
  changed: 'Quelqu’un a modifié la même chose entre-temps',
  deleted: 'Quelqu’un l’a retiré entre-temps',
  taken: 'La place a été prise, ou le rendez-vous a changé, entre-temps',
  gone: 'Le rendez-vous a été déplacé un autre jour ou retiré',
  alike: 'Un dossier semblable existe déjà',
  mine: 'Votre saisie',
  theirs: (author: string | null) => (author === null ? 'L’autre version' : `La version de ${author}`),
  atServer: 'Au serveur',
  absent: 'vide',
  keepMine: 'Garder ma saisie',
  keepTheirs: 'Garder l’autre version',
  bookAnyway: 'Réserver quand même',
  giveUp: 'Abandonner ma saisie',
  openDay: 'Ouvrir la journée',
  createAnyway: 'Créer quand même',
  useFile: (name: string) => `C’est ${name} : utiliser ce dossier`,
  elements: {
    name: 'Noms',
    telecom: 'Téléphones et e-mail',
    address: 'Adresse',
    gender: 'Sexe',
    birthDate: 'Date de naissance',
    identifier: 'Numéros',
    extension: 'Identité et autres faits',
    deceasedBoolean: 'Décès',
    deceasedDateTime: 'Décès',
    status: 'État',
    period: 'Période',
    payor: 'Organisme',
    subscriberId: 'Numéro d’adhérent',
    relationship: 'Lien',
    participant: 'Médecin',
    description: 'Texte',
  } as Readonly<Record<string, string>>,
  exportTitle: 'Emporter une copie',
  exportLead:
    'Un fichier lisible par tous (FHIR), avec les documents\u00a0: à utiliser si l’envoi n’est plus possible. Hors de cette application, il n’est plus protégé.',
  exportButton: 'Enregistrer le fichier',
  ended: {
    retired: 'Vous n’êtes plus membre de ce cabinet, selon les coffres. Rien de ceci ne peut être envoyé en votre nom.',
    frozen: 'Votre accès est suspendu, selon les coffres. Ceci part si la suspension est levée.',
    replaced: 'Votre clé a été remplacée, selon les coffres. Rien de ceci ne peut être envoyé avec l’ancienne.',
  },
  unreadable: (count: number) =>
    count === 1
      ? 'Une entrée gardée sur cet appareil ne s’ouvre pas. Elle n’est pas effacée\u00a0: prévenez l’administrateur.'
      : `${count} entrées gardées sur cet appareil ne s’ouvrent pas. Elles ne sont pas effacées\u00a0: prévenez l’administrateur.`,
};
