/** Forms whose typed text this device keeps. */
export const keptFr = {
  again: (time: string) => `Repris là où vous en étiez à ${time}, pas encore enregistré.`,
  contested: 'La fiche a changé entre-temps\u00a0: comparez avant d’enregistrer.',
  notHere: 'Cet appareil ne garde pas ce texte\u00a0: enregistrez-le avant de verrouiller.',
  discard: 'Effacer ce texte',
  discarded: 'Texte effacé.',
};
