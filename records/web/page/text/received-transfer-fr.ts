/** Texts of a whole file that another practice sent. */
export const receivedTransferFr = {
  title: 'Dossier transmis',
  lead: 'Ce message contient le dossier complet d’un patient, avec son historique et ses auteurs.',
  volumes: (opened: number, of: number) =>
    of === 1 ? '1 message' : opened === 1 ? `1 message ouvert sur ${of}` : `${opened} messages ouverts sur ${of}`,
  openOthers: (count: number) =>
    count === 1 ? 'Ouvrir l’autre message reçu' : `Ouvrir les ${count} autres messages reçus`,
  opening: 'Ouverture des messages…',
  costs: 'Le dossier se lit quand tous ses messages sont ouverts. Chacun compte dans votre limite du jour.',
  notThere: 'Les autres messages ne sont pas encore arrivés, ou leur expéditeur les a retirés. Réessayez plus tard.',
  stopped:
    'Un message de cet expéditeur n’appartient pas à ce dossier : l’ouverture s’est arrêtée à lui, sans compter les suivants. Continuez si vous connaissez l’expéditeur.',
  reading: 'Vérification des auteurs et des versions…',
  content: 'Contenu vérifié',
  resources: (count: number) => (count === 1 ? '1 élément' : `${count} éléments`),
  attachments: (count: number) =>
    count === 0 ? 'Aucune pièce jointe' : count === 1 ? '1 pièce jointe' : `${count} pièces jointes`,
  earlier: (count: number) =>
    count === 0 ? 'Aucune version antérieure' : count === 1 ? '1 version antérieure' : `${count} versions antérieures`,
  missing: (count: number) =>
    count === 1
      ? 'Le contenu d’une version antérieure manque : l’expéditeur ne l’avait plus. Son auteur et sa date restent prouvés.'
      : `Le contenu de ${count} versions antérieures manque : l’expéditeur ne l’avait plus. Leurs auteurs et dates restent prouvés.`,
  complete: 'Aucun élément actuel ne manque.',
  between: (from: string, to: string) => `Écrit du ${from} au ${to}`,
  labels: { size: 'Taille', content: 'Éléments', history: 'Historique', dates: 'Dates' },
  none: 'Aucun patient du cabinet ne lui ressemble.',
  asNew: 'Créer un nouveau dossier',
  asNewHint: 'Le patient du dossier transmis devient un patient du cabinet, avec ses traits.',
  asNewDespite: 'Créer malgré la ressemblance',
  looksAlike: 'Un patient du cabinet lui ressemble : comparez avant de créer un second dossier.',
  filing: (done: number, of: number) => `${done} éléments classés sur ${of}`,
  storing: 'Classement des pièces jointes…',
  filed: (name: string) => `Dossier classé : ${name}`,
  results: {
    created: (count: number) =>
      count === 0 ? 'Aucun élément ajouté.' : count === 1 ? '1 élément ajouté.' : `${count} éléments ajoutés.`,
    changed: (count: number) =>
      count === 1 ? '1 élément a une nouvelle version.' : `${count} éléments ont une nouvelle version.`,
    conflicts: (count: number) =>
      count === 1
        ? '1 élément a changé des deux côtés : le vôtre reste, la version reçue est à côté. À comparer.'
        : `${count} éléments ont changé des deux côtés : les vôtres restent, les versions reçues sont à côté. À comparer.`,
    unchanged: (count: number) => (count === 1 ? '1 élément y était déjà.' : `${count} éléments y étaient déjà.`),
    missing: (count: number) =>
      count === 1
        ? '1 élément d’un transfert antérieur n’est plus chez l’expéditeur : il reste ici.'
        : `${count} éléments d’un transfert antérieur ne sont plus chez l’expéditeur : ils restent ici.`,
  },
  proof: 'La preuve des auteurs et toutes les versions antérieures sont dans Documents : « Dossier reçu ».',
  again: 'Un classement interrompu continue où il était : rien n’est écrit deux fois.',
  refuse: 'Refuser ce dossier…',
  refuseTitle: 'Refuser ce dossier',
  refuseEffect: 'Rien n’est classé, et son contenu est effacé ici. Pour l’avoir plus tard, il faut un nouvel envoi.',
  refuseSeen: (name: string) =>
    `${name} voit « Refusé » dans ses envois, pour tout le transfert, avec votre signature et sans raison. Écrivez-lui si une raison l’aide.`,
  refuseOthers: (count: number) =>
    count === 1
      ? 'L’autre message de ce transfert est refusé aussi, sans être ouvert, même s’il arrive plus tard.'
      : `Les ${count} autres messages de ce transfert sont refusés aussi, sans être ouverts, même s’ils arrivent plus tard.`,
  refuseConfirm: 'Refuser ce dossier',
  keep: 'Ne pas refuser',
  refused: (name: string) => `Dossier refusé. ${name} le verra dans ses envois.`,
  refuseTooLate: [
    'Un confrère a déjà classé ou refusé ce dossier',
    'Fermez ce message et voyez son état dans la liste.',
  ] as readonly [string, string],
  failures: {
    untrusted: [
      'Ce dossier ne se vérifie pas',
      'Un élément, un auteur ou un message ne correspond pas à sa signature. Rien n’est affiché ni classé. Prévenez l’expéditeur.',
    ],
    too_large: [
      'Ce dossier est trop grand pour être classé ici',
      'Ses versions ou ses pièces dépassent la limite. Rien n’a été écrit. Demandez à l’expéditeur l’essentiel en messages.',
    ],
    conflict: [
      'Un confrère a modifié ce dossier au même moment',
      'Ce qui est classé le reste. Réessayez : rien n’est écrit deux fois.',
    ],
    not_found: ['Ce dossier n’est plus ouvert', 'Ouvrez de nouveau le message depuis la liste.'],
  } as Readonly<Record<string, readonly [string, string]>>,
};

export type ReceivedTransferTexts = typeof receivedTransferFr;
