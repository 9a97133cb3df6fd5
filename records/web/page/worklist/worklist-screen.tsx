import { useState } from 'react';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { HandOver } from './hand-over.tsx';
import { ListPage } from './list-page.tsx';
import styles from './worklist.module.css';

/** Results to see, messages and tasks: a list for each doctor, which the reception shares. */
export function WorklistScreen() {
  const t = useTexts();
  const { me } = useOpenSession();
  const isDoctor = me.roles.includes('doctor');
  const { data: lists, error, refetch } = useRead('lists', {}, false);
  const [chosen, setChosen] = useState<string | null>(null);
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (lists === undefined) return <Loading bars={5} />;
  // The own list opens with the screen; another one, and the reception's, on demand only.
  const first = isDoctor ? me.id : (lists.find(({ isFree }) => isFree)?.member ?? null);
  const member = chosen ?? first;
  return (
    <article className={styles.screen}>
      <header className={styles.head}>
        <h1>{t.worklist.title}</h1>
        {lists.length > 1 && (
          <div className={styles.lists} role="group" aria-label={t.worklist.lists}>
            {lists.map((one) => (
              <button
                key={one.member}
                type="button"
                className="button"
                aria-pressed={one.member === member}
                title={one.isFree ? undefined : t.worklist.costs}
                onClick={() => {
                  setChosen(one.member);
                }}
              >
                {isDoctor && one.member === me.id ? t.worklist.mine : one.name}
              </button>
            ))}
          </div>
        )}
        {isDoctor && member === me.id && <HandOver lists={lists} />}
      </header>
      {member === null ? (
        <p className="soft">{t.worklist.costs}</p>
      ) : (
        <ListPage key={member} member={member} onList={setChosen} />
      )}
    </article>
  );
}
