import { useState } from 'react';
import type { PartyView } from '../../port/exchange-calls.ts';
import type { MailRecipient } from '../../port/mail-calls.ts';
import type { Sendable } from '../../port/send-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureBox } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { ColleagueList } from './colleague-list.tsx';
import styles from './exchange.module.css';
import { MailConfirm } from './mail-confirm.tsx';
import { MailFailure } from './mail-failure.tsx';
import { otherAddressees } from './other-addressee.ts';
import { recipientName } from './recipient-name.ts';
import { MailRecipients } from './mail-recipients.tsx';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts } from './use-exchange-texts.ts';
import { useMailTexts } from './use-mail-texts.ts';

const mostShown = 5;

type Props = {
  readonly scope: string;
  /** Record id of what is sent; null proposes the newest of the file. */
  readonly item: string | null;
  readonly onClose: () => void;
};

/**
 * Sends something of a file in two presses after it was opened: the recipient, then the confirmation. MSSanté addresses
 * are offered by a practice whose gateway is active.
 */
export function SendDialog(props: Props) {
  return (
    <KeptForm form="send" scope={props.scope} item={props.item ?? ''}>
      {(done) => (
        <Send
          {...props}
          onClose={() => {
            done();
            props.onClose();
          }}
        />
      )}
    </KeptForm>
  );
}

function Send({ scope, item, onClose }: Props) {
  const s = useSendTexts();
  const m = useMailTexts();
  const t = useTexts();
  const show = useToast();
  const { data, error } = useRead('sendables', { scope }, false);
  const send = useWrite('messageSend');
  const { done } = useKeptForm();
  const [chosen, setChosen] = useKept<readonly string[] | null>('items', item === null ? null : [item]);
  const [colleague, setColleague] = useKept<PartyView | null>('colleague', null);
  const readiness = useRead('mailReadiness', { scope }, false);
  const [note, setNote] = useKept('note', '');
  const [mailTo, setMailTo] = useKept<MailRecipient | null>('mail', null);
  const items = chosen ?? data?.slice(0, 1).map(({ id }) => id) ?? [];
  const recipients =
    mailTo !== null
      ? [mailTo.name]
      : colleague === null
        ? []
        : colleague.doctor === null
          ? colleague.doctors
          : [colleague.doctor];
  const others = otherAddressees(
    (data ?? []).filter(({ id }) => items.includes(id)).map(({ addressee }) => addressee),
    recipients,
  );
  const fault = items.length === 0 ? s.noneChosen : null;
  const ownMailbox = readiness.data?.gateway === 'ready' ? readiness.data.ownMailbox : null;
  const subject = (data ?? [])
    .filter(({ id }) => items.includes(id))
    .map((one) => titleOf(one, s))
    .join(', ')
    .slice(0, 200);
  return (
    <Dialog title={s.title} onClose={onClose}>
      <KeptNote />
      {error !== null && <MailFailure error={error} />}
      {data === undefined && error === null && <Loading bars={4} />}
      {data?.length === 0 && <p>{s.nothing}</p>}
      {data !== undefined && data.length > 0 && (
        <>
          <Choice sendables={data} items={items} isFixed={colleague !== null || mailTo !== null} onChange={setChosen} />
          {(colleague !== null || mailTo !== null) && others.length > 0 && (
            <p role="alert" className={styles.other}>
              {s.otherAddressee(others.join(', '))}
            </p>
          )}
          {mailTo !== null ? (
            <MailConfirm
              {...{ scope, items, to: mailTo, fault }}
              note={{ text: note, onChange: setNote }}
              forms={data.flatMap((one) => (items.includes(one.id) ? formOf(one, m) : []))}
              onBack={() => {
                setMailTo(null);
              }}
              onDone={onClose}
            />
          ) : colleague === null ? (
            <>
              <ColleagueList autoFocus onChoose={setColleague} {...(ownMailbox !== null && { onMail: setMailTo })} />
              {ownMailbox !== null && <MailRecipients {...{ ownMailbox }} onChoose={setMailTo} />}
              {readiness.data?.gateway === 'none' && <p className="soft">{m.withoutGateway}</p>}
              {readiness.data?.gateway === 'no_mailbox' && <p className="soft">{m.withoutMailbox}</p>}
              {readiness.error !== null && (
                <FailureBox
                  title={m.readinessFailed}
                  advice={t.failure(readiness.error.failure).advice}
                  onRetry={() => void readiness.refetch()}
                />
              )}
            </>
          ) : (
            <SendConfirm
              colleague={colleague}
              note={{ text: note, onChange: setNote }}
              isSending={send.isPending}
              error={send.error}
              fault={fault}
              onBack={() => {
                setColleague(null);
              }}
              onSend={(confirmed) => {
                send.mutate(
                  { scope, items, subject, ...confirmed },
                  {
                    onSuccess: () => {
                      done();
                      show(s.sent(recipientName(colleague, s)));
                    },
                    ifShown: onClose,
                  },
                );
              }}
            />
          )}
        </>
      )}
    </Dialog>
  );
}

function Choice({
  sendables,
  items,
  isFixed,
  onChange,
}: {
  readonly sendables: readonly Sendable[];
  readonly items: readonly string[];
  readonly isFixed: boolean;
  readonly onChange: (items: readonly string[]) => void;
}) {
  const s = useSendTexts();
  const { language } = useLanguage();
  const [isWhole, setWhole] = useState(false);
  const shown = isFixed
    ? sendables.filter(({ id }) => items.includes(id))
    : sendables.filter(
        ({ id, kind }, i) =>
          isWhole || i < mostShown || ['synthesis', 'vaccination'].includes(kind) || items.includes(id),
      );
  return (
    <fieldset className={styles.what}>
      <legend>{s.what}</legend>
      {shown.map((one) => (
        <label key={one.id}>
          <input
            type="checkbox"
            checked={items.includes(one.id)}
            disabled={isFixed}
            onChange={({ target }) => {
              onChange(target.checked ? [...items, one.id] : items.filter((id) => id !== one.id));
            }}
          />
          <span>{titleOf(one, s)}</span>
          <small>{[s.kinds[one.kind], longDate(one.date, language)].filter(Boolean).join(' · ')}</small>
        </label>
      ))}
      {!isFixed && shown.length < sendables.length && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setWhole(true);
          }}
        >
          {s.more}
        </button>
      )}
    </fieldset>
  );
}

function titleOf({ kind, title }: Sendable, s: ReturnType<typeof useSendTexts>): string {
  if (kind === 'prescription') return title === '' ? s.lastPrescription : s.prescriptionOf(title);
  if (kind === 'synthesis' || kind === 'vaccination') return s[kind];
  return kind === 'visit' ? s.visitOf(title) : title;
}

/** The form in which a mail has what is made from the whole file. */
function formOf({ kind, isStructured }: Sendable, { forms }: ReturnType<typeof useMailTexts>): string[] {
  if (kind === 'vaccination') return [forms.vaccination];
  if (kind !== 'synthesis') return [];
  return [isStructured ? forms.synthesis : forms.plainSynthesis];
}
