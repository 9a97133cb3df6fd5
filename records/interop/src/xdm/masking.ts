import { cdaOids } from '../cda/cda-oids.ts';
import type { CdaCode } from '../cda/cda-types.ts';

/** The readers of a document: one choice, because every other combination of the codes is an error. */
export type Masking = 'everyone' | 'professionals_only' | 'patient_only';

const codes = {
  patient: { code: 'INVISIBLE_PATIENT', system: cdaOids.visibility, name: 'Document non visible par le patient' },
  professionals: { code: 'MASQUE_PS', system: cdaOids.visibility, name: 'Document masqué aux professionnels de santé' },
} as const;
/** Legal representatives do not see it, so that it goes to the patient alone. */
const hiddenFromRepresentatives = /^INVISIBLE_REP/;

export function maskingCodes(masking: Masking): readonly CdaCode[] {
  if (masking === 'everyone') return [];
  return masking === 'professionals_only' ? [codes.patient] : [codes.professionals];
}

/** Null for codes that contradict each other. */
export function readMasking(confidentiality: readonly CdaCode[]): Masking | null {
  const has = (test: (code: string) => boolean): boolean => confidentiality.some(({ code }) => test(code));
  const forProfessionals = has((code) => code === codes.patient.code);
  const forPatient = has((code) => code === codes.professionals.code || hiddenFromRepresentatives.test(code));
  if (forProfessionals && forPatient) return null;
  return forProfessionals ? 'professionals_only' : forPatient ? 'patient_only' : 'everyone';
}
