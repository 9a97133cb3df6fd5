import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import type { CdaAddress, CdaCode, CdaId, CdaOrganization, CdaProfessional } from '../cda-types.ts';

export function idElement(name: string, { root, extension }: CdaId): XmlOutput {
  return xml(name, { root, extension: extension ?? undefined });
}

export function codeElement(
  name: string,
  { code, system, name: display }: CdaCode,
  ...content: XmlContent[]
): XmlOutput {
  return xml(name, { code, displayName: display ?? undefined, codeSystem: system }, ...content);
}

export function templates(...roots: readonly string[]): XmlOutput[] {
  return roots.map((root) => xml('templateId', { root }));
}

/** Unknown addresses are written as such, because the French header requires the element. */
export function addressElement(address: CdaAddress | null): XmlOutput {
  if (address === null) return xml('addr', { nullFlavor: 'NAV' });
  return xml(
    'addr',
    {},
    ...address.lines.map((line) => xml('streetAddressLine', {}, line)),
    optional('postalCode', address.postalCode),
    optional('city', address.city),
    optional('country', address.country),
  );
}

export function phoneElement(phone: string | null, use: string): XmlOutput {
  if (phone === null) return xml('telecom', { nullFlavor: 'NAV' });
  return xml('telecom', { value: `tel:${phone.replace(/[\s.()-]/g, '')}`, use });
}

export function optional(name: string, text: string | null): XmlOutput | null {
  return text === null ? null : xml(name, {}, text);
}

/** The content of an assignedAuthor or assignedEntity, in the order of the schema. */
export function professionalContent(person: CdaProfessional): XmlContent[] {
  const { id, profession, organization } = person;
  return [
    id === null ? xml('id', { nullFlavor: 'UNK' }) : idElement('id', id),
    profession === null ? null : codeElement('code', profession),
    addressElement(person.address),
    phoneElement(person.phone, 'WP'),
    xml('assignedPerson', {}, personName(person)),
    organization === null ? null : organizationElement('representedOrganization', organization),
  ];
}

export function personName({ family, given, title }: CdaProfessional): XmlOutput {
  return xml('name', {}, optional('given', given), optional('family', family), optional('suffix', title));
}

export function organizationElement(element: string, organization: CdaOrganization): XmlOutput {
  const { id, name, phone, address, setting } = organization;
  return xml(
    element,
    {},
    id === null ? null : idElement('id', id),
    optional('name', name),
    phoneElement(phone, 'WP'),
    addressElement(address),
    setting === null ? null : codeElement('standardIndustryClassCode', setting),
  );
}
