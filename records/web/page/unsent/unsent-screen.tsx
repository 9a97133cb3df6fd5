import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { UnsentRow } from './unsent-row.tsx';
import styles from './unsent.module.css';

/** Everything that this device has and the server does not, with the decisions that a person makes. */
export function UnsentScreen() {
  const t = useTexts();
  const { data, error, refetch } = useRead('unsent', {});
  const send = useWrite('unsentSend');
  const save = useWrite('unsentExport');
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading bars={4} />;
  const { items, unreadable, ended, used } = data;
  // Items that need a decision come first, each group in the order of the actions.
  const sorted = items.toSorted((one, other) => Number(one.failure === null) - Number(other.failure === null));
  const failed = send.error ?? save.error;
  return (
    <div className={styles.screen}>
      <h1>{t.unsent.title}</h1>
      {ended !== null && (
        <div className="failure" role="alert">
          <Icon name="alert-circle" />
          <p>{t.unsent.ended[ended]}</p>
        </div>
      )}
      {failed !== null && <FailureNote error={failed} />}
      {unreadable > 0 && <p role="alert">{t.unsent.unreadable(unreadable)}</p>}
      {items.length === 0 ? (
        <p>
          <Icon name="circle-check" size={20} /> <strong>{t.unsent.nothing}</strong> {t.unsent.nothingHint}
        </p>
      ) : (
        <>
          <p className="soft">{t.unsent.lead}</p>
          <ul className={styles.list} aria-label={t.unsent.title}>
            {sorted.map((item) => (
              <UnsentRow key={item.name} item={item} />
            ))}
          </ul>
          <div className={styles.foot}>
            <button
              type="button"
              className="button primary"
              aria-disabled={send.isPending}
              onClick={() => {
                if (!send.isPending) send.mutate(null);
              }}
            >
              {t.unsent.send}
            </button>
            <span>
              {t.unsent.full(Math.ceil(used * 100))} <small className="soft">{t.unsent.fullHint}</small>
            </span>
          </div>
          <section className="card" aria-labelledby="unsent-export">
            <h2 id="unsent-export">{t.unsent.exportTitle}</h2>
            <p>{t.unsent.exportLead}</p>
            <button
              type="button"
              className="button"
              onClick={() => {
                save.mutate(null, {
                  onSuccess: (text) => {
                    saveFile(text, 'application/fhir+json', `etanche-${practiceToday()}.json`);
                  },
                });
              }}
            >
              {t.unsent.exportButton}
            </button>
          </section>
        </>
      )}
    </div>
  );
}
