import type { Trait } from '@etanche/records-interop';
import type { CandidateView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** Files what was received under a patient; differing traits are counted first, and need a press of their own. */
export function FileButton({
  candidate,
  isPending,
  hasKey = true,
  onFile,
}: {
  readonly candidate: CandidateView;
  readonly isPending: boolean;
  /** Whether Enter on the list does the same. */
  readonly hasKey?: boolean;
  readonly onFile: (candidate: CandidateView, confirmed: readonly Trait[]) => void;
}) {
  const e = useExchangeTexts();
  const { card, differing } = candidate;
  const sex = card.sex === 'female' || card.sex === 'male' ? card.sex : 'other';
  if (differing.length === 0)
    return (
      <button
        type="button"
        className="button primary"
        aria-disabled={isPending}
        onClick={() => {
          onFile(candidate, []);
        }}
      >
        {e.patient.file[sex]} {hasKey && <kbd>{e.patient.enter}</kbd>}
      </button>
    );
  return (
    <>
      <p className={styles.warning} role="status">
        <Icon name="alert-triangle" /> {e.patient.differing(differing.length)}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={isPending}
        onClick={() => {
          onFile(candidate, differing);
        }}
      >
        {e.patient.fileAnyway}
      </button>
    </>
  );
}
