import {
  buildVaccine,
  isObject,
  labelOf,
  objects,
  without,
  writeResource,
  type Json,
  type JsonObject,
  type RawResource,
  type Resource,
} from '@etanche/records-fhir';
import { sentIdOfCda } from '../../versions/sent-ids.ts';
import { routeOfCode, siteOfCode } from '../administration-codes.ts';
import { cdaOids } from '../cda-oids.ts';
import type { CdaCode } from '../cda-types.ts';
import { systemOfOid } from '../code-systems.ts';
import { notGiven } from '../not-given.ts';
import type { CdaConcept, CdaDocument, CdaVaccination } from './cda-document.ts';
import { personName } from './report-of-cda.ts';

/**
 * The vaccinations of a document as Immunizations in the form in which this program writes its own. One without a certain
 * date has no occurrence, so that no file stores it and a person reads it in the document.
 *
 * @param patient reference to the Patient of the Immunizations
 */
export function vaccinationsOfCda({ vaccinations }: CdaDocument, patient: string): RawResource[] {
  return vaccinations.map((one) => writeResource(immunization(one, patient)));
}

function immunization(vaccination: CdaVaccination, patient: string): Resource {
  const { id, isDone, vaccine, date, lot, manufacturer, route, site, dose, performer, reason, comments } = vaccination;
  const note = comments.join('\n');
  const isNumber = /^[1-9]\d?$/.test(dose ?? '');
  const built = buildVaccine(
    {
      ...{ cis: vaccine.codes.find(({ system }) => system === cdaOids.cis)?.code ?? null, name: vaccine.words },
      ...{ date: date ?? '', lot, expiry: null, isGivenHere: false, dose: isNumber ? Number(dose) : null },
      ...{ site: first(site, siteOfCode), route: first(route, routeOfCode) },
      refusal: isDone ? null : (reason ?? (note.startsWith(notGiven.trim()) ? note.slice(notGiven.length) : note)),
      note: note === '' || (!isDone && reason === null) ? null : note,
    },
    { patient, author: '', recorded: '' },
  );
  const by = performer === null ? null : personName(performer);
  const dated = date === null ? without(built, 'occurrenceDateTime') : built;
  const fields: Record<string, Json | null> = {
    identifier: id === null ? null : [identifierOf(id)],
    vaccineCode: withSent(undefined, vaccine),
    site: withSent(built['site'], site),
    route: withSent(built['route'], route),
    manufacturer: manufacturer === null ? null : { display: manufacturer },
    performer: by === null ? null : [{ actor: { display: by } }],
    reasonCode: isDone && reason !== null ? [{ text: reason }] : null,
    ...(dose !== null && !isNumber && { protocolApplied: [{ doseNumberString: dose }] }),
  };
  const added = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return { ...without(dated, 'recorded'), ...added, resourceType: 'Immunization' };
}

function first<Known>({ codes }: CdaConcept, known: (code: CdaCode) => Known | null): Known | null {
  return codes.map(known).find((one) => one !== null) ?? null;
}

/** Our coding, then those of the sender, with the words of the sender. */
function withSent(own: Json | undefined, { codes, words }: CdaConcept): JsonObject | null {
  const sent = codes.map(({ code, system, name }): JsonObject => {
    const url = systemOfOid(system);
    return { ...(url !== null && { system: url }), code, ...(name !== null && { display: name }) };
  });
  const coding = [...(isObject(own) ? objects(own['coding']) : []), ...sent];
  const label = words ?? labelOf(own) ?? labelOf({ coding });
  return label === null ? null : { ...(coding.length > 0 && { coding }), text: label };
}

function identifierOf(id: NonNullable<CdaVaccination['id']>): JsonObject {
  const { system, value } = sentIdOfCda(id);
  return { ...(system !== null && { system }), value };
}
