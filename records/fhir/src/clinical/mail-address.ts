import type { PatientTraits } from '../french/patient-traits.ts';

const plain = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const nationalDomain = /@(?:[^@]+\.)?mssante\.fr$/;
const patientDomain = 'patient.mssante.fr';

export type MailAddressFault = 'missing' | 'malformed' | 'not_mssante' | 'of_patient';

/**
 * Whether an address in small letters has one spelling: ASCII without quotes, one `@`, and a domain without a final
 * dot. A domain that another program reads in another way would pass the rules for this one.
 */
export function isPlainAddress(address: string): boolean {
  return address.length <= 254 && plain.test(address);
}

/** The fault of what a person typed as the MSSanté address of a professional; null if it is one. */
export function mailAddressFault(typed: string): MailAddressFault | null {
  const address = typed.trim().toLowerCase();
  if (address === '') return 'missing';
  if (!isPlainAddress(address)) return 'malformed';
  if (isPatientMailbox(address)) return 'of_patient';
  return nationalDomain.test(address) ? null : 'not_mssante';
}

/** True for an address of Mon espace santé, of any patient. */
export function isPatientMailbox(address: string): boolean {
  return address.toLowerCase().endsWith(`@${patientDomain}`);
}

/** The mailbox of a patient in Mon espace santé: only a qualified identity names one (INS, RNIV); null without it. */
export function patientMailbox({ ins, reliability }: Pick<PatientTraits, 'ins' | 'reliability'>): string | null {
  if (ins === null || reliability.status !== 'QUAL') return null;
  return `${ins.matricule.toLowerCase()}@${patientDomain}`;
}
