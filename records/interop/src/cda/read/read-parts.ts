import { cleanText } from '../../text/clean-text.ts';
import { attributeOf, childrenNamed, elementAt, textInside } from '../../xml/find-elements.ts';
import type { XmlElement } from '../../xml/xml-element.ts';
import type { CdaAddress, CdaCode, CdaId, CdaOrganization, CdaProfessional } from '../cda-types.ts';
import { fromHl7Time } from '../hl7-time.ts';

/** An II; null without a root, or with a nullFlavor. */
export function readId(element: XmlElement | null): CdaId | null {
  const root = attributeOf(element, 'root');
  return root === null ? null : { root: cleanText(root), extension: textOf(attributeOf(element, 'extension')) };
}

export function readIds(element: XmlElement | null): CdaId[] {
  return childrenNamed(element, 'id').flatMap((id) => readId(id) ?? []);
}

/** A CE or CD; null without a code. */
export function readCode(element: XmlElement | null): CdaCode | null {
  const code = attributeOf(element, 'code');
  if (code === null) return null;
  return {
    code: cleanText(code),
    system: cleanText(attributeOf(element, 'codeSystem') ?? ''),
    name: textOf(attributeOf(element, 'displayName')),
  };
}

/** A TS, or the first known of the point and the bounds of an interval. */
export function readTime(element: XmlElement | null, bound: 'low' | 'high' = 'low'): string | null {
  const other = bound === 'low' ? 'high' : 'low';
  const candidates = [element, elementAt(element, 'center'), elementAt(element, bound), elementAt(element, other)];
  for (const one of candidates) {
    const value = attributeOf(one, 'value');
    if (value !== null) return fromHl7Time(value);
  }
  return null;
}

export function readAddress(element: XmlElement): CdaAddress | null {
  const part = (name: string): string | null => textOf(textInside(elementAt(element, name)));
  const street = ['houseNumber', 'houseNumberNumeric', 'streetNameType', 'streetName']
    .map(part)
    .filter(Boolean)
    .join(' ');
  const others = ['streetAddressLine', 'additionalLocator', 'unitID', 'postBox', 'precinct'].flatMap((name) =>
    childrenNamed(element, name).flatMap((line) => textOf(textInside(line)) ?? []),
  );
  const lines = [...(street === '' ? [] : [street]), ...others];
  const address = { lines, postalCode: part('postalCode'), city: part('city'), country: part('country') };
  const isEmpty =
    lines.length === 0 && address.postalCode === null && address.city === null && address.country === null;
  // An address without parts is one text.
  const whole = isEmpty ? textOf(textInside(element)) : null;
  return isEmpty && whole === null ? null : { ...address, lines: whole === null ? lines : [whole] };
}

/** The values of `tel:` or `mailto:` of an element, decoded. */
export function readTelecoms(element: XmlElement | null, scheme: 'tel' | 'mailto'): string[] {
  return childrenNamed(element, 'telecom').flatMap((telecom) => {
    const [, found, value = ''] =
      /^(tel|mailto|fax|https?|ftp):(.*)$/isu.exec(attributeOf(telecom, 'value') ?? '') ?? [];
    const text = cleanText(value).trim();
    return found?.toLowerCase() === scheme && text !== '' ? [text] : [];
  });
}

/** An assignedAuthor, assignedEntity, associatedEntity or intendedRecipient. */
export function readProfessional(element: XmlElement): CdaProfessional {
  const person =
    elementAt(element, 'assignedPerson') ??
    elementAt(element, 'associatedPerson') ??
    elementAt(element, 'informationRecipient');
  const name = elementAt(person, 'name');
  const device = elementAt(element, 'assignedAuthoringDevice');
  const program =
    textInside(elementAt(device, 'softwareName')) ?? textInside(elementAt(device, 'manufacturerModelName'));
  const organization =
    elementAt(element, 'representedOrganization') ??
    elementAt(element, 'scopingOrganization') ??
    elementAt(element, 'receivedOrganization');
  const part = (kind: string): string | null =>
    textOf(
      childrenNamed(name, kind)
        .flatMap((one) => textInside(one) ?? [])
        .join(' ') || null,
    );
  const family = part('family');
  const [address] = childrenNamed(element, 'addr');
  return {
    id: readIds(element)[0] ?? null,
    profession: readCode(elementAt(element, 'code')),
    family: family ?? textOf(textInside(name)) ?? textOf(program),
    given: family === null ? null : part('given'),
    title: part('suffix') ?? part('prefix'),
    phone: readTelecoms(element, 'tel')[0] ?? null,
    address: address === undefined ? null : readAddress(address),
    organization: organization === null ? null : readOrganization(organization),
  };
}

export function readOrganization(element: XmlElement): CdaOrganization {
  const [address] = childrenNamed(element, 'addr');
  return {
    id: readIds(element)[0] ?? null,
    name: textOf(textInside(elementAt(element, 'name'))),
    phone: readTelecoms(element, 'tel')[0] ?? null,
    address: address === undefined ? null : readAddress(address),
    setting: readCode(elementAt(element, 'standardIndustryClassCode')),
  };
}

export function textOf(text: string | null): string | null {
  const clean = text === null ? '' : cleanText(text).trim();
  return clean === '' ? null : clean;
}
