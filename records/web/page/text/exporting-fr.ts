/** Texts of the copy of a whole file. */
export const exportingFr = {
  title: 'Copie du dossier pour le patient',
  lead: 'Le PDF se lit partout. Le document FHIR contient tout, pour un autre logiciel. Les fichiers enregistrés ne sont plus protégés : remettez-les, puis supprimez-les de cet ordinateur.',
  accesses: 'Joindre la liste des accès au dossier',
  missing: 'Ce que le PDF ne contient pas',
  missingLines: [
    'Le contenu des documents joints (PDF, images) : il en donne la liste.',
    'Les versions antérieures : elles restent dans le dossier.',
    'Les rendez-vous, et les tâches et messages entre professionnels.',
    'Les écritures chinoise, japonaise et coréenne, et le sens des textes écrits de droite à gauche.',
  ],
  pdf: 'Enregistrer en PDF',
  fhir: 'Enregistrer en FHIR',
  reading: 'Lecture du dossier…',
  writing: (done: number, total: number) => `${done} éléments écrits sur ${total}`,
  cancel: 'Annuler',
  cancelled: 'Annulé, rien n’a été enregistré.',
  done: (files: readonly string[]) => `Enregistré sur cet ordinateur : ${files.join(', ')}.`,
  failed: 'Le PDF n’a pas pu être écrit',
  failedAdvice: 'Rien n’a été enregistré. Le document FHIR reste possible.',
  pdfFile: 'dossier.pdf',
  fhirFile: 'dossier.fhir.json',
  accessesFile: 'acces.json',
};

export type ExportingTexts = typeof exportingFr;
