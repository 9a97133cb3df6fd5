import { extensionUrls, objects, readPatient, text, type JsonObject } from '@etanche/records-fhir';
import { readNir } from '../results/read-nir.ts';
import type { SentIdentity } from '../results/sent-identity.ts';
import { withCurrentUrls } from './current-urls.ts';

/** The traits of a received Patient, of either generation of FR Core. */
export function identityOfPatient(patient: JsonObject): SentIdentity {
  const present = withCurrentUrls(patient);
  const traits = readPatient(present);
  const isProvisional =
    objects(present['extension']).some(({ url }) => url === extensionUrls.identityReliability) &&
    traits.reliability.status === 'PROV';
  // A matricule of an identity that its sender calls provisional is a number of somebody, and no INS.
  const ins = isProvisional ? null : traits.ins;
  const number = isProvisional && traits.ins !== null ? traits.ins.matricule : traits.billingNir;
  const isNamedOfficially = objects(present['name']).some(({ use }) => use === 'official' || use === 'maiden');
  return {
    birthFamilyName: isNamedOfficially ? traits.birthFamilyName : null,
    usedFamilyName: traits.usedFamilyName,
    familyName: isNamedOfficially ? null : traits.birthFamilyName,
    givenNames: traits.birthGivenNames,
    birthDate: traits.birthDate,
    sex: traits.sex,
    birthPlace: traits.birthPlace?.insee ?? null,
    ins,
    nir: number === null ? null : readNir(number),
    localIds: objects(present['identifier']).flatMap((one) => {
      const [system, value] = [text(one['system']), text(one['value'])];
      const isNational = /^urn:oid:1\.2\.250\.1\.213\.1\.4\./.test(system ?? '');
      return value === null || isNational ? [] : [{ system, value }];
    }),
  };
}
