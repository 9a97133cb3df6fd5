import type { UsageState } from '../../port/watch-calls.ts';

const list = new Intl.ListFormat('fr', { type: 'conjunction' });
/** Feminine forms. */
const many = (count: number, noun: string): string =>
  count === 0 ? `aucune ${noun}` : `${count} ${noun}${count === 1 ? '' : 's'}`;
const files = (count: number): string => (count < 2 ? `${count} dossier` : `${count} dossiers`);
const people = (count: number | null, time: string): string => `Jusqu’à ${count ?? 0} personnes affichées en ${time}`;

/** The event, by kind of alarm. A count is that of one vault. */
const alarmKinds: Readonly<Record<string, (count: number | null, detail: string | null) => string>> = {
  hour: (count) => `${files(count ?? 0)} en une heure`,
  day: (count) => `${files(count ?? 0)} en une journée`,
  people_minute: (count) => people(count, 'une minute'),
  people_quarter: (count) => people(count, 'une demi-heure'),
  people_hour: (count) => people(count, 'une heure'),
  people_day: (count) => people(count, 'une journée'),
  outside_hours: () => 'Activité en dehors des heures du cabinet',
  reminder: () => 'Rappel : une alarme attend toujours',
  refusal: () => 'Demande refusée',
  emergency: () => 'Ouverture en urgence',
  freeze: () => 'Accès suspendu',
  freeze_refused: () => 'Le serveur a demandé trop de suspensions',
  recovery: () => 'Clés retrouvées avec une feuille de secours',
  erasure: () => 'Effacement d’un dossier confirmé',
  order: () => 'Changement appliqué',
  delayed_order: () => 'Changement demandé avec le kit, appliqué après un délai',
  importer: () => 'Programme d’import autorisé',
  importer_used: (_, detail) => `Un import a utilisé ${detail ?? 'une part'} de son droit`,
  store_restored: () => 'Un coffre a été restauré depuis une copie',
  checkpoint_refused: () => 'Un coffre refuse l’état du journal',
  test: () => 'Essai d’une alarme',
};

/** Why, for the kinds whose detail is a code. */
const alarmDetails: Readonly<Record<string, string>> = {
  burst: 'trop de demandes à la fois',
  day: 'limite du jour atteinte',
  month: 'limite des 30 jours atteinte',
  dormant: 'compte inutilisé depuis longtemps',
  unacknowledged: 'une alarme n’a pas été confirmée à temps',
  refused: 'droit refusé ou clé périmée',
  canary: 'un dossier témoin a été ouvert',
  suspected_theft: 'vol soupçonné',
  lost_device: 'appareil perdu',
  precaution: 'par précaution',
};

/** Texts of the screen Protection. */
export const watchFr = {
  protection: 'Protection',
  title: 'Protection du cabinet',
  opensNothing: 'Vous n’ouvrez aucun dossier',
  ownOnly: 'Vous voyez vos propres nombres. Ceux des autres membres sont réservés aux administrateurs.',
  usage: 'Membres et dossiers ouverts',
  member: 'Membre',
  devices: 'Clés et appareils',
  opened: 'Dossiers ouverts, 24 h',
  state: 'État',
  keys: (keys: number, sessions: number) => `${many(keys, 'clé')}, ${many(sessions, 'session')}`,
  openedOf: (count: number, limit: number) => `${count} sur ${limit}`,
  emergencies: (count: number) => (count === 1 ? 'dont 1 en urgence' : `dont ${count} en urgence`),
  noRight: 'aucun droit',
  opensNoFile: 'N’ouvre aucun dossier',
  fine: 'À jour',
  states: {
    frozen: 'Accès suspendu',
    unacknowledged: 'Urgences seulement : une alarme attend',
    dormant: 'Absence : limite à rétablir',
    first_day: 'Premier jour : limite réduite',
    raised: 'Limite relevée',
    one_key: 'Une seule clé',
    no_key: 'Aucune clé',
  } satisfies Record<UsageState, string>,
  raisedUntil: (time: string) => `Limite relevée jusqu’au ${time}`,
  lower: (vaults: string) => `${vaults} : compte bien plus bas`,
  vaults: (indices: readonly number[]) =>
    indices.length === 1 ? `Coffre ${indices.join()}` : `Coffres ${list.format(indices.toSorted().map(String))}`,
  theVaults: (indices: readonly number[]) =>
    indices.length === 1 ? `le coffre ${indices.join()}` : `les coffres ${list.format(indices.toSorted().map(String))}`,
  silent: (vaults: string) =>
    `${vaults} : pas de réponse. Les nombres viennent des autres coffres et peuvent être trop bas.`,
  disagree: (vaults: string) =>
    `Les coffres ne comptent pas pareil. ${vaults} : moins de la moitié d’un autre. Un coffre était arrêté, ou l’un d’eux ne dit pas vrai. Le nombre le plus haut est montré.`,
  show: 'Voir la courbe de',
  raise: (name: string) => `Relever la limite de ${name}`,
  raiseShort: 'Relever',
  activity: {
    choose: 'Courbe',
    day: '24 h',
    month: '30 jours',
    dayTitle: (name: string) => `${name}, 24 dernières heures`,
    monthTitle: (name: string) => `${name}, 30 derniers jours`,
    dayCaption: (count: number, limit: number, alarm: number | null) =>
      `${files(count)} en 24 heures, sur ${limit}. ${alarm === null ? 'La première demande refusée lève une alarme.' : `Une alarme part vers ${alarm} en 24 heures.`}`,
    monthCaption: (count: number, most: number, limit: number) =>
      `${files(count)} en 31 jours, ${most} au plus en une journée, sur ${limit}. Journées en temps universel.`,
    noLimit: 'Ce membre n’ouvre aucun dossier.',
    limit: (count: number) => `limite : ${count} dossiers`,
    alarm: (count: number) => `alarme : ${count} en 24 heures`,
    last: (count: number, time: string) => `${count} à ${time}`,
    numbers: 'Voir les nombres',
    hour: 'Heure',
    date: 'Jour',
    opened: 'Ouverts',
    sum: 'En tout',
    nothing: 'Aucun dossier ouvert.',
  },
  alarms: {
    title: 'Alarmes',
    unread: (count: number) => (count === 1 ? '1 à confirmer' : `${count} à confirmer`),
    none: 'Aucune alarme. Les coffres préviennent aussi par courriel.',
    lead: 'Un approbateur confirme sur la page d’un coffre que l’activité est normale. Sans confirmation, le membre ne garde que les ouvertures d’urgence.',
    events: 'Événements ordinaires, pour information',
    kinds: alarmKinds,
    details: alarmDetails,
    by: (vaults: string) => `selon ${vaults}`,
    due: (time: string) => `à confirmer avant le ${time}`,
    late: 'délai dépassé : urgences seulement',
    acknowledged: (name: string, time: string) => `confirmée par ${name} le ${time}`,
    anApprover: 'un approbateur',
    page: 'Page du coffre',
    pageOf: (what: string) => `Confirmer sur la page du coffre : ${what}`,
    all: (count: number) => `Afficher les ${count} alarmes et événements`,
  },
  raiseDialog: {
    title: (name: string) => `Relever la limite de ${name}`,
    lead: (limit: number) =>
      `Limite actuelle : ${limit} dossiers en 24 heures. Deux approbateurs signent la hausse sur les pages des coffres ; elle finit d’elle-même.`,
    perDay: 'Nouvelle limite, en dossiers par 24 heures',
    perDayHint: 'Ouvertures d’urgence comprises.',
    until: 'Jusqu’à',
    ends: { tonight: 'ce soir, minuit', tomorrow: 'demain soir', three: 'dans 3 jours', week: 'dans 7 jours' },
    send: 'Proposer la hausse',
    sent: 'Hausse proposée aux approbateurs.',
  },
};
