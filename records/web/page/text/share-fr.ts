/** Texts of shares of a patient's synthesis. */
export const shareFr = {
  button: 'Partager la synthèse…',
  title: 'Partager la synthèse',
  renewTitle: 'Renouveler le partage',
  lead: 'Le confrère lit la synthèse d’aujourd’hui jusqu’à la fin du partage, puis son contenu s’efface chez lui. Vous pouvez y mettre fin plus tôt ; ce qui a été lu ne se reprend pas.',
  days: 'Pendant',
  dayChoices: [7, 30, 90, 365],
  dayCount: (days: number) => (days === 365 ? 'un an' : `${days} jours`),
  renew: 'Renouveler…',
  renewOf: (name: string) => `Renouveler le partage avec ${name}`,
  end: 'Mettre fin',
  endOf: (name: string) => `Mettre fin au partage avec ${name}`,
  ended: 'Fin du partage demandée au serveur du confrère.',
  subject: 'Synthèse médicale',
  received: (when: string) =>
    `Ce partage se lit ici jusqu’au ${when}. Il n’est pas classé : son expéditeur peut le renouveler ou y mettre fin.`,
};

export type ShareTexts = typeof shareFr;
