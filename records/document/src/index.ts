export { patientPdf, type PdfOptions } from './patient-pdf.ts';
