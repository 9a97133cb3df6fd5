import { useState } from 'react';
import type { MailOfFile, MailReadiness, MailRecipient } from '../../port/mail-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import exchange from './exchange.module.css';
import { MailConfirm } from './mail-confirm.tsx';
import { MailFailure } from './mail-failure.tsx';
import { MailRecipients, MailSign } from './mail-recipients.tsx';
import { MailStateMark } from './mail-state.tsx';
import styles from './mail.module.css';
import { useSendTexts } from './use-exchange-texts.ts';
import { useMailTexts } from './use-mail-texts.ts';

/** The MSSanté mails of a file with what became of them. One that failed is sent again, also to another address. */
export function MailsOfFile({ scope }: { readonly scope: string }) {
  const m = useMailTexts();
  const { data, error, refetch } = useRead('mailsOfFile', { scope });
  const readiness = useRead('mailReadiness', { scope }, false);
  const [begun = null] = useKeptItems('mail again', scope);
  const [againId, setAgain] = useState(begun);
  if (error !== null) return <MailFailure error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.length === 0) return null;
  const ownMailbox = readiness.data?.gateway === 'ready' ? readiness.data.ownMailbox : null;
  const again = data.find(({ id }) => id === againId);
  return (
    <>
      <h2>{m.list}</h2>
      <ul className={exchange.sentList} aria-label={m.list}>
        {data.map((mail) => (
          <Row
            key={mail.id}
            {...{ scope, mail, maySend: ownMailbox !== null }}
            onAgain={() => {
              setAgain(mail.id);
            }}
          />
        ))}
      </ul>
      {again !== undefined && ownMailbox !== null && (
        <KeptForm form="mail again" scope={scope} item={again.id}>
          {(done) => (
            <AgainDialog
              {...{ scope, mail: again, ownMailbox }}
              onClose={() => {
                done();
                setAgain(null);
              }}
            />
          )}
        </KeptForm>
      )}
    </>
  );
}

function Row({
  scope,
  mail,
  maySend,
  onAgain,
}: {
  readonly scope: string;
  readonly mail: MailOfFile;
  readonly maySend: boolean;
  readonly onAgain: () => void;
}) {
  const m = useMailTexts();
  const s = useSendTexts();
  const { language } = useLanguage();
  const show = useToast();
  const remind = useWrite('mailRemind');
  const { id, title, to, sender, claimed, at, audience, state, reason, isRepeated } = mail;
  const hasFailed = (state === 'failed' || state === 'refused') && reason !== 'sender_unproved';
  const isWaiting = (state === 'waiting' || state === 'sending') && claimed === null;
  return (
    <li className={styles.row}>
      <span>
        <strong>{title}</strong>
        <small>
          <MailSign /> {[to.name, to.address].filter((one, i, all) => all.indexOf(one) === i).join(', ')} ·{' '}
          {sender === null ? s.writerUnknown : s.byColleague(sender)} · {m.audiences[audience]}
        </small>
      </span>
      <MailStateMark {...{ state, reason }} />
      <small>{s.file.sentAt(dayAndTime(at, language))}</small>
      {sender !== null && claimed !== null && (
        <p className={exchange.warning}>
          <Icon name="alert-triangle" size={16} /> {m.stranger(sender, claimed)}
        </p>
      )}
      {hasFailed && isRepeated && <small>{m.repeated}</small>}
      {hasFailed && !isRepeated && maySend && (
        <button type="button" className="button" aria-label={m.againOf(to.name)} onClick={onAgain}>
          {m.again}
        </button>
      )}
      {isWaiting && maySend && (
        <button
          type="button"
          className="button"
          aria-label={m.remindOf(to.name)}
          aria-disabled={remind.isPending}
          onClick={() => {
            if (remind.isPending) return;
            remind.mutate(
              { scope, id },
              {
                onSuccess: () => {
                  show(m.reminded);
                },
              },
            );
          }}
        >
          {m.remind}
        </button>
      )}
      {remind.error !== null && <MailFailure error={remind.error} />}
    </li>
  );
}

/** The same documents again; the recipient can be another one. */
function AgainDialog({
  scope,
  mail,
  ownMailbox,
  onClose,
}: {
  readonly scope: string;
  readonly mail: MailOfFile;
  readonly ownMailbox: MailReadiness['ownMailbox'];
  readonly onClose: () => void;
}) {
  const m = useMailTexts();
  const [to, setTo] = useKept<MailRecipient | null>('to', mail.to);
  const [note, setNote] = useKept('note', '');
  return (
    <Dialog title={m.againTitle} onClose={onClose}>
      <KeptNote />
      <p>{mail.title}</p>
      {to === null ? (
        <MailRecipients {...{ ownMailbox }} onChoose={setTo} />
      ) : (
        <MailConfirm
          {...{ scope, items: [], repeats: mail.id, to, initial: mail.audience, fault: null }}
          note={{ text: note, onChange: setNote }}
          onBack={() => {
            setTo(null);
          }}
          onDone={onClose}
        />
      )}
    </Dialog>
  );
}
