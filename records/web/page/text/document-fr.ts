import type { DocumentFault, DocumentKind } from '@etanche/records-fhir';
import type { DocumentRefusal } from '../../port/recognise-document.ts';

/** Texts of the documents of a file. */
export const documentFr = {
  kinds: {
    result: 'Résultat d’analyses',
    imaging: 'Imagerie',
    report: 'Compte rendu',
    discharge: 'Lettre de sortie',
    letter: 'Courrier reçu',
    prescription: 'Ordonnance d’un confrère',
    administrative: 'Document administratif',
    other: 'Autre document',
  } satisfies Record<DocumentKind, string>,
  add: 'Ajouter un document',
  choose: 'Choisir un fichier',
  drop: 'Déposez un fichier ici, ou collez-le. PDF, image JPEG ou PNG, texte ; 50 Mo au plus.',
  title: 'Titre',
  kind: 'Type',
  date: 'Date du document',
  keep: (name: string) => `Ajouter au dossier de ${name}`,
  leave: (name: string) => `Déposer pour le médecin de ${name}`,
  withdraw: 'Ne pas ajouter',
  cancel: 'Annuler l’envoi',
  sealing: (percent: number) => `Chiffrement, ${percent} %`,
  sending: 'Envoi en cours…',
  cancelled: 'Envoi annulé, rien n’a été ajouté.',
  added: (title: string) => `Ajouté : ${title}`,
  left: 'Document déposé, le médecin le classera.',
  refusals: {
    empty: 'Ce fichier est vide.',
    too_large:
      'Ce fichier est trop grand : 50 Mo et 120 millions de pixels au plus. Numérisez-le avec moins de détail.',
    unknown_type:
      'Ce type de fichier n’est pas accepté : PDF, image JPEG ou PNG, texte. Son contenu compte, pas son nom. Enregistrez-le en PDF, puis recommencez.',
    mixed:
      'Ce fichier est à la fois un document et autre chose, comme un fichier piégé. Ne l’ouvrez pas et demandez-en un autre à l’expéditeur.',
    damaged: 'Ce fichier est incomplet ou abîmé. Numérisez-le ou téléchargez-le à nouveau.',
  } satisfies Record<DocumentRefusal, string>,
  faults: {
    title_missing: 'Écrivez un titre.',
    title_long: 'Titre trop long : 120 caractères au plus.',
    date_invalid: 'Date attendue : jour, mois et année.',
    date_future: 'Cette date est à venir.',
  } satisfies Record<DocumentFault, string>,
  filter: 'Filtrer par titre ou auteur',
  allKinds: 'Tous les types',
  nothing: 'Aucun document. Ajoutez-en un par le bouton, en le déposant ou en le collant.',
  noMatch: 'Aucun document ne correspond au filtre.',
  list: 'Documents du dossier',
  letterHere: 'écrit ici',
  size: (bytes: number) =>
    bytes < 1024 * 1024
      ? `${Math.max(1, Math.round(bytes / 1024))} ko`
      : `${(bytes / 1024 / 1024).toFixed(1).replace('.', ',')} Mo`,
  missing: 'Le contenu n’est pas dans le dossier',
  missingLead: 'Le programme d’origine n’a transmis que la description de ce document. Demandez-le à son auteur.',
  view: 'Document affiché',
  larger: 'Taille réelle',
  smaller: 'Ajuster',
  turn: 'Tourner',
  notShown: 'Ce document ne s’affiche pas dans l’application',
  pdfWhy:
    'Le lecteur de PDF du navigateur garderait le document hors de l’application. Enregistrez-le pour le lire avec le programme de cet ordinateur.',
  unknownWhy:
    'Son contenu n’est ni un PDF, ni une image JPEG ou PNG, ni du texte. Étanche le garde tel quel et ne l’ouvre pas.',
  save: 'Enregistrer sur cet ordinateur',
  saveWarning:
    'Enregistré, le fichier reste lisible sur cet ordinateur par les personnes qui l’utilisent, jusqu’à ce que vous le supprimiez.',
  saved: 'Enregistré dans les téléchargements. Supprimez-le après usage.',
  edit: 'Modifier la description',
  editKeep: 'Garder la description',
  edited: (title: string) => `Modifié : ${title}`,
  remove: 'Retirer',
  removeTitle: 'Retirer ce document',
  removeLead: 'Le document quitte la liste. Il reste dans l’historique du dossier, et vous pouvez le remettre.',
  reason: 'Raison',
  reasons: ['Mauvais patient', 'En double', 'Illisible', 'Sans intérêt médical'],
  reasonMissing: 'Choisissez ou écrivez une raison.',
  removed: (title: string) => `Retiré : ${title}`,
  removedList: (count: number) => (count === 1 ? '1 document retiré' : `${count} documents retirés`),
  restore: 'Remettre',
  restored: (title: string) => `Remis : ${title}`,
  toFile: 'À classer',
  toFileCount: (count: number) => (count === 1 ? '1 document à classer' : `${count} documents à classer`),
  toFileShort: (count: number) => `${count} à classer`,
  toFileHint: 'Déposés par l’accueil, lisibles par les médecins seulement.',
  depositBy: (author: string, when: string) => `Déposé par ${author}, ${when}`,
  openDeposit: 'Voir et classer',
  file: 'Classer',
  filed: (title: string) => `Classé : ${title}`,
  depositLead:
    'Le document est chiffré pour les médecins : vous ne pourrez plus le relire. Vérifiez le patient avant de l’envoyer.',
  deposited: 'Documents en attente d’un médecin',
  noneDeposited: 'Aucun document en attente.',
  depositRemove: 'Reprendre',
  depositRemoved: 'Document repris.',
  cannotRead: 'Ce document ne peut pas être affiché',
  cannotReadLead: 'L’image est abîmée. Enregistrez le fichier pour l’examiner avec un autre programme.',
};

export type DocumentTexts = typeof documentFr;
