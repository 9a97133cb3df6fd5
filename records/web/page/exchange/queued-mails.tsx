import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import exchange from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { MailSign } from './mail-recipients.tsx';
import { MailStateMark } from './mail-state.tsx';
import styles from './mail.module.css';
import { useSendTexts } from './use-exchange-texts.ts';
import { useMailTexts } from './use-mail-texts.ts';

/** The newest MSSanté mails of the practice, as the gateway's list has them; each leads to its file. */
export function QueuedMails() {
  const t = useTexts();
  const m = useMailTexts();
  const s = useSendTexts();
  const { language } = useLanguage();
  const [isWanted, setWanted] = useState(false);
  const { data, error, refetch } = useRead('mails', { isWanted });
  if (error !== null) return <MailFailure error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data === null || data.length === 0) return null;
  if (data === 'closed') {
    return (
      <p className={exchange.pad}>
        <button
          type="button"
          className="button"
          onClick={() => {
            setWanted(true);
          }}
        >
          <MailSign /> {m.show}
        </button>{' '}
        <small className="soft">{t.worklist.costs}</small>
      </p>
    );
  }
  return (
    <section aria-label={m.list} className={styles.section}>
      <h2 className={exchange.pad}>{m.list}</h2>
      <p className={`soft ${exchange.pad ?? ''}`}>{m.listHint}</p>
      <ul className={exchange.sentList} aria-label={m.list}>
        {data.map(({ id, patient, to, sender, at, state, reason }) => (
          <li key={id} className={styles.row}>
            <span>
              <strong>{to.name}</strong>
              <small>
                <MailSign />{' '}
                {sender === null ? <span title={s.writerUnknownHint}>{s.writerUnknown}</span> : s.byColleague(sender)} ·{' '}
                <Link to="/patients/$scope" params={{ scope: patient.scope }} className="link">
                  {m.about(patient.name)}
                </Link>
              </small>
            </span>
            <MailStateMark {...{ state, reason }} />
            <small>{dayAndTime(at, language)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
