import { useState } from 'react';
import type { AttachmentView, MatchView, MessageView } from '../../port/exchange-calls.ts';
import { ContentView } from '../documents/content-view.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { ReceivedResults } from './received-results.tsx';
import { StructuredContent } from './structured-content.tsx';
import { Trouble } from './trouble.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** The content of a message in place: its text, results, medicines and the attachment that is chosen. */
export function MessageContent({
  message,
  history,
}: {
  readonly message: MessageView;
  readonly history: MatchView['history'];
}) {
  const t = useTexts();
  const e = useExchangeTexts();
  const { id, texts, results, medicines, attachments, fault } = message;
  const [place, setPlace] = useState(0);
  const shown = attachments.find((one) => one.place === place);
  const isEmpty = texts.length + results.length + medicines.length + attachments.length === 0;
  return (
    <div className={styles.content}>
      {fault !== null && <Trouble texts={e.faults[fault]} />}
      {texts.map(({ title, text }, i) => (
        <section key={i} className={styles.text}>
          {title !== '' && <h3>{title}</h3>}
          <p>{text}</p>
        </section>
      ))}
      {results.length > 0 && <ReceivedResults results={results} history={history} />}
      {medicines.length > 0 && (
        <section aria-label={e.medicines}>
          <h3>{e.medicines}</h3>
          <ul className="rows">
            {medicines.map(({ name, dose }, i) => (
              <li key={i}>
                <strong>{name}</strong> <span className="soft">{dose}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {attachments.length > 0 && (
        <section aria-label={e.attachments}>
          <div className={styles.attachments} role="group" aria-label={e.attachments}>
            {attachments.map((one) => (
              <button
                key={one.place}
                type="button"
                className="button"
                aria-pressed={one.place === place}
                onClick={() => {
                  setPlace(one.place);
                }}
              >
                <Icon name="file-text" /> {one.title} <small>{t.document.size(one.bytes)}</small>
              </button>
            ))}
          </div>
          {shown !== undefined && <Attachment key={shown.place} id={id} attachment={shown} />}
        </section>
      )}
      {isEmpty && fault === null && <p className="soft">{e.noContent}</p>}
    </div>
  );
}

function Attachment({
  id,
  attachment: { place, title, date },
}: {
  readonly id: string;
  readonly attachment: AttachmentView;
}) {
  const { data, error, refetch } = useRead('messageAttachment', { id, place });
  if (error !== null) return <MailFailure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading bars={5} />;
  if (data.document !== null) return <StructuredContent document={data.document} bytes={data.bytes} date={date} />;
  return <ContentView content={data} title={title} date={date} />;
}
