import { InteropError } from '../interop-error.ts';
import { cleanText } from '../text/clean-text.ts';
import { attributeOf, childrenNamed, descendantsNamed, elementAt, textInside } from '../xml/find-elements.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { CdaCode } from '../cda/cda-types.ts';
import { fromHl7Time } from '../cda/hl7-time.ts';
import { associations, statuses, xdmIds } from './xdm-ids.ts';

/** A document as the metadata of its archive describe it. */
export interface XdmEntry {
  /** Symbolic id; names the document in associations. */
  readonly id: string;
  /** Name of the file; null where the sender left it out. */
  readonly uri: string | null;
  readonly mediaType: string | null;
  /** SHA-1 in hexadecimal, in lower case. */
  readonly hash: string | null;
  readonly size: number | null;
  readonly title: string | null;
  /** FHIR date or dateTime. */
  readonly created: string | null;
  readonly uniqueId: string | null;
  /** `PID-5|DUPONT^Jean` and so on. */
  readonly patientInfo: readonly string[];
  readonly type: CdaCode | null;
  readonly confidentiality: readonly CdaCode[];
  /** Unique or symbolic ids of what the document replaces. */
  readonly replaces: readonly string[];
  readonly isDeletion: boolean;
}

const mostObjects = 1000;

/**
 * Entries of a `SubmitObjectsRequest` of any producer, in their order.
 *
 * @throws InteropError `xml_limits`
 */
export function readMetadata(root: XmlElement): XdmEntry[] {
  for (const name of ['ExtrinsicObject', 'Association'])
    if (descendantsNamed(root, name).length > mostObjects)
      throw new InteropError('xml_limits', `the metadata have more than ${mostObjects} objects of one kind`);
  const links = descendantsNamed(root, 'Association').map((one) => ({
    type: (attributeOf(one, 'associationType') ?? '').split(':').at(-1) ?? '',
    source: attributeOf(one, 'sourceObject') ?? '',
    target: attributeOf(one, 'targetObject') ?? '',
    newStatus: slotOf(one, 'NewStatus')[0] ?? null,
  }));
  const named = (type: string): typeof links => links.filter((link) => link.type === type.split(':').at(-1));
  return descendantsNamed(root, 'ExtrinsicObject').map((entry): XdmEntry => {
    const id = attributeOf(entry, 'id') ?? '';
    const size = slotOf(entry, 'size')[0] ?? '';
    return {
      id,
      uri: slotOf(entry, 'URI').join('') || null,
      mediaType: attributeOf(entry, 'mimeType')?.toLowerCase() ?? null,
      hash: slotOf(entry, 'hash')[0]?.toLowerCase() ?? null,
      size: /^\d{1,12}$/.test(size) ? Number(size) : size === '' ? null : -1,
      title: attributeOf(elementAt(entry, 'Name', 'LocalizedString'), 'value'),
      created: fromHl7Time(`${slotOf(entry, 'creationTime')[0] ?? ''}+0000`),
      uniqueId: externalIdOf(entry, xdmIds.uniqueId),
      patientInfo: slotOf(entry, 'sourcePatientInfo'),
      type: codesOf(entry, xdmIds.type)[0] ?? null,
      confidentiality: codesOf(entry, xdmIds.confidentiality),
      replaces: named(associations.replace)
        .filter(({ source }) => source === id)
        .map(({ target }) => target.replace(/^urn:oid:/, '')),
      isDeletion: named(associations.status).some(
        ({ target, newStatus }) => target === id && newStatus === statuses.deleted,
      ),
    };
  });
}

function slotOf(element: XmlElement, name: string): string[] {
  const slots = childrenNamed(element, 'Slot').filter(
    (one) => attributeOf(one, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  return slots.flatMap((one) =>
    childrenNamed(elementAt(one, 'ValueList'), 'Value').flatMap((value) => {
      const text = textInside(value);
      return text === null ? [] : [cleanText(text)];
    }),
  );
}

/** French producers also write `classification`. */
function codesOf(entry: XmlElement, scheme: string): CdaCode[] {
  const all = [...childrenNamed(entry, 'Classification'), ...childrenNamed(entry, 'classification')];
  return all
    .filter((one) => attributeOf(one, 'classificationScheme')?.toLowerCase() === scheme)
    .flatMap((one) => {
      const code = attributeOf(one, 'nodeRepresentation');
      const name = attributeOf(elementAt(one, 'Name', 'LocalizedString'), 'value');
      return code === null ? [] : [{ code, system: slotOf(one, 'codingScheme')[0] ?? '', name }];
    });
}

function externalIdOf(entry: XmlElement, scheme: string): string | null {
  const found = childrenNamed(entry, 'ExternalIdentifier').find(
    (one) => attributeOf(one, 'identificationScheme')?.toLowerCase() === scheme,
  );
  return attributeOf(found ?? null, 'value');
}
