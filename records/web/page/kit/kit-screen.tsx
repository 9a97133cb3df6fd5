import { useQueryClient } from '@tanstack/react-query';
import type { KitView } from '../../port/kit-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Fingerprint } from '../elements/fingerprint.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PendingOrders } from '../practice/pending-orders.tsx';
import { PracticeScreen } from '../practice/practice-screen.tsx';
import { useReadEvery, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './kit.module.css';

/** Approvals and their effect arrive from elsewhere. */
const pollMs = 15_000;

/** The meaning of the practice's kit, and its replacement from the new sheets to the end of the old ones. */
export function KitScreen() {
  const t = useTexts();
  const { data, error, refetch } = useReadEvery('kitState', {}, pollMs);
  return (
    <PracticeScreen title={t.kit.title}>
      <div className={styles.columns}>
        <section className={`card ${styles.part ?? ''}`} aria-labelledby="kit">
          <h2 id="kit">{t.kit.what}</h2>
          <p>{t.kit.lead}</p>
          <h3>{t.kit.replace}</h3>
          <ol>
            {t.kit.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
          {data === undefined && error === null && <Loading bars={3} />}
          {data !== undefined && <Stage kit={data} />}
        </section>
        <PendingOrders />
      </div>
    </PracticeScreen>
  );
}

function Stage({ kit }: { readonly kit: KitView }) {
  const t = useTexts();
  switch (kit.stage) {
    case 'none':
      return kit.mayReplace ? <Begin /> : <p className="soft">{t.kit.doctorOnly}</p>;
    case 'waiting':
      return (
        <div className={styles.stage} role="status">
          <h3>{t.kit.waiting(kit.approvals, kit.needed)}</h3>
          <p>{t.kit.waitingLead}</p>
          <Fingerprint label={t.kit.fingerprint} value={kit.fingerprint} />
        </div>
      );
    case 'approved':
      return <Complete mayReplace={kit.mayReplace} />;
    case 'ended':
      return <Ended />;
    case 'elsewhere':
      return (
        <>
          <p className={styles.warn} role="status">
            <Icon name="alert-triangle" size={16} />
            {t.kit.elsewhere}
          </p>
          {kit.mayReplace && <Begin />}
        </>
      );
  }
}

function Begin() {
  const t = useTexts();
  const queries = useQueryClient();
  const draft = useWrite('kitDraft');
  return (
    <div>
      <button
        type="button"
        className="button primary"
        aria-disabled={draft.isPending}
        onClick={() => {
          if (draft.isPending) return;
          draft.mutate(null, { onSuccess: () => void queries.invalidateQueries({ queryKey: ['kitSheets'] }) });
        }}
      >
        <Icon name="printer" />
        {t.kit.begin}
      </button>
      {draft.error !== null && <FailureNote error={draft.error} />}
    </div>
  );
}

function Complete({ mayReplace }: { readonly mayReplace: boolean }) {
  const t = useTexts();
  const toast = useToast();
  const adopt = useWrite('kitAdopt');
  return (
    <div className={styles.stage}>
      <h3>{t.kit.approved}</h3>
      <p>{t.kit.approvedLead}</p>
      {mayReplace ? (
        <button
          type="button"
          className="button primary"
          aria-disabled={adopt.isPending}
          onClick={() => {
            if (adopt.isPending) return;
            adopt.mutate(null, {
              onSuccess: () => {
                toast(t.kit.done);
              },
            });
          }}
        >
          <Icon name="check" />
          {t.kit.complete}
        </button>
      ) : (
        <p className="soft">{t.kit.doctorOnly}</p>
      )}
      {adopt.error !== null && <FailureNote error={adopt.error} />}
    </div>
  );
}

function Ended() {
  const t = useTexts();
  const forget = useWrite('kitForget');
  return (
    <div className={styles.stage}>
      <h3>{t.kit.ended}</h3>
      <p>{t.kit.endedLead}</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          forget.mutate(null);
        }}
      >
        {t.kit.again}
      </button>
      {forget.error !== null && <FailureNote error={forget.error} />}
    </div>
  );
}
