import type { Duration } from '../dose/dose.ts';
import type { PrescriptionRule } from './rule.ts';

type Reader = (match: RegExpExecArray, source: string) => PrescriptionRule;

const plain = (
  kind: Exclude<
    PrescriptionRule['kind'],
    'list' | 'maximum' | 'fraction' | 'secured-form' | 'initial-hospital' | 'initial-specialist'
  >,
): Reader => {
  return (_match, source) => ({ kind, source });
};

const months: Readonly<Record<string, number>> = { annuelle: 12, semestrielle: 6, trimestrielle: 3 };
const duration = '(\\d+) (jours?|semaines?|mois)';

/** Patterns over the condition in lower case, first match wins. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^liste (ii?)$/, ([, list], source) => ({ kind: 'list', list: list === 'i' ? 'I' : 'II', source })],
  [/^stupéfiants?$/, plain('narcotic')],
  [/^médicament soumis à prescription médicale/, plain('prescription')],
  [
    new RegExp(`^prescription limitée à ${duration}(?: ou ${duration})?$`),
    ([, value, unit, other, otherUnit], source) => ({
      ...{ kind: 'maximum', source },
      duration: readDuration(value, unit),
      or: other === undefined ? null : readDuration(other, otherUnit),
    }),
  ],
  [
    new RegExp(`^délivrance fractionnée de ${duration}$`),
    ([, value, unit], source) => ({ kind: 'fraction', duration: readDuration(value, unit), source }),
  ],
  [
    /^prescription en toutes lettres sur ordonnance sécurisée$/,
    (_, source) => ({ kind: 'secured-form', isInWords: true, source }),
  ],
  [/^prescription sur ordonnance sécurisée$/, (_, source) => ({ kind: 'secured-form', isInWords: false, source })],
  [/^chevauchement interdit/, plain('no-overlap')],
  [/^réservé à l'usage hospitalier$/, plain('hospital-use')],
  [
    /^prescription initiale hospitalière ?(annuelle|semestrielle|trimestrielle)?$/,
    ([, each], source) => ({ kind: 'initial-hospital', months: months[each ?? ''] ?? null, source }),
  ],
  [
    /^prescription initiale (annuelle |semestrielle )?(?:réservée|par un médecin)/,
    ([, each], source) => ({ kind: 'initial-specialist', months: months[(each ?? '').trim()] ?? null, source }),
  ],
  [/^prescription hospitalière$|^prescription réservée aux médecins hospitaliers/, plain('hospital-prescription')],
  [/^(?:hors établissement de santé : )?prescription (?:réservée aux |par un médecin)/, plain('specialists')],
  [/^renouvellement de la prescription réservé/, plain('renewal-specialists')],
  [/^renouvellement non restreint$/, plain('renewal-unrestricted')],
  [/^prescription nécessitant +préalablement le recueil de l.?accord/, plain('prior-consent')],
  [/^médicament nécessitant une surveillance/, plain('monitoring')],
  [/susceptibles de procréer|en âge de procréer/, plain('childbearing')],
  [
    /^réservé à l'usage|^réservé à une structure|^réservé aux centres|^médicament réservé aux centres/,
    plain('professional-use'),
  ],
  [/administrations?\b.*(?:doit|doivent|par tout médecin|milieu hospitalier)/, plain('administration')],
  [
    /^prescription nécessitant la (?:remise|signature)|mention|carnet|attestation|^ordonnance avec|fiche de renseignements|^à l'initiation du traitement/,
    plain('document'),
  ],
  [/délivrance|^conservation d'une copie/, plain('dispensing')],
];

/** Reads one line of `CIS_CPD_bdpm`. A line of another form is `other`, which the screen shows as it is. */
export function readCondition(source: string): PrescriptionRule {
  const lower = source.toLowerCase().replaceAll('’', "'").trim();
  for (const [pattern, read] of readers) {
    const match = pattern.exec(lower);
    if (match !== null) return read(match, source);
  }
  return { kind: 'other', source };
}

function readDuration(value: string | undefined, unit = ''): Duration {
  return { value: Number(value), unit: unit.startsWith('j') ? 'day' : unit.startsWith('s') ? 'week' : 'month' };
}
