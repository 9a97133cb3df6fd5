import type { VaccineMatch, VaccineView } from '@etanche/records-fhir';
import type { CandidateView, MessageView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

const icons = {
  new: 'plus',
  similar: 'alert-triangle',
  known: 'check',
  invalid: 'alert-triangle',
} as const satisfies Record<VaccineMatch, string>;

/** What the filing of a message does with each of its vaccinations; nothing for a message without any. */
export function AddedVaccines({
  vaccines,
  vaccinesLeft: left,
  candidate: { vaccines: matches },
}: {
  readonly vaccines: readonly VaccineView[];
  readonly vaccinesLeft: MessageView['vaccinesLeft'];
  readonly candidate: CandidateView;
}) {
  const e = useExchangeTexts();
  const t = useTexts();
  const { language } = useLanguage();
  if (vaccines.length + left === 0) return null;
  return (
    <section aria-label={e.vaccines.title}>
      <h3>{e.vaccines.title}</h3>
      {left > 0 ? (
        <p>{e.vaccines.left(left)}</p>
      ) : matches === null ? (
        <p className="soft">{e.vaccines.unopened}</p>
      ) : (
        <ul className={styles.vaccines}>
          {vaccines.map(({ id, date, name, lot, isDone }) => {
            const match = matches[id] ?? 'invalid';
            return (
              <li key={id} data-match={match}>
                <Icon name={icons[match]} size={16} />
                <span>
                  <strong>{name}</strong> {longDate(date, language)}
                  {lot === null ? '' : ` · ${e.vaccines.lot(lot)}`}
                  {isDone ? '' : ` · ${t.clinic.vaccine.notDone}`}
                  <br />
                  <small>{e.vaccines.matches[match]}</small>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
