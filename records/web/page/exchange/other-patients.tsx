import { displayName } from '@etanche/records-fhir';
import type { CandidateView } from '../../port/exchange-calls.ts';
import { birthDate } from '../text/format.ts';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** The other likely patients; nothing without any. */
export function OtherPatients({
  candidates,
  onChoose,
}: {
  readonly candidates: readonly CandidateView[];
  readonly onChoose: (candidate: CandidateView) => void;
}) {
  const e = useExchangeTexts();
  if (candidates.length === 0) return null;
  return (
    <section aria-label={e.patient.others}>
      <h3>{e.patient.others}</h3>
      <ul className={styles.others}>
        {candidates.map((one) => (
          <li key={one.scope}>
            <button
              type="button"
              className="button"
              onClick={() => {
                onChoose(one);
              }}
            >
              {displayName(one.card)} <small>{birthDate(one.card.birthDate)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
