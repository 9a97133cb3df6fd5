import { Link } from '@tanstack/react-router';
import type { UnsentItem } from '../../port/unsent-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { ConflictView } from './conflict-view.tsx';
import { wordsOf } from './unsent-words.ts';
import styles from './unsent.module.css';

/** One entry that the server does not have: what it is, its state, and the decision that it needs. */
export function UnsentRow({ item }: { readonly item: UnsentItem }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practitioners } = useOpenSession();
  const { kind, at, failure, isBehind, conflict, scope } = item;
  const [first = '', ...rest] = wordsOf(item, t, language, practitioners);
  const state = failure !== null ? 'decision' : isBehind ? 'behind' : 'waits';
  return (
    <li className={styles.row} data-state={state} aria-label={`${t.unsent.kinds[kind]}, ${first}`}>
      <Icon name={state === 'decision' ? 'alert-triangle' : 'wifi-off'} size={20} />
      <div>
        <p>
          <strong>{first}</strong> <span>{t.unsent.kinds[kind]}</span>
        </p>
        {rest.map((words) => (
          <p key={words}>{words}</p>
        ))}
        <small className="soft">{t.unsent.at(dayAndTime(at, language))}</small>
        {conflict !== null && <ConflictView item={item} conflict={conflict} />}
        {conflict === null && failure !== null && <Refused item={item} code={failure} />}
      </div>
      <div className={styles.acts}>
        <span className="tag">{t.unsent.states[state]}</span>
        {scope !== '' && kind !== 'patient' && (
          <Link to="/patients/$scope" params={{ scope }} className="link">
            {t.agenda.openFile}
          </Link>
        )}
      </div>
    </li>
  );
}

function Refused({ item: { name }, code }: { readonly item: UnsentItem; readonly code: string }) {
  const t = useTexts();
  const resolve = useWrite('unsentResolve');
  const { title, advice } = t.failure({ code, reason: null, resetsAt: null, limit: null, issues: [] });
  return (
    <div className={styles.refused}>
      <p>
        <strong>
          {t.unsent.refused}. {title}.
        </strong>{' '}
        {advice}
      </p>
      <button
        type="button"
        className="button"
        onClick={() => {
          resolve.mutate({ name, keep: 'mine' });
        }}
      >
        {t.again}
      </button>
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          resolve.mutate({ name, keep: 'theirs' });
        }}
      >
        {t.unsent.giveUp}
      </button>
    </div>
  );
}
