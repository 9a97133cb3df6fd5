import { codesOf, extensionsOf, withExtensions } from '../french/coding.ts';
import { defined, isObject, objects, text, type Json, type JsonObject } from '../json/json.ts';

/** An identifier that a sender gave. Without a system it is one of that sender alone. */
export interface SentId {
  readonly system: string | null;
  readonly value: string;
}

/** A wish of the sender about the readers of a document, such as MASQUE_PS or INVISIBLE_PATIENT. */
export interface DocumentMark {
  readonly system: string | null;
  readonly code: string;
}

/** The statement of a received document about itself as one version among others. */
export interface DocumentOrigin {
  /** The way on which the document came, and the sender that it names. Empty if the sender is unknown. */
  readonly sender: string;
  /** Identifier of this version. */
  readonly id: SentId | null;
  /** Identifiers that all versions share: the set id, or the sender's numbers of the requests. */
  readonly sets: readonly SentId[];
  readonly version: number | null;
  /** FHIR dateTime of the sender. */
  readonly sentAt: string | null;
  /** The versions that the sender replaces. */
  readonly replaces: readonly SentId[];
  readonly request: 'create' | 'replace' | 'cancel';
  /**
   * `all`: a version replaces every result of the one before; `same`: it replaces the results of the same analyses, as
   * a message of results does, which need not repeat the others.
   */
  readonly results: 'all' | 'same';
  readonly marks: readonly DocumentMark[];
}

const originUrl = 'urn:etanche:v1:document-origin';
const identifierSystem = 'urn:etanche:v1:document-identifier';
const senderSystem = 'urn:etanche:v1:sender';
/** R5 has the element; R4 stores it in the extension of that name. */
const versionUrl = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DocumentReference.version';

/** The DocumentReference with the origin in its elements of R4. Its own identifiers stay in front. */
export function withOrigin(document: JsonObject, origin: DocumentOrigin): JsonObject {
  const { sender, id, sets, version, sentAt, replaces, request, results, marks } = origin;
  const facts: JsonObject[] = [
    { url: 'request', valueCode: request },
    { url: 'results', valueCode: results },
    ...(sentAt === null ? [] : [{ url: 'sentAt', valueDateTime: sentAt }]),
  ];
  const extended = withExtensions(document, originUrl, [{ url: originUrl, extension: facts }]);
  return {
    ...(version === null
      ? extended
      : withExtensions(extended, versionUrl, [{ url: versionUrl, valueString: String(version) }])),
    ...defined({
      masterIdentifier: id === null ? undefined : identifierOf(id),
      identifier: listOrNone([
        ...objects(document['identifier']),
        ...sets.map((set) => ({ type: { coding: [{ system: identifierSystem, code: 'set' }] }, ...identifierOf(set) })),
      ]),
      custodian: sender === '' ? undefined : { identifier: { system: senderSystem, value: sender } },
      relatesTo: listOrNone([
        ...objects(document['relatesTo']),
        ...replaces.map((one) => ({ code: 'replaces', target: { identifier: identifierOf(one) } })),
      ]),
      securityLabel: listOrNone([
        ...objects(document['securityLabel']),
        ...marks.map(({ system, code }) => ({ coding: [defined({ system: system ?? undefined, code })] })),
      ]),
      // R4: the state of the document itself, which its sender withdraws.
      docStatus: request === 'cancel' ? 'entered-in-error' : undefined,
    }),
  };
}

/** Null for a document that was not received with an origin. */
export function readOrigin(document: JsonObject): DocumentOrigin | null {
  const [extension] = extensionsOf(document, originUrl);
  if (extension === undefined) return null;
  const fact = (name: string): string | null => {
    const [found] = extensionsOf(extension, name);
    return found === undefined ? null : (text(found['valueCode']) ?? text(found['valueDateTime']));
  };
  const [request, results] = [fact('request'), fact('results')];
  const version = text(extensionsOf(document, versionUrl)[0]?.['valueString']) ?? '';
  const custodian = document['custodian'];
  const sender = isObject(custodian) ? custodian['identifier'] : undefined;
  return {
    sender: isObject(sender) && sender['system'] === senderSystem ? (text(sender['value']) ?? '') : '',
    id: sentIdOf(document['masterIdentifier']),
    sets: objects(document['identifier'])
      .filter(({ type }) => codesOf(type).some(({ system, code }) => system === identifierSystem && code === 'set'))
      .flatMap((one) => sentIdOf(one) ?? []),
    version: /^\d{1,9}$/.test(version) ? Number(version) : null,
    sentAt: fact('sentAt'),
    replaces: objects(document['relatesTo'])
      .filter(({ code }) => code === 'replaces')
      .flatMap(({ target }) => (isObject(target) ? (sentIdOf(target['identifier']) ?? []) : [])),
    request: request === 'cancel' || request === 'replace' ? request : 'create',
    results: results === 'same' ? 'same' : 'all',
    marks: marksOf(document),
  };
}

/** The marks of a document, also of one that another program wrote. */
export function marksOf(document: JsonObject): DocumentMark[] {
  return objects(document['securityLabel']).flatMap((label) =>
    codesOf(label).flatMap(({ system, code }) => (code === null ? [] : [{ system, code }])),
  );
}

export function isSameSentId(one: SentId, other: SentId): boolean {
  return one.system === other.system && one.value === other.value;
}

function identifierOf({ system, value }: SentId): JsonObject {
  return defined({ system: system ?? undefined, value });
}

function sentIdOf(identifier: Json | undefined): SentId | null {
  const value = isObject(identifier) ? text(identifier['value']) : null;
  return isObject(identifier) && value !== null ? { system: text(identifier['system']), value } : null;
}

function listOrNone(list: JsonObject[]): JsonObject[] | undefined {
  return list.length === 0 ? undefined : list;
}
