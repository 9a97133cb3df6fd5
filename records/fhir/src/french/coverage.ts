import { defined, isObject, objects, text, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { codesOf, concept, hasCode } from './coding.ts';
import { systems } from './french-urls.ts';

/** `amo` is the compulsory insurance, `amc` a mutuelle or another complementary insurance. */
type CoverageKind = 'amo' | 'amc';

/** Details of an insurance in French files, each stored as a class of the Coverage. */
const coverageDetails = {
  regime: 'Régime',
  fund: 'Caisse gestionnaire',
  centre: 'Centre gestionnaire',
  situation: 'Code situation',
  managementCode: 'Code gestion',
  /** Reason for an exemption from payment (100 %, C2S, AME, work accident): the billing code, never the illness. */
  exemption: 'Exonération',
  beneficiaryRank: 'Rang du bénéficiaire',
  beneficiaryQuality: 'Qualité du bénéficiaire',
  contract: 'Type de contrat',
  note: 'Note',
} as const;

type CoverageDetail = keyof typeof coverageDetails;

export interface CoverageFacts {
  readonly kind: CoverageKind;
  /** Name of the fund or the mutuelle. */
  readonly insurer: string;
  readonly memberNumber: string | null;
  /** FHIR dates. The Coverage of a former mutuelle is kept with its end. */
  readonly start: string | null;
  readonly end: string | null;
  readonly details: Readonly<Partial<Record<CoverageDetail, string>>>;
  /** Day on which the carte Vitale was read, and last day of its validity. */
  readonly cardRead: string | null;
  readonly cardValidUntil: string | null;
  /** The insured person if it is not the patient: `RelatedPerson/…`. */
  readonly subscriber: string | null;
  readonly active: boolean;
}

const kindNames: Readonly<Record<CoverageKind, string>> = {
  amo: 'Assurance maladie obligatoire',
  amc: 'Assurance maladie complémentaire',
};

/** @param patient reference of the beneficiary, `Patient/…` */
export function buildCoverage(id: string, patient: string, facts: CoverageFacts): Resource {
  const { details, subscriber } = facts;
  const names = Object.keys(coverageDetails) as CoverageDetail[];
  const classes = names.flatMap((name) => {
    const value = details[name];
    return value === undefined ? [] : [{ type: concept(systems.coverage, name, coverageDetails[name]), value }];
  });
  const card = period(facts.cardRead, facts.cardValidUntil);
  return {
    resourceType: 'Coverage',
    ...defined({
      id,
      identifier: card && [{ type: concept(systems.coverage, 'card', 'Carte Vitale'), period: card }],
      status: facts.active ? 'active' : 'cancelled',
      type: concept(systems.coverage, facts.kind, kindNames[facts.kind]),
      subscriber: subscriber === null ? undefined : { reference: subscriber },
      subscriberId: facts.memberNumber ?? undefined,
      beneficiary: { reference: patient },
      relationship: concept(systems.coverageRelationship, subscriber === null ? 'self' : 'other', 'Lien avec l’assuré'),
      period: period(facts.start, facts.end),
      payor: [{ display: facts.insurer }],
      class: classes.length === 0 ? undefined : classes,
    }),
  };
}

/** Reads the facts of a Coverage; of one that `buildCoverage` did not build, those in the same fields. */
export function readCoverage(coverage: JsonObject): CoverageFacts {
  const details: Partial<Record<CoverageDetail, string>> = {};
  for (const one of objects(coverage['class'])) {
    const value = text(one['value']);
    for (const { system, code } of codesOf(one['type'])) {
      if (system === systems.coverage && code !== null && isDetail(code) && value !== null) details[code] = value;
    }
  }
  const card = objects(coverage['identifier']).find((one) => hasCode(one['type'], systems.coverage, 'card'));
  const [payor] = objects(coverage['payor']);
  const subscriber = coverage['subscriber'];
  return {
    kind: hasCode(coverage['type'], systems.coverage, 'amo') ? 'amo' : 'amc',
    insurer: text(payor?.['display']) ?? '',
    memberNumber: text(coverage['subscriberId']),
    start: ofPeriod(coverage, 'start'),
    end: ofPeriod(coverage, 'end'),
    details,
    cardRead: ofPeriod(card ?? {}, 'start'),
    cardValidUntil: ofPeriod(card ?? {}, 'end'),
    subscriber: isObject(subscriber) ? text(subscriber['reference']) : null,
    active: coverage['status'] === 'active',
  };
}

/** The facts of a Coverage that the reception corrects. */
export type CoverageEdit = Pick<CoverageFacts, 'insurer' | 'memberNumber' | 'start' | 'end'>;

/** The Coverage with other facts; everything else in it stays. */
export function editCoverage(coverage: JsonObject, { insurer, memberNumber, start, end }: CoverageEdit): Resource {
  const [payor = {}, ...otherPayors] = objects(coverage['payor']);
  const before = isObject(coverage['period']) ? coverage['period'] : {};
  const span = defined({ ...before, start: start ?? undefined, end: end ?? undefined });
  return {
    ...defined({
      ...coverage,
      payor: text(payor['display']) === insurer ? coverage['payor'] : [{ display: insurer }, ...otherPayors],
      subscriberId: memberNumber ?? undefined,
      period: Object.keys(span).length === 0 ? undefined : span,
    }),
    resourceType: 'Coverage',
  };
}

function period(start: string | null, end: string | null): JsonObject | undefined {
  return start === null && end === null ? undefined : defined({ start: start ?? undefined, end: end ?? undefined });
}

function ofPeriod(element: JsonObject, side: 'start' | 'end'): string | null {
  const value = element['period'];
  return isObject(value) ? text(value[side]) : null;
}

function isDetail(code: string): code is CoverageDetail {
  return Object.hasOwn(coverageDetails, code);
}
