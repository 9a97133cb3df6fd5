import type { ReactNode } from 'react';
import type { Trait } from '@etanche/records-interop';
import { birthName, displayName } from '@etanche/records-fhir';
import type { CandidateView } from '../../port/exchange-calls.ts';
import type { TraitTexts } from '../../port/trait-texts.ts';
import { Icon } from '../elements/icon.tsx';
import { ageOn, birthDate } from '../text/format.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

const order: readonly Trait[] = [
  ...(['birth_family_name', 'family_name', 'given_name', 'birth_date', 'sex'] as const),
  ...(['birth_place', 'ins', 'nir'] as const),
];

/** A patient of the practice beside the traits of the message: each is the same, differs, or is in only one of them. */
export function CandidateCard({
  sent: message,
  candidate: { card, traits, matching, differing, attached },
  children,
}: {
  readonly sent: TraitTexts;
  readonly candidate: CandidateView;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const e = useExchangeTexts();
  const sent: TraitTexts = { ...message, ...attached };
  const birth = birthName(card);
  const age = ageOn(card.birthDate, practiceToday());
  const shown = order.filter((trait) => sent[trait] !== undefined || differing.includes(trait));
  const word = (trait: Trait, of: TraitTexts): string => {
    const value = of[trait];
    if (value === undefined) return '—';
    if (trait === 'birth_date') return birthDate(value);
    if (trait === 'sex') return Object.hasOwn(t.patient.sex, value) ? t.patient.sex[value as 'female'] : value;
    return value;
  };
  return (
    <div className="card">
      <p className={styles.name}>
        <strong>{displayName(card)}</strong>
        {birth !== null && <span>{t.patient.born(birth, t.patient.sex[card.sex])}</span>}
        <span>
          {t.patient.sex[card.sex]} · <b>{birthDate(card.birthDate)}</b>
          {age === null ? '' : `, ${t.patient.age(age)}`}
        </span>
      </p>
      <table className={styles.traits}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{e.patient.title}</th>
            <th scope="col">{e.patient.as}</th>
            <th scope="col">{e.patient.here}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((trait) => {
            const state = differing.includes(trait) ? 'differs' : matching.includes(trait) ? 'same' : 'notCompared';
            return (
              <tr key={trait} data-state={state}>
                <th scope="row">
                  <Icon
                    name={state === 'same' ? 'check' : state === 'differs' ? 'alert-triangle' : 'circle-dashed'}
                    size={16}
                  />{' '}
                  {e.patient.traits[trait]} <span className="visually-hidden">{e.patient[state]}</span>
                </th>
                <td colSpan={state === 'differs' ? 1 : 2}>{word(trait, sent)}</td>
                {state === 'differs' && <td>{word(trait, traits)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
      {Object.keys(attached).length > 0 && <p className="soft">{e.patient.attached}</p>}
      {children}
    </div>
  );
}
