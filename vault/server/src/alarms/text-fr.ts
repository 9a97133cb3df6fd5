import type { AlarmKind, PracticePurpose } from '@etanche/core-vault-protocol';
import type { AlarmLanguage, AlarmSentence } from './alarm-language.ts';

const purposes: Readonly<Record<PracticePurpose, string>> = {
  scope: 'ouvertures de dossier',
  search: 'recherches',
  agenda: 'jours d’agenda',
  inbox: 'messages reçus',
};

/** Effects of orders, by `detail`. */
const orders: Readonly<Record<string, string>> = {
  genesis: 'la création du cabinet',
  enrol: 'l’arrivée d’un membre',
  rekey: 'de nouvelles clés pour un membre',
  raise: 'une limite relevée pour un membre',
  thaw: 'la fin d’un gel',
  retire: 'le départ d’un membre',
  approvers: 'un changement d’approbateurs',
  kit: 'un nouveau kit de secours',
  contacts: 'un changement des adresses d’alerte',
  server: 'un changement de serveur des dossiers',
  importer: 'le droit d’un programme d’importation',
  live: 'la mise en service du cabinet',
  restore: 'une restauration du serveur des dossiers',
  dormancy: 'un autre délai avant qu’un compte inutilisé perde ses droits',
  reactivate: 'le retour d’un membre dont le compte était inutilisé',
};

/** Reasons of refusals, by `detail`. */
const refusals: Readonly<Record<string, string>> = {
  burst: 'trop de demandes à la fois',
  day: 'limite du jour atteinte',
  month: 'limite des trente jours atteinte',
  dormant: 'ce compte n’a pas servi depuis longtemps',
  unacknowledged: 'une alerte n’a pas été vérifiée à temps, seul l’accès d’urgence reste',
};

const reasons: Readonly<Record<string, string>> = {
  canary: 'un dossier piège a été ouvert',
  suspected_theft: 'vol soupçonné',
  lost_device: 'appareil perdu',
  precaution: 'par précaution',
};

const freezeAdvice =
  'Demandez à cette personne, de vive voix ou par téléphone, si c’est son travail normal. Si oui, confirmez-le sur la page des approbations. Sinon, ou si elle ne répond pas, gelez son accès tout de suite, pour vol soupçonné : tout autre gel lui laisse l’accès d’urgence.';
const orderAdvice = 'Si vous n’attendiez pas ce changement, prévenez les autres approbateurs tout de suite.';

const sentences: Readonly<Record<AlarmKind, AlarmSentence>> = {
  hour: {
    subject: 'beaucoup de dossiers ouverts en une heure',
    text: ({ count = 0, detail }) =>
      `Un membre a ouvert ${count} dossiers en une heure auprès de ce coffre.${usual(detail)}`,
    advice: freezeAdvice,
  },
  day: {
    subject: 'beaucoup de dossiers ou de messages ouverts en un jour',
    text: ({ count = 0, detail, purpose }) =>
      `Un membre a ouvert ${count} ${purpose === 'inbox' ? 'messages' : 'dossiers'} en vingt-quatre heures auprès de ce coffre.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_minute: {
    subject: 'beaucoup de personnes affichées en une minute',
    text: ({ count = 0, detail }) =>
      `Un membre a demandé jusqu’à ${count} personnes en une minute auprès de ce coffre, dans des dossiers, des recherches et des jours d’agenda.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_quarter: {
    subject: 'beaucoup de personnes affichées en une demi-heure',
    text: ({ count = 0, detail }) =>
      `Un membre a pu voir jusqu’à ${count} personnes en quinze à trente minutes auprès de ce coffre, dans des dossiers, des recherches et des jours d’agenda.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_hour: {
    subject: 'beaucoup de personnes affichées en une heure',
    text: ({ count = 0, detail }) =>
      `Un membre a pu voir jusqu’à ${count} personnes en une heure auprès de ce coffre, dans des dossiers, des recherches et des jours d’agenda.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_day: {
    subject: 'beaucoup de personnes affichées en un jour',
    text: ({ count = 0, detail }) =>
      `Un membre a pu voir jusqu’à ${count} personnes en vingt-quatre heures auprès de ce coffre, dans des dossiers, des recherches et des jours d’agenda.${usual(detail)}`,
    advice: freezeAdvice,
  },
  outside_hours: {
    subject: 'activité en dehors des heures du cabinet',
    text: ({ count = 0 }) =>
      `En dehors des heures habituelles du cabinet, un membre a pu voir jusqu’à ${count} personnes en une heure auprès de ce coffre.`,
    advice: freezeAdvice,
  },
  reminder: {
    subject: 'rappel : une alerte attend toujours',
    text: ({ count = 1 }) =>
      `Depuis plusieurs heures, personne n’a vérifié une alerte sur l’activité d’un membre (alertes en attente : ${count}).`,
    advice: freezeAdvice,
  },
  refusal: {
    subject: 'une demande refusée',
    text: ({ purpose, detail = '' }) =>
      `Une demande d’un membre a été refusée${purpose === undefined ? '' : ` (${purposes[purpose]})`} : ${refusals[detail] ?? 'accès gelé ou clé périmée'}.`,
    advice:
      'Si cette personne travaille normalement, vérifiez ses alertes ou réactivez-la sur la page des approbations. Sinon, gelez son accès tout de suite.',
  },
  emergency: {
    subject: 'accès d’urgence',
    text: ({ count = 1 }) => `Un membre a utilisé l’accès d’urgence (unités : ${count}).`,
    advice: 'Demandez-lui pourquoi ; la raison est notée dans le dossier concerné.',
  },
  freeze: {
    subject: 'accès gelé',
    text: ({ detail = '' }) => `L’accès d’un membre est gelé${detail in reasons ? ` : ${reasons[detail]}` : ''}.`,
    advice: 'Confirmez ce gel ou levez-le avec les approbateurs. Sans confirmation, un gel du serveur prend fin seul.',
  },
  order: {
    subject: 'changement appliqué',
    text: ({ detail = '' }) => `Un ordre a été appliqué : ${orders[detail] ?? 'un changement'}.`,
    advice: orderAdvice,
  },
  delayed_order: {
    subject: 'changement en attente',
    text: ({ detail = '' }) =>
      `Un ordre signé avec le kit de secours attend la fin de son délai : ${orders[detail] ?? 'un changement'}.`,
    advice: 'Si vous n’avez pas demandé ce changement, annulez-le avant la fin du délai.',
  },
  importer: {
    subject: 'importation autorisée',
    text: () => 'Un programme a reçu le droit de remplir les dossiers du cabinet.',
    advice: orderAdvice,
  },
  recovery: {
    subject: 'ancienne clé récupérée',
    text: ({ detail }) =>
      detail === 'refused'
        ? 'Trop de récupérations de clés ont été annoncées en un jour : la dernière est refusée.'
        : 'Un membre a récupéré son ancienne clé avec sa feuille et l’aide de collègues. Sa limite est réduite pendant un jour.',
    advice: 'Demandez à cette personne si c’est bien elle. Si ce n’est pas le cas, gelez son accès tout de suite.',
  },
  erasure: {
    subject: 'effacement d’un patient',
    text: () =>
      'Deux médecins ont demandé l’effacement d’un dossier. Il ne peut plus être lu et sera détruit dans sept jours.',
    advice:
      'Si ce n’est pas voulu, faites rétablir le dossier par deux médecins avant ce délai, ou gelez l’accès de l’un des deux médecins qui ont demandé l’effacement.',
  },
  freeze_refused: {
    subject: 'gels refusés',
    text: () => 'Le serveur des dossiers a voulu geler plus de membres que ce coffre ne l’accepte en un jour.',
    advice: 'Demandez des explications au responsable du serveur. Un approbateur peut encore geler un membre.',
  },
  importer_used: {
    subject: 'importation en cours',
    text: ({ detail = '', count = 0 }) =>
      `Le programme d’importation a utilisé ${detail} de son droit (${count} places dans l’index de recherche).`,
    advice:
      'Si aucune importation n’est en cours chez vous, un approbateur peut mettre fin à ce droit en mettant le cabinet en service.',
  },
  store_restored: {
    subject: 'coffre restauré',
    text: () =>
      'La base de ce coffre a été remise dans un état plus ancien. Il refuse tout pendant vingt-quatre heures.',
    advice: 'Les autres coffres continuent. Demandez des explications au responsable de ce coffre.',
  },
  checkpoint_refused: {
    subject: 'journal contradictoire',
    text: () => 'Le serveur des dossiers a présenté un journal qui contredit celui d’avant.',
    advice: 'Demandez des explications au responsable du serveur : des lignes du journal manquent ou ont changé.',
  },
  test: {
    subject: 'essai',
    text: () => 'Ceci est un essai des alertes. Il n’y a rien à faire.',
    advice: '',
  },
};

/** The limit is derived from the member's habit. */
function usual(limit: string | undefined): string {
  return limit === undefined ? '' : ` L’alerte part à ${limit}, d’après ses habitudes.`;
}

export const alarmsInFrench: AlarmLanguage = {
  sentences,
  locale: 'fr-FR',
  from: ({ index, practice }) => `Le coffre ${index} signale, pour le cabinet ${practice} :`,
  at: (time, timeZone) => `Quand : ${time} (fuseau horaire ${timeZone})`,
  member: (id) => `Membre : ${id}`,
  deadline: (time) =>
    `Sans confirmation d’un approbateur avant le ${time}, ce membre n’aura plus que l’accès d’urgence auprès de ce coffre.`,
  page: (url) => `Page des approbations : ${url}`,
  end: 'Ce message vient du coffre, sans passer par le serveur des dossiers. Il ne contient aucune donnée de patient.',
};
