/** Texts of favourites and protocols. */
export const favouriteFr = {
  title: 'Favoris et protocoles',
  lead: 'Une ligne ou plusieurs, ajoutées d’une pression dans une ordonnance. Les vôtres ne sont montrés qu’à vous dans l’ordonnance. Tous les membres peuvent lire ces réglages.',
  mine: 'À moi',
  shared: 'Du cabinet',
  whose: 'Pour qui',
  share: 'Pour tout le cabinet',
  reason: 'Motif',
  reasonHint: 'Cystite simple',
  noLine: 'Ajoutez un médicament par la recherche ci-dessous.',
  gone: 'Ce médicament n’est plus dans la liste.',
  keep: (label: string) => `Mettre ${label} en favori`,
  keepLine: 'Mettre en favori',
  keepLines: (count: number) => `Faire un protocole de ces ${count} lignes`,
  change: (label: string) => `Modifier ${label}`,
  missing: (labels: string) => `Non ajouté, à reprendre dans les réglages : ${labels}.`,
};

export type FavouriteTexts = typeof favouriteFr;
