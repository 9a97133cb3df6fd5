import type { ReactNode } from 'react';
import type { OwnEntry } from '../../port/send-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { ColleagueList } from './colleague-list.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { useSendTexts } from './use-exchange-texts.ts';

/** The directory of practices: colleagues, and what the own practice says of itself. */
export function DirectoryView({ head }: { readonly head: ReactNode }) {
  const s = useSendTexts();
  const { data, error, refetch } = useRead('ownEntry', {}, false);
  return (
    <article className={styles.single}>
      {head}
      <div className={styles.directory}>
        <section className="card" aria-labelledby="directory-own">
          <h2 id="directory-own">{s.directory.own}</h2>
          {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
          {data === undefined && error === null && <Loading bars={3} />}
          {data !== undefined && <Own entry={data} onPublished={() => void refetch()} />}
        </section>
        <section className="card" aria-labelledby="directory-found">
          <h2 id="directory-found">{s.directory.title}</h2>
          <ColleagueList />
        </section>
      </div>
    </article>
  );
}

function Own({ entry, onPublished }: { readonly entry: OwnEntry; readonly onPublished: () => void }) {
  const s = useSendTexts();
  const show = useToast();
  const publish = useWrite('ownEntryPublish');
  const { state, name, place, doctors, missing } = entry;
  return (
    <div className={styles.own}>
      <p>
        <strong>{name}</strong> <span>{place}</span>
        <small>{doctors.join(', ')}</small>
      </p>
      <p className={styles.ownState} data-state={state} role={state === 'foreign' ? 'alert' : undefined}>
        <Icon name={state === 'current' ? 'circle-check' : 'alert-triangle'} /> {s.directory.states[state]}
      </p>
      {missing.map((one) => (
        <p key={one} className={styles.warning}>
          <Icon name="alert-triangle" /> {s.directory.missing[one]}
        </p>
      ))}
      {state !== 'current' && state !== 'foreign' && missing.length === 0 && (
        <button
          type="button"
          className="button primary"
          aria-disabled={publish.isPending}
          onClick={() => {
            if (publish.isPending) return;
            publish.mutate(
              {},
              {
                onSuccess: () => {
                  show(s.directory.published);
                  onPublished();
                },
              },
            );
          }}
        >
          {s.directory.publish}
        </button>
      )}
      {publish.error !== null && <MailFailure error={publish.error} />}
      <p className="soft">
        <small>{s.directory.public}</small>
      </p>
    </div>
  );
}
