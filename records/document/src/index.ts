export { patientPdf, type Excerpt, type PatientAccess, type PdfOptions } from './patient-pdf.ts';
export type { Omitted } from './omitted.ts';
