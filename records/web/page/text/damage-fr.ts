/** Texts about files that do not open, and about what is lost. */
export const damageFr = {
  title: 'Ce dossier ne peut pas être vérifié',
  lead: 'Rien n’est affiché : ce que le serveur a envoyé ne correspond pas à ce que vos collègues ont signé. Ne décidez rien sans ce dossier.',
  causeStore: 'Des données ont pu être abîmées ou perdues sur le serveur. Un médecin peut voir ce qui reste.',
  causeCopies:
    'Un compte volé a pu détruire un élément et écrire de fausses copies. Un médecin peut tout rétablir pendant sept jours.',
  causeServer: 'Le serveur peut mentir. Prévenez l’administrateur avant toute réparation.',
  examine: 'Voir ce qui reste du dossier',
  examining: 'Lecture de ce qui reste',
  doctorOnly: 'Seul un médecin peut le réparer : demandez-le-lui, et prévenez l’administrateur.',
  found: 'Ce qui reste du dossier',
  nothing: 'Tout ce qui est en vigueur se lit. Réessayez d’ouvrir le dossier.',
  recovered: (count: number) =>
    count === 1
      ? '1 élément abîmé a été retrouvé ailleurs, intact.'
      : `${count} éléments abîmés ont été retrouvés ailleurs, intacts.`,
  refused: (count: number) =>
    `${count === 1 ? '1 version signée par un membre empêche' : `${count} versions signées par un membre empêchent`} d’ouvrir le dossier. La version d’avant la remplace ; voyez avec l’administrateur qui l’a écrite.`,
  lost: (count: number) =>
    count === 1 ? 'Le contenu d’1 élément est introuvable.' : `Le contenu de ${count} éléments est introuvable.`,
  lostBefore: (count: number) =>
    count === 1 ? '1 élément avait déjà été constaté perdu.' : `${count} éléments avaient déjà été constatés perdus.`,
  element: 'Élément',
  lostVersion: 'Version perdue',
  lastVersion: 'Dernière version lisible',
  noVersion: 'aucune',
  needsCopies: 'L’identité du patient manque : le dossier ne peut pas s’ouvrir sans une copie de sauvegarde.',
  repairWhole: 'La réparation recopie ces éléments. Auteurs, dates et contenu ne changent pas.',
  repairLead:
    'Cherchez d’abord une sauvegarde. La réparation rouvre le dossier sans ces éléments ; leur perte reste écrite en haut du dossier, dans la liste des accès et dans le journal. Une sauvegarde trouvée plus tard les rend.',
  confirm: (count: number) =>
    count === 1
      ? 'Je constate la perte d’1 élément, qui peut être une allergie ou un traitement'
      : `Je constate la perte de ${count} éléments, qui peuvent être des allergies ou des traitements`,
  repair: 'Réparer le dossier',
  repaired: 'Le dossier est réparé.',
  destroyedLead: 'Si ce n’était pas voulu, rétablissez ce qui a été détruit : le dossier redevient ce qu’il était.',
  restoreFirst: 'Rétablissez d’abord ce qui a été détruit : le contenu introuvable peut revenir avec.',
  copiesTitle: 'Copie de sauvegarde',
  copiesLead:
    'L’administrateur du serveur peut tirer d’une sauvegarde une copie de ce dossier, chiffrée, par la commande :',
  chooseCopies: 'Choisir la copie',
  otherCopies: 'Choisir une autre copie',
  copiesFile: 'Copie de sauvegarde du dossier',
  copiesRead: 'La copie est prise en compte.',
  lostHere: (count: number) =>
    count === 1 ? 'Un élément de ce dossier est perdu' : `${count} éléments de ce dossier sont perdus`,
  lostOne: (number: number) => `Élément perdu ${number}`,
  lostLead:
    'Ce peut être une allergie ou un traitement : demandez au patient. Les versions antérieures restent lisibles.',
};
