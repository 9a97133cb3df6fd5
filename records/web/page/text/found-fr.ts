/** Texts of the first run. */
export const foundFr = {
  link: 'Fonder un cabinet',
  title: 'Fonder votre cabinet',
  lead: 'Trois personnes suffisent : vous, médecin, et deux approbateurs qui surveilleront les clés. Comptez vingt minutes et une imprimante.',
  approvers: '1. Deux approbateurs',
  approversLead:
    'Chacun ouvre la page d’un coffre différent, y crée sa clé et vous remet la carte affichée. Comparez-la avec lui.',
  page: (index: number) => `Page du coffre ${index}`,
  card: (number: number) => `Carte de l’approbateur ${number}`,
  practice: '2. Le cabinet',
  token: 'Jeton de l’exploitant',
  tokenHint: 'La personne qui gère le serveur vous l’a remis. Il sert une seule fois.',
  practiceName: 'Nom du cabinet',
  founderName: 'Votre nom, tel que le cabinet l’affiche',
  contact: 'Adresse électronique des alarmes',
  key: '3. Votre clé d’accès',
  found: 'Fonder le cabinet',
  founding: 'Les coffres enregistrent le cabinet…',
  safe: 'Si cette page se ferme avant la création de votre clé d’accès, recommencez : rien n’est enregistré. Après, revenez sur cet appareil avec le même jeton dans les quatorze jours : la fondation continue où elle en était.',
  resumeTitle: 'Une fondation est commencée',
  resumeLead:
    'Cet appareil la garde, protégée par votre clé d’accès. Donnez le même jeton et les mêmes noms pour la terminer.',
  resume: 'Terminer la fondation',
  fresh: 'Commencer une autre fondation',
  kitTitle: 'Imprimez le kit du cabinet',
  kitLead:
    'Trois feuilles. Deux d’entre elles rendent l’accès au cabinet si toutes les clés sont perdues ; une seule n’ouvre rien. Gardez-les en trois lieux différents.',
  kitOnce: 'Elles ne sont gardées nulle part et disparaissent au verrouillage : imprimez-les maintenant.',
  kitPrint: 'Imprimer les trois feuilles',
  kitSheet: (number: number) => `Kit du cabinet, feuille ${number} sur 3`,
  kitPaper:
    'Deux feuilles du kit rendent l’accès au cabinet. Gardez celle-ci seule, en lieu sûr, loin des deux autres et de tout ordinateur.',
  kitPractice: 'Cabinet',
  kitDone: 'Les trois feuilles sont imprimées et relues',
  next: 'Ensuite : votre feuille de secours dans « Mon compte », puis l’invitation du premier secrétaire dans « Cabinet ».',
};
