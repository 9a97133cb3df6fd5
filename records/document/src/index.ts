export type { DocumentErrorCode } from './document-error.ts';
export { patientPdf, type PatientAccess, type PdfOptions } from './patient-pdf.ts';
