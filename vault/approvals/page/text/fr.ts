import type { Action, AlarmKind, FreezeReason, PracticePurpose, Role } from '@etanche/core-vault-protocol';
import type { LogComparison } from './log-comparison.ts';

const roles: Readonly<Record<Role, string>> = {
  doctor: 'médecin',
  secretary: 'secrétaire',
  administrator: 'administrateur',
  gateway: 'passerelle (un programme du cabinet)',
};
const purposes: Readonly<Record<PracticePurpose, string>> = {
  scope: 'ouvertures de dossier',
  search: 'recherches',
  agenda: 'jours d’agenda',
  inbox: 'messages',
};
const reasons: Readonly<Record<FreezeReason, string>> = {
  canary: 'un dossier piège a été ouvert',
  suspected_theft: 'vol soupçonné',
  lost_device: 'appareil perdu',
  precaution: 'par précaution',
};
const orders: Readonly<Record<Action['kind'], { title: string; sense: string }>> = {
  genesis: {
    title: 'Créer le cabinet',
    sense: 'Ceci fonde le cabinet. Ses fondateurs le signent, pas les approbateurs.',
  },
  enrol: {
    title: 'Faire entrer un membre',
    sense:
      'Cette personne pourra ouvrir des dossiers. Rencontrez-la et comparez l’empreinte sur son écran avec celle-ci : elles doivent être identiques.',
  },
  rekey: {
    title: 'Donner de nouvelles clés à un membre',
    sense:
      'Les anciennes clés de cette personne seront refusées pour toujours. Rencontrez-la et comparez l’empreinte sur son écran avec celle-ci : elles doivent être identiques.',
  },
  raise: {
    title: 'Relever la limite d’un membre',
    sense: 'Ce membre pourra ouvrir plus que d’habitude, jusqu’à la date ci-dessous.',
  },
  freeze: {
    title: 'Geler l’accès d’un membre',
    sense:
      'En cas de vol soupçonné, ce membre ne pourra plus rien ouvrir. Pour toute autre raison, il garde l’accès d’urgence. Seuls deux approbateurs lèvent le gel.',
  },
  'confirm-freeze': { title: 'Confirmer un gel', sense: 'Le gel posé par le serveur ne prendra plus fin de lui-même.' },
  thaw: { title: 'Lever un gel', sense: 'Ce membre pourra de nouveau ouvrir des dossiers.' },
  retire: { title: 'Enregistrer le départ d’un membre', sense: 'Les clés de ce membre seront refusées pour toujours.' },
  approvers: {
    title: 'Changer les approbateurs',
    sense: 'Ceux qui sont ajoutés pourront, à deux, tout décider à votre place.',
  },
  kit: {
    title: 'Remplacer le kit de secours',
    sense: 'L’ancien kit imprimé ne vaudra plus rien. Comparez l’empreinte avec celle du nouveau kit.',
  },
  contacts: { title: 'Changer les adresses d’alerte', sense: 'Les alertes iront désormais à ces adresses seulement.' },
  server: {
    title: 'Changer le serveur des dossiers',
    sense: 'La clé d’un autre serveur remplacera celle du serveur actuel.',
  },
  importer: {
    title: 'Autoriser un programme d’importation',
    sense: 'Ce programme pourra écrire de nouveaux dossiers, sans pouvoir en lire aucun, dans les limites ci-dessous.',
  },
  live: {
    title: 'Mettre le cabinet en service',
    sense: 'Plus aucun programme d’importation ne sera autorisé, jamais.',
  },
  dormancy: {
    title: 'Changer le délai des comptes inutilisés',
    sense:
      'Après ce nombre de jours sans rien ouvrir, un membre n’a plus aucun droit, jusqu’à ce qu’un approbateur le réactive.',
  },
  reactivate: {
    title: 'Réactiver un membre',
    sense:
      'Ce membre n’a rien ouvert depuis longtemps et pourra de nouveau ouvrir des dossiers. Demandez-lui si c’est bien lui qui le demande.',
  },
  restore: {
    title: 'Reconnaître une restauration',
    sense: 'Le serveur des dossiers a été restauré d’une copie : ce qui manque à son journal restera visible.',
  },
};
const logNotes: Readonly<Record<LogComparison, (index: number, lines: number) => string>> = {
  same: () => 'Les deux sont identiques : rien de ce que ce coffre a cosigné n’est perdu.',
  shorter: (index, lines) =>
    `Attention : le journal de cet ordre compte ${lines} lignes de moins que celui que le coffre ${index} a cosigné. Elles seront perdues. Ne signez que si le serveur a réellement été restauré d’une copie plus ancienne.`,
  longer: (index, lines) =>
    `Attention : le journal de cet ordre compte ${lines} lignes que le coffre ${index} n’a jamais vues. Une copie restaurée n’a aucune raison d’être plus longue.`,
  other: (index) =>
    `Attention : le journal de cet ordre a le même nombre de lignes que celui que le coffre ${index} a cosigné, mais ce n’est pas le même. Quelqu’un veut remplacer l’historique. Ne signez pas.`,
};
const alarms: Readonly<Record<AlarmKind, string>> = {
  hour: 'beaucoup de dossiers ouverts en une heure',
  day: 'beaucoup de dossiers ouverts en un jour',
  people_minute: 'beaucoup de personnes demandées en une minute',
  people_quarter: 'beaucoup de personnes affichées en une demi-heure',
  people_hour: 'beaucoup de personnes affichées en une heure',
  people_day: 'beaucoup de personnes affichées en un jour',
  outside_hours: 'activité en dehors des heures du cabinet',
  reminder: 'rappel : une alerte attend toujours',
  refusal: 'demande refusée',
  emergency: 'accès d’urgence',
  freeze: 'accès gelé',
  recovery: 'ancienne clé récupérée',
  erasure: 'effacement d’un patient demandé',
  freeze_refused: 'le serveur a voulu geler trop de membres',
  order: 'changement appliqué',
  delayed_order: 'changement différé',
  importer: 'importation autorisée',
  importer_used: 'importation en cours',
  store_restored: 'coffre restauré',
  checkpoint_refused: 'journal contradictoire',
  test: 'essai',
};
/** Codes of problems, and codes of this page. */
const failures: Readonly<Record<string, string>> = {
  unreachable: 'injoignable',
  answer_malformed: 'donne une réponse invalide',
  vaults_disagree: 'les coffres se contredisent',
  practice_unknown: 'ne connaît pas ce cabinet',
  order_conflict: 'un autre ordre est passé avant',
  order_gap: 'il lui manque des ordres précédents',
  order_expired: 'l’ordre a expiré',
  order_refused: 'refusé',
  approvers_insufficient:
    'refusé : il doit rester deux approbateurs dont les cartes viennent de deux coffres différents',
  passkey_backup_eligible:
    'cette clé d’accès peut être copiée dans un compte en ligne, ce que ce coffre n’admet pas pour un approbateur ; prenez une clé de sécurité ou une clé qui reste dans cet appareil',
  caller_refused: 'signature refusée',
  store_unavailable: 'indisponible pour le moment',
  overloaded: 'surchargé, réessayez',
};

export const fr = {
  language: 'fr',
  locale: 'fr-FR',
  otherLanguage: 'English',
  languageLabel: 'Langue',
  skip: 'Aller au contenu',
  site: (index: number) => `Étanche – coffre ${index}`,
  title: 'Approbations',
  lead: 'Ici, un approbateur décide avec sa clé d’accès ce que les coffres acceptent pour un cabinet. Cette page vient du coffre, pas du serveur des dossiers.',
  elsewhere: (origin: string) => `Cette page n’est pas à son adresse. Ouvrez ${origin}/approvals.`,
  failed: (code: string) => `L’opération a échoué : ${failures[code] ?? 'erreur inconnue'} (${code}).`,
  openTitle: 'Ouvrir un cabinet',
  openLabel: 'Identifiant du cabinet',
  openHint: '26 lettres et chiffres, dans le lien que vous avez reçu.',
  openButton: 'Ouvrir',
  openWrong: 'Un identifiant a 26 caractères : des lettres de a à z et des chiffres de 2 à 7.',
  registerTitle: 'Devenir approbateur',
  registerText:
    'Votre appareil garde une clé d’accès qui ne vaut que sur cette page. Le cabinet devra ensuite vous ajouter avec la carte que vous obtiendrez.',
  nameLabel: 'Votre nom',
  nameHint: 'Les autres approbateurs le verront.',
  nameWrong: 'Écrivez votre nom, en 80 caractères au plus.',
  registerButton: 'Créer ma clé d’accès',
  cardTitle: 'Votre carte d’approbateur',
  cardText:
    'Envoyez ce texte à la personne qui ajoute les approbateurs du cabinet. Il n’est pas secret. Au moment de signer, tous compareront cette empreinte avec vous :',
  cardLabel: 'Carte à transmettre',
  copy: 'Copier',
  copied: 'Copié.',
  download: 'Télécharger',
  home: 'Retour à l’accueil',
  passkeyRefused: 'La clé d’accès n’a pas été utilisée. Rien n’a été signé.',
  practice: (id: string) => `Cabinet ${id}`,
  loading: 'Les coffres sont interrogés…',
  reload: 'Actualiser',
  vaultsTitle: 'Coffres',
  vault: (index: number) => `Coffre ${index}`,
  upToDate: (sequence: number) => `à jour (ordre ${sequence})`,
  behind: (sequence: number) => `en retard (ordre ${sequence})`,
  pendingTitle: 'Ordres à approuver',
  nothing: 'Aucun ordre n’attend.',
  unreadable: 'Ordre illisible',
  unreadableText: 'Cette page ne comprend pas tout ce que contient cet ordre. Ne le signez nulle part.',
  orders,
  renewal: {
    title: 'Renouveler le droit d’un membre',
    sense:
      'Ce membre est déjà au cabinet, avec les mêmes clés et les mêmes rôles. Son droit d’ouvrir des dossiers prendra fin à une autre date.',
  },
  endBefore: 'Fin actuelle',
  endAfter: 'Nouvelle fin',
  member: 'Membre',
  memberId: (id: string) => `Identifiant, comme dans les courriels d’alerte : ${id}`,
  unknownMember: 'inconnu de ce cabinet',
  role: 'Rôle',
  roles: (list: readonly Role[]) => list.map((role) => roles[role]).join(', '),
  keysPrint: 'Empreinte des clés, à comparer en présence',
  quota: (count: number, purpose: PracticePurpose) => `${count} ${purposes[purpose]} par jour`,
  newLimit: 'Nouvelle limite',
  until: 'Jusqu’au',
  reason: 'Raison',
  reasons,
  issuedBy: (index: number) => `carte remise par le coffre ${index}`,
  inCloud: 'clé d’accès dans un compte en ligne : une personne qui s’empare de ce compte peut approuver',
  passkeyPrint: (name: string) => `Empreinte de la clé d’accès de ${name}, à comparer avec cette personne`,
  oneVault:
    'Ce cabinet n’a qu’un coffre. Une faille de ce seul coffre suffirait pour approuver au nom des deux approbateurs : deux approbations protègent moins ici qu’avec deux coffres.',
  frozenAt: (at: number, vaults: number) =>
    at === vaults
      ? `En vigueur dans les ${vaults} coffres.`
      : `En vigueur dans ${at} ${at > 1 ? 'coffres' : 'coffre'} sur ${vaults} : il n’est certain qu’une fois dans tous les coffres.`,
  removed: 'Retiré',
  added: 'Ajouté',
  addresses: 'Adresses',
  serverKey: 'Clé du serveur',
  units: 'Unités accordées',
  unitsText: (patients: number, search: number) =>
    `${patients} patients écrits, aucun lu ; ${search} places dans l’index de recherche`,
  logSize: 'Le journal reprend après',
  lines: (count: number, epoch: number) => `${count} lignes, époque ${epoch}`,
  noRoot: 'aucune encore',
  cosignedSize: (index: number) => `Dernier journal cosigné par le coffre ${index}`,
  logRoot: 'Racine du journal que cet ordre reconnaît',
  cosignedRoot: (index: number) => `Racine du dernier journal cosigné par le coffre ${index}`,
  logNote: (comparison: LogComparison, index: number, lines: number) => logNotes[comparison](index, lines),
  identifier: 'Identifiant',
  unreadableCard: 'carte illisible',
  foreign: 'Ordre sans suite',
  foreignText:
    'Cet ordre ne suit pas le dernier ordre appliqué de ce cabinet, ou ne s’adresse pas à tous ses coffres. Ne le signez nulle part.',
  orderNumber: 'Numéro de l’ordre',
  orderPrint: 'Empreinte de l’ordre',
  issued: 'Préparé le',
  expires: 'Expire le',
  signed: 'Signé par',
  nobody: 'personne encore',
  approver: 'un approbateur',
  kit: 'le kit de secours',
  aMember: 'un membre',
  danger: 'Ce changement donne du pouvoir. Ne signez que si vous l’attendiez.',
  sign: 'Signer cet ordre',
  refuse: 'Refuser et annuler',
  noPasskeyHere:
    'Aucun approbateur de ce cabinet n’a sa clé d’accès sur cette page. La liste ci-dessous dit où chacun signe.',
  alreadySigned: 'Vous avez signé, avec cette clé d’accès ou une autre de cette page. Il manque quelqu’un d’autre.',
  done: 'Ordre signé',
  refusedDone: 'Ordre annulé',
  waiting: (approvals: number, needed: number) => `attend (${approvals} sur ${needed})`,
  delayed: (time: string) => `s’appliquera le ${time}, sauf si un approbateur l’annule`,
  applied: 'appliqué',
  cancelled: 'annulé',
  failure: (code: string) => failures[code] ?? code,
  membersTitle: 'Membres',
  status: { active: 'actif', frozen: 'gelé', retired: 'parti' },
  freeze: 'Geler l’accès',
  freezeOf: (who: string) => `Geler l’accès de ${who}`,
  freezeReason: 'Pourquoi ?',
  freezeNow: 'Geler maintenant',
  freezeHint:
    'Vol soupçonné : ce membre n’ouvre plus rien, et lever le gel demandera de nouvelles clés. Autres raisons : il garde l’accès d’urgence, qu’un voleur utiliserait aussi.',
  emergencyLeft: 'l’accès d’urgence lui reste',
  nothingLeft: 'il ne peut plus rien ouvrir',
  freezesTitle: 'Gels en cours',
  byServer: (until: string) => `posé par le serveur, prend fin le ${until}`,
  byApprover: 'posé par un approbateur, sans fin',
  confirm: 'Confirmer ce gel',
  approversTitle: 'Approbateurs',
  signsAt: 'signe sur',
  here: 'cette page',
  alarmsTitle: 'Alertes récentes de ce coffre',
  alarmsText: 'Elles ne sont montrées qu’aux approbateurs du cabinet.',
  showAlarms: 'Voir les alertes avec ma clé d’accès',
  dormantDays: 'Jours sans usage',
  reactivate: 'Réactiver (compte inutilisé)',
  acknowledge: 'J’ai vérifié avec cette personne : tout est normal',
  acknowledgeHint:
    'Votre signature vaut pour toutes les alertes sur l’activité de ce membre jusqu’à maintenant, auprès de tous les coffres. En cas de doute, gelez son accès plutôt que de signer.',
  acknowledgeBy: (time: string) => `à vérifier avant le ${time}, sinon seul l’accès d’urgence reste à ce membre`,
  acknowledgedAt: (time: string) => `vérifiée le ${time}`,
  acknowledged: 'Alertes vérifiées',
  settled: (count: number) => `${count} alertes réglées`,
  noAlarms: 'Aucune alerte.',
  alarm: (kind: AlarmKind) => alarms[kind],
  count: (count: number) => `${count} unités`,
} as const;
