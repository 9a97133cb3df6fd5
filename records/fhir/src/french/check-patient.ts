import { isObject, objects, text } from '../json/json.ts';
import type { JsonObject } from '../json/json.ts';
import type { Issue } from '../resource/issue.ts';
import { extensionsOf } from './coding.ts';
import { extensionUrls } from './french-urls.ts';
import { isIdentityStatus, readReliability, writtenStatuses } from './identity-reliability.ts';
import { insIdentifiers, insOf, readIns } from './ins-identifier.ts';

const INSEE = /^(?:\d\d|2[AB])\d{3}$/;

/** The rules of FR Core and RNIV on a Patient, beside those of R4. A Patient that claims nothing French breaks none. */
export function checkPatient(patient: JsonObject, issues: Issue[]): void {
  checkNames(patient, issues);
  checkBirthPlace(patient, issues);
  for (const { index, identifier } of insIdentifiers(patient)) {
    if (readIns(identifier) === null) issues.push({ path: `Patient.identifier[${index}].value`, code: 'ins' });
  }
  const written = writtenStatuses(patient);
  const path = `Patient.extension('fr-core-identity-reliability')`;
  if (written.length > 1 || written.some((code) => !isIdentityStatus(code))) {
    issues.push({ path: `${path}.identityStatus`, code: 'identity_status' });
  }
  const { status, flags } = readReliability(patient);
  const uncertain = flags.includes('DOUT') || flags.includes('FICT');
  // RNIV 1, 3.2.3 (EXI SI 09): a doubtful or fictitious identity is provisional, and never both.
  if ((uncertain && status !== 'PROV') || (flags.includes('DOUT') && flags.includes('FICT'))) {
    issues.push({ path: `${path}.comment`, code: 'identity_flags' });
  }
  const retrieved = status === 'RECUP' || status === 'QUAL';
  if (written.length === 1 && retrieved !== (insOf(patient) !== null)) {
    issues.push({ path: 'Patient.identifier', code: 'ins_status' });
  }
}

function checkNames(patient: JsonObject, issues: Issue[]): void {
  const names = objects(patient['name']);
  for (const [i, name] of names.entries()) {
    if (name['use'] !== 'official') continue;
    if (text(name['family']) === null) issues.push({ path: `Patient.name[${i}].family`, code: 'profile' });
  }
  const official = names.filter((name) => name['use'] === 'official' && !hasEnded(name));
  if (official.length > 1) issues.push({ path: 'Patient.name', code: 'profile' });
  const isNamed = names.some((name) => text(name['family']) !== null || text(name['text']) !== null);
  if (names.length > 0 && !isNamed) issues.push({ path: 'Patient.name', code: 'profile' });
}

function hasEnded(name: JsonObject): boolean {
  return isObject(name['period']) && text(name['period']['end']) !== null;
}

function checkBirthPlace(patient: JsonObject, issues: Issue[]): void {
  for (const place of extensionsOf(patient, extensionUrls.birthPlace)) {
    const path = `Patient.extension('patient-birthPlace').value`;
    const address = place['valueAddress'];
    if (!isObject(address)) {
      issues.push({ path, code: 'type' });
      continue;
    }
    for (const code of extensionsOf(address, extensionUrls.inseeCode)) {
      const coding = code['valueCoding'];
      const insee = isObject(coding) ? text(coding['code']) : null;
      if (insee === null || !INSEE.test(insee)) issues.push({ path: `${path}.inseeCode`, code: 'profile' });
    }
  }
}
