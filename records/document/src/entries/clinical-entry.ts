import { labelOf, objects, text, type Json, type Resource } from '@etanche/records-fhir';
import { frenchCode, frenchDate } from '../french-format.ts';
import { codeOf, notes, object } from '../read-json.ts';
import type { Entry, NameOf } from './entry.ts';
import { dateOf, referenceRange, valueOf } from './values.ts';

/** The printed entry of a clinical resource; null for a type without its own form. */
export function clinicalEntry(resource: Resource, nameOf: NameOf): Entry | null {
  const date = dateOf(resource);
  const status = frenchCode(text(resource['status']));
  const by = (reference: Json | undefined): string | null => person(reference, nameOf);
  switch (resource.resourceType) {
    case 'AllergyIntolerance':
      return entry(
        date,
        labelOf(resource['code']),
        [...stateOf(resource), frenchCode(text(resource['criticality']))],
        [...objects(resource['reaction']).map(reaction), ...notes(resource)],
      );
    case 'Condition': {
      const end = text(resource['abatementDateTime']);
      const codes = [codeOf(resource['code'])].flatMap((code) => (code === null ? [] : `code ${code}`));
      const until = end === null ? null : `jusqu’au ${frenchDate(end)}`;
      return entry(date, labelOf(resource['code']), [...stateOf(resource), until, ...codes], notes(resource));
    }
    case 'MedicationRequest':
    case 'MedicationStatement':
      return entry(
        date,
        medication(resource, nameOf),
        [status, by(resource['requester'])],
        [
          ...[...objects(resource['dosageInstruction']), ...objects(resource['dosage'])].flatMap(
            (one) => text(one['text']) ?? [],
          ),
          ...notes(resource),
        ],
      );
    case 'Procedure':
      return entry(date, labelOf(resource['code']), [status], notes(resource));
    case 'Immunization': {
      const lot = text(resource['lotNumber']);
      return entry(date, labelOf(resource['vaccineCode']), [status, lot && `lot ${lot}`], notes(resource));
    }
    case 'FamilyMemberHistory': {
      const conditions = objects(resource['condition']).flatMap((one) => labelOf(one['code']) ?? []);
      return entry(date, labelOf(resource['relationship']), [status], [...conditions, ...notes(resource)]);
    }
    case 'Observation':
      return observation(resource, date, status);
    case 'DiagnosticReport':
      return entry(
        date,
        labelOf(resource['code']),
        [status, ...objects(resource['performer']).map(by)],
        [
          ...objects(resource['result']).flatMap((one) => text(one['display']) ?? []),
          ...[text(resource['conclusion'])].flatMap((one) => one ?? []),
        ],
      );
    case 'Encounter':
      return entry(
        date,
        objects(resource['type']).map(labelOf).find(isText) ?? 'Consultation',
        [status, ...objects(resource['participant']).map((one) => by(one['individual']))],
        objects(resource['reasonCode']).flatMap((one) => labelOf(one) ?? []),
      );
    default:
      return null;
  }
}

function observation(resource: Resource, date: string | null, status: string | null): Entry {
  const value = valueOf(resource);
  const name = labelOf(resource['code']) ?? 'Observation';
  const components = objects(resource['component']).map((one) =>
    [labelOf(one['code']), valueOf(one)].filter(isText).join(' : '),
  );
  const interpretation = objects(resource['interpretation']).flatMap((one) => labelOf(one) ?? []);
  const mark = interpretation.length === 0 ? '' : ` (${interpretation.join(', ')})`;
  return entry(
    date,
    value === null ? `${name}${mark}` : `${name} : ${value}${mark}`,
    [status, referenceRange(resource)],
    [...(components.length === 0 ? [] : [components.join(' · ')]), ...notes(resource)],
  );
}

function reaction(one: ReturnType<typeof object>): string {
  const manifestations = objects(one['manifestation']).map(labelOf).filter(isText);
  return ['Réaction', ...manifestations, frenchCode(text(one['severity']))].filter(isText).join(' : ');
}

function stateOf(resource: Resource): (string | null)[] {
  return [frenchCode(codeOf(resource['clinicalStatus'])), frenchCode(codeOf(resource['verificationStatus']))];
}

function medication(resource: Resource, nameOf: NameOf): string | null {
  const reference = object(resource['medicationReference']);
  return (
    labelOf(resource['medicationCodeableConcept']) ?? text(reference['display']) ?? nameOf(text(reference['reference']))
  );
}

function person(reference: Json | undefined, nameOf: NameOf): string | null {
  const one = object(reference);
  return text(one['display']) ?? nameOf(text(one['reference']));
}

function entry(
  date: string | null,
  title: string | null,
  aside: readonly (string | null)[],
  lines: readonly string[],
): Entry {
  return { date, title: title ?? 'Sans intitulé', aside: aside.filter(isText), lines };
}

function isText(value: string | null | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
