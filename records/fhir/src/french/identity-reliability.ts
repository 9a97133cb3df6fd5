import { defined, isObject, objects, text, type Json, type JsonObject } from '../json/json.ts';
import { codesOf, extensionsOf, withExtensions } from './coding.ts';
import { extensionUrls, systems } from './french-urls.ts';
import { insOf } from './ins-identifier.ts';

/**
 * The four statuses of RNIV (EXI SI 07): provisional, retrieved by INSi, validated by a document, qualified by both.
 */
export type IdentityStatus = 'PROV' | 'RECUP' | 'VALI' | 'QUAL';

/** RNIV's attributes (doubtful, fictitious, homonym) and the marks of a replaced file. */
export type IdentityFlag = 'DOUT' | 'FICT' | 'HOMA' | 'DOUA' | 'DESA';

/** The documents that may validate an identity, with their French names in FR Core. */
export const identityDocuments = {
  CN: 'Carte nationale d’identité',
  PA: 'Passeport',
  CS: 'Carte de séjour',
  eCN: 'e-carte d’identité',
  IN: 'Identité Numérique La Poste',
  AV: 'Application carte Vitale',
  LECV: 'Livret de famille et carte Vitale avec photographie',
  AN: 'Extrait d’acte de naissance',
  LEP: 'Livret de famille des parents',
  CC: 'Carnet de circulation pour étranger mineur',
  ANCV: 'Acte de naissance et carte Vitale avec photographie',
} as const;

export type IdentityDocument = keyof typeof identityDocuments;

export interface Reliability {
  readonly status: IdentityStatus;
  readonly flags: readonly IdentityFlag[];
  /** The checked document, and the day of the check. */
  readonly document: IdentityDocument | null;
  readonly documentDate: string | null;
  /** The day of the request to INSi. */
  readonly insiDate: string | null;
}

const statuses: readonly IdentityStatus[] = ['PROV', 'RECUP', 'VALI', 'QUAL'];
const flags: Readonly<Record<IdentityFlag, string>> = {
  DOUT: 'Identité douteuse',
  FICT: 'Identité fictive',
  HOMA: 'Homonyme avéré',
  DOUA: 'Doublon avéré',
  DESA: 'Identité désactivée',
};
const displays: Readonly<Record<IdentityStatus, string>> = {
  PROV: 'Identité provisoire',
  RECUP: 'Identité récupérée',
  VALI: 'Identité validée',
  QUAL: 'Identité qualifiée',
};

/**
 * Reads the reliability of a Patient's identity. Without the extension, or with an unknown status, it is provisional.
 * In the table of FR Core up to 2.1, VALI with a matricule INS means qualified (invariant fr-core-1).
 */
export function readReliability(patient: JsonObject): Reliability {
  const parts = extensionsOf(patient, extensionUrls.identityReliability).flatMap((one) => objects(one['extension']));
  const found = parts.flatMap((part) => (part['url'] === 'identityStatus' ? codingOf(part) : []));
  const comments = parts.flatMap((part) => (part['url'] === 'comment' ? codingOf(part) : []));
  const mode = valueOf(parts, 'validationMode')?.code ?? null;
  return {
    status: readStatus(found, patient),
    flags: [...new Set(comments.map(({ code }) => code).filter(isFlag))],
    document: mode !== null && isDocument(mode) ? mode : null,
    documentDate: dateOf(parts, 'validationDate'),
    insiDate: dateOf(parts, 'dateCollection') ?? dateOf(parts, 'dateInterrogationINSi'),
  };
}

/** Replaces the reliability of a Patient; keeps annotations that are not read here. */
export function writeReliability(patient: JsonObject, value: Reliability): JsonObject {
  const { status, document } = value;
  const parts: JsonObject[] = [];
  if (value.insiDate !== null) parts.push({ url: 'dateCollection', valueDate: value.insiDate });
  parts.push({
    url: 'identityStatus',
    valueCoding: { system: systems.identityStatus, code: status, display: displays[status] },
  });
  for (const flag of value.flags) {
    parts.push({
      url: 'comment',
      valueCoding: { system: systems.formerIdentityStatus, code: flag, display: flags[flag] },
    });
  }
  if (value.documentDate !== null) parts.push({ url: 'validationDate', valueDate: value.documentDate });
  if (document !== null) {
    const valueCoding = defined({
      system: systems.validationMode,
      code: document,
      display: identityDocuments[document],
    });
    parts.push({ url: 'validationMode', valueCoding });
  }
  const before = extensionsOf(patient, extensionUrls.identityReliability).flatMap((one) => objects(one['extension']));
  parts.push(...before.filter(isUnread));
  return withExtensions(patient, extensionUrls.identityReliability, [
    { url: extensionUrls.identityReliability, extension: parts },
  ]);
}

export function isIdentityStatus(code: string): code is IdentityStatus {
  return statuses.some((status) => status === code);
}

/** The codes of `identityStatus` as written, including unknown ones. */
export function writtenStatuses(patient: JsonObject): string[] {
  const parts = extensionsOf(patient, extensionUrls.identityReliability).flatMap((one) => objects(one['extension']));
  return parts
    .filter((part) => part['url'] === 'identityStatus')
    .flatMap(codingOf)
    .map(({ code }) => code);
}

function isUnread(part: JsonObject): boolean {
  if (part['url'] === 'comment') return !codingOf(part).some(({ code }) => isFlag(code));
  const written = ['dateCollection', 'dateInterrogationINSi', 'identityStatus', 'validationDate', 'validationMode'];
  return !written.some((url) => part['url'] === url);
}

function readStatus(codings: { system: string | null; code: string }[], patient: JsonObject): IdentityStatus {
  const [first] = codings;
  // Two statuses contradict each other, so neither is used.
  if (first === undefined || codings.length > 1 || !isIdentityStatus(first.code)) return 'PROV';
  const former = first.code === 'VALI' && first.system !== systems.identityStatus;
  return former && insOf(patient) !== null ? 'QUAL' : first.code;
}

function codingOf(part: JsonObject): { system: string | null; code: string }[] {
  const value = part['valueCoding'];
  const codings = isObject(value)
    ? [{ system: text(value['system']), code: text(value['code']) }]
    : codesOf(part['valueCodeableConcept']);
  return codings.flatMap(({ system, code }) => (code === null ? [] : [{ system, code }]));
}

function valueOf(parts: JsonObject[], url: string): { code: string } | undefined {
  return parts.filter((part) => part['url'] === url).flatMap(codingOf)[0];
}

function dateOf(parts: JsonObject[], url: string): string | null {
  const part = parts.find((one) => one['url'] === url);
  const value: Json | undefined = part?.['valueDate'] ?? part?.['valueDateTime'];
  return text(value)?.slice(0, 10) ?? null;
}

function isFlag(code: string): code is IdentityFlag {
  return Object.hasOwn(flags, code);
}

function isDocument(code: string): code is IdentityDocument {
  return Object.hasOwn(identityDocuments, code);
}
