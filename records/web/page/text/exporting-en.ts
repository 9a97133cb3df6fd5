import type { ExportingTexts } from './exporting-fr.ts';

export const exportingEn: ExportingTexts = {
  title: 'Copy of the file for the patient',
  lead: 'The PDF, which is in French, can be read everywhere. The FHIR document contains everything, for another program. The saved files are no longer protected: hand them over, then delete them from this computer.',
  accesses: 'Add the list of accesses to the file',
  missing: 'What the PDF does not contain',
  missingLines: [
    'The content of attached documents (PDF, images): it lists them.',
    'Earlier versions: they stay in the file.',
    'Appointments, and tasks and messages between professionals.',
    'Chinese, Japanese and Korean writing, and the direction of texts that are written from right to left.',
  ],
  pdf: 'Save as PDF',
  fhir: 'Save as FHIR',
  reading: 'Reading the file…',
  writing: (done, total) => `${done} of ${total} elements written`,
  cancel: 'Cancel',
  cancelled: 'Cancelled, nothing was saved.',
  done: (files) => `Saved on this computer: ${files.join(', ')}.`,
  failed: 'The PDF could not be written',
  failedAdvice: 'Nothing was saved. The FHIR document is still possible.',
  pdfFile: 'file.pdf',
  fhirFile: 'file.fhir.json',
  accessesFile: 'accesses.json',
};
