/** The letter is always in French, since it goes to a French public prosecutor. */
export const letterText = {
  title: 'Plainte contre X',
  sender: ['[Prénom et nom]', '[Date et lieu de naissance]', '[Adresse]', '[Téléphone, e-mail]'],
  recipient: [
    'Madame ou Monsieur le procureur de la République',
    'Tribunal judiciaire de [ville de votre domicile]',
    '[Adresse du tribunal]',
  ],
  place: (date: string) => `[Ville], le ${date}`,
  subject: 'Objet : plainte contre X pour accès frauduleux à un système informatique et vol de données personnelles',
  salutation: 'Madame, Monsieur le procureur de la République,',
  body: (title: string, controller: string, occurred: string, discovered: string) =>
    [
      `Je porte plainte contre X à la suite de la fuite de données suivante : ${title}.`,
      `L’organisme responsable de ces données est : ${controller}. Les faits ont eu lieu ${occurred} et ont été découverts le ${discovered}.`,
      'J’ai vérifié que mes données figurent dans le fichier volé. Les renseignements suivants me concernant ont été exposés :',
    ] as const,
  harm: 'Préjudice à ce jour : [décrivez ce qui s’est passé : messages ou appels suspects, usage de votre identité, sommes perdues, inquiétude, démarches. Si rien ne s’est encore produit, écrivez-le.]',
  law: 'Ces faits me paraissent pouvoir relever des articles 323-1 à 323-3 du code pénal (accès frauduleux à un système de traitement automatisé de données et extraction de ces données), de l’article 226-18 du même code (collecte frauduleuse de données personnelles) et de toute autre qualification que l’enquête ferait apparaître.',
  request:
    'Je vous prie de bien vouloir m’informer des suites données à ma plainte. Je me réserve le droit de me constituer partie civile.',
  attachments:
    'Pièces jointes : copie de ma pièce d’identité ; lettre ou message de l’organisme ; récapitulatif de vérification ; [autres preuves].',
  closing:
    'Je vous prie d’agréer, Madame, Monsieur le procureur de la République, l’expression de ma considération distinguée.',
  signature: '[Signature]',
} as const;
