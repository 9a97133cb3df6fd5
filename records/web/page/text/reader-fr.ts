import type { ReaderFailure } from '../../port/reader-messages.ts';

/** Texts of a PDF in place. */
export const readerFr = {
  tools: 'Outils du document',
  previous: 'Page précédente',
  next: 'Page suivante',
  page: 'Page',
  of: (pages: number) => `sur ${pages}`,
  pageOf: (page: number, pages: number) => `Page ${page} sur ${pages}`,
  scanned: (page: number, pages: number) => `Page ${page} sur ${pages}, image sans texte`,
  damagedPage: 'Cette page est abîmée et ne s’affiche pas.',
  larger: 'Agrandir',
  smaller: 'Réduire',
  fit: (percent: number) => `Ajuster à la largeur, affiché à ${percent} %`,
  percent: (percent: number) => `${percent} %`,
  turn: 'Tourner',
  find: 'Chercher dans le document',
  found: (at: number, count: number) => (count === 0 ? 'Rien trouvé' : `${at} sur ${count}`),
  searching: 'Recherche…',
  keys: 'Flèches : pages · + et − : taille · 0 : largeur · R : tourner · Ctrl F : chercher',
  passwordTitle: 'Ce PDF est protégé par un mot de passe',
  passwordLead: 'Demandez-le à l’expéditeur. Étanche ne le garde pas.',
  password: 'Mot de passe',
  passwordWrong: 'Ce mot de passe n’ouvre pas le document.',
  passwordOpen: 'Ouvrir',
  code: (code: string) => `Code : ${code}`,
  failures: {
    pdf_damaged: [
      'Ce PDF ne peut pas être affiché',
      'Le fichier est abîmé ou incomplet. Demandez-le à nouveau à l’expéditeur, ou enregistrez-le pour l’examiner avec un autre programme.',
    ],
    pdf_encrypted: ['Ce PDF est protégé par un mot de passe', 'Demandez-le à l’expéditeur.'],
    pdf_password_wrong: ['Ce mot de passe n’ouvre pas le document', 'Vérifiez les majuscules, puis recommencez.'],
    pdf_too_large: [
      'Ce PDF est trop grand pour être affiché ici',
      'Il a plus de 2 000 pages. Demandez la partie utile à l’expéditeur, ou enregistrez-le pour le lire avec un autre programme.',
    ],
  } satisfies Record<ReaderFailure, readonly [title: string, advice: string]>,
};

export type ReaderTexts = typeof readerFr;
