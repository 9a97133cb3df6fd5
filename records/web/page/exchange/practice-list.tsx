import type { PartyView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import styles from './exchange.module.css';
import { PersonRow } from './person-row.tsx';
import { recipientName } from './recipient-name.ts';
import { useSendTexts } from './use-exchange-texts.ts';

/**
 * Practices as recipients: what goes to one is for each of its doctors.
 *
 * @param props.onChoose absent where nothing is sent
 */
export function PracticeList({
  practices,
  onChoose,
}: {
  readonly practices: readonly PartyView[];
  readonly onChoose: ((practice: PartyView) => void) | undefined;
}) {
  const s = useSendTexts();
  return (
    <section aria-label={s.practices}>
      <h3>{s.practices}</h3>
      <ul className={styles.people}>
        {practices.map((one) => (
          <li key={one.practice}>
            <PersonRow
              onChoose={
                onChoose &&
                (() => {
                  onChoose(one);
                })
              }
            >
              <Practice practice={one} />
            </PersonRow>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Practice({ practice }: { readonly practice: PartyView }) {
  const s = useSendTexts();
  const facts = [practice.place, s.doctorCount(practice.doctors.length)];
  return (
    <>
      <span>
        <strong>{recipientName(practice, s)}</strong> <small>{facts.filter(Boolean).join(' · ')}</small>
      </span>
      <span className={styles.sealed}>
        <Icon name="users" size={16} /> {s.sealed}
      </span>
    </>
  );
}
