import type { JsonObject } from '../json/json.ts';
import type { Issue } from '../resource/issue.ts';
import { isIdentityStatus, readReliability, writtenStatuses } from './identity-reliability.ts';
import { insIdentifiers, insOf, readIns } from './ins-identifier.ts';

/**
 * Checks the rules of RNIV on the status of an identity, which every Patient must satisfy. Other traits may be missing
 * or wrong: a valid R4 Patient is stored unchanged; `missingTraits` and `unusableIns` list what must be completed.
 */
export function identityIssues(patient: JsonObject): Issue[] {
  const issues: Issue[] = [];
  const written = writtenStatuses(patient);
  const path = `Patient.extension('fr-core-identity-reliability')`;
  if (written.length > 1 || written.some((code) => !isIdentityStatus(code))) {
    issues.push({ path: `${path}.identityStatus`, code: 'identity_status' });
  }
  const { status, flags } = readReliability(patient);
  const isUncertain = flags.includes('DOUT') || flags.includes('FICT');
  // RNIV 1, 3.2.3 (EXI SI 09): a doubtful or fictitious identity is provisional, and no identity is both.
  if ((isUncertain && status !== 'PROV') || (flags.includes('DOUT') && flags.includes('FICT'))) {
    issues.push({ path: `${path}.comment`, code: 'identity_flags' });
  }
  const retrieved = status === 'RECUP' || status === 'QUAL';
  if (written.length === 1 && retrieved !== (insOf(patient) !== null)) {
    issues.push({ path: 'Patient.identifier', code: 'ins_status' });
  }
  return issues;
}

/** Paths of matricules INS that are stored as received but may not be used: malformed, or with a wrong key. */
export function unusableIns(patient: JsonObject): string[] {
  return insIdentifiers(patient).flatMap(({ index, identifier }) =>
    readIns(identifier) === null ? [`Patient.identifier[${index}].value`] : [],
  );
}
