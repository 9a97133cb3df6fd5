import { useState } from 'react';
import { useRead } from '../session/use-call.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { DirectoryView } from './directory-view.tsx';
import styles from './exchange.module.css';
import { InboxView } from './inbox-view.tsx';
import { SentView } from './sent-view.tsx';
import { WaitingList } from './waiting-list.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

const views = ['unread', 'read', 'waiting', 'all', 'sent', 'directory'] as const;
type View = (typeof views)[number];

/** Messages of other practices: received ones to read and file, sent ones, and the directory. For doctors. */
export function MailScreen() {
  const e = useExchangeTexts();
  const { me } = useOpenSession();
  const [view, setView] = useState<View>('unread');
  const isDoctor = me.roles.includes('doctor');
  const { data } = useRead('inboxCount', isDoctor ? {} : null);
  const { data: waiting } = useRead('waitingList', isDoctor ? {} : null, false);
  const counts: Partial<Record<View, number | undefined>> = { unread: data?.unread, waiting: waiting?.length };
  if (!isDoctor) return null;
  const head = (
    <header className={styles.head}>
      <h1>{e.title}</h1>
      <div className={styles.views} role="group" aria-label={e.viewsLabel}>
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            aria-pressed={one === view}
            onClick={() => {
              setView(one);
            }}
          >
            {e.views[one]} {counts[one] !== undefined && <span className="count">{counts[one]}</span>}
          </button>
        ))}
      </div>
    </header>
  );
  if (view === 'waiting') return <WaitingList head={head} />;
  if (view === 'sent') return <SentView head={head} />;
  if (view === 'directory') return <DirectoryView head={head} />;
  return <InboxView key={view} view={view} head={head} />;
}
