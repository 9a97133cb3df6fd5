import type { MissingMention } from '../../port/paper-calls.ts';

export const paperFr = {
  print: 'Imprimer',
  keepAndPrint: (count: number) => (count === 0 ? 'Garder et imprimer' : `Garder et imprimer (${count})`),
  printLast: 'Imprimer la dernière ordonnance',
  noPrescription: 'Ce dossier n’a pas encore d’ordonnance.',
  missing: (mentions: readonly MissingMention[]) =>
    `Il manque sur le papier : ${mentions.map((mention) => paperFr.mentions[mention]).join(', ')}. Complétez-le dans Réglages.`,
  mentions: {
    letterhead: 'l’en-tête du cabinet',
    rpps: 'votre numéro RPPS',
    speciality: 'votre spécialité',
    phone: 'un numéro de téléphone',
  } as Readonly<Record<MissingMention, string>>,
  letters: 'Courriers et certificats',
  newLetter: 'Nouveau courrier ou certificat',
  template: 'Modèle',
  noTemplate: 'Aucun modèle. Ajoutez-en dans Réglages.',
  kinds: {
    letter: 'Courrier',
    certificate: 'Certificat',
    sick_leave: 'Arrêt de travail (contenu)',
    visit: 'Texte de consultation',
  } as Readonly<Record<string, string>>,
  heading: 'Titre',
  body: 'Texte',
  addressee: 'Destinataire',
  noAddressee: 'Sans destinataire',
  copyTo: (name: string) => `Copie au médecin traitant (${name})`,
  open: (fields: readonly string[]) => `À compléter : ${fields.map((field) => `{${field}}`).join(', ')}`,
  keep: 'Garder',
  keepLetterAndPrint: 'Garder et imprimer',
  kept: 'Document gardé.',
  correct: 'Corriger',
  version: (version: number) => `version ${version}`,
  sickLeave:
    'Ce texte prépare l’arrêt de travail. L’avis lui-même se fait sur le formulaire sécurisé ou par le téléservice.',
  preview: 'Aperçu',
  presence: 'Attestation de présence',
  presenceHeading: 'Attestation de présence',
  presenceBody: (name: string, date: string, from: string, to: string) =>
    `Nous attestons que ${name} s’est présenté(e) au cabinet le ${date}, de ${from} à ${to}.\n\nFait à la demande de l’intéressé(e) pour servir et valoir ce que de droit.`,
  secretariat: (name: string) => `${name}, secrétariat`,
};
