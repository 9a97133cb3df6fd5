import { useEffect, useId, useRef } from 'react';
import { isPatientMailbox, type SendingAudience } from '@etanche/records-fhir';
import type { MailRecipient } from '../../port/mail-calls.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { CallError } from '../../port/page-side.ts';
import { FailureBox } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useWrite } from '../session/use-call.ts';
import exchange from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { MailSign } from './mail-recipients.tsx';
import styles from './mail.module.css';
import type { Words } from './send-confirm.tsx';
import { useSendTexts } from './use-exchange-texts.ts';
import { useMailTexts } from './use-mail-texts.ts';

const audiences: readonly SendingAudience[] = ['everyone', 'professionals_only', 'patient_only'];

/** The last step before a mail is given to the gateway: to whom, and who may see the documents. */
export function MailConfirm({
  scope,
  items,
  repeats = null,
  to,
  initial = 'everyone',
  forms = [],
  note,
  fault,
  onBack,
  onDone,
}: {
  readonly scope: string;
  readonly items: readonly string[];
  /** Record id of the mail whose documents are sent again. */
  readonly repeats?: string | null;
  readonly to: MailRecipient;
  readonly initial?: SendingAudience;
  /** The form of what is sent, where it is not only a PDF or could be more. */
  readonly forms?: readonly string[];
  /** Stays if another recipient is chosen. */
  readonly note: Words;
  /** Why nothing can be sent yet. */
  readonly fault: string | null;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const m = useMailTexts();
  const s = useSendTexts();
  const id = useId();
  const show = useToast();
  const send = useWrite('mailSend');
  const isPatient = isPatientMailbox(to.address);
  const excluded: SendingAudience = isPatient ? 'professionals_only' : 'patient_only';
  const { done } = useKeptForm();
  const [audience, setAudience] = useKept<SendingAudience>('audience', initial === excluded ? 'everyone' : initial);
  const [isLast, setLast] = useKept('last', false);
  /** Kept with the form: an attempt whose session ended may have queued the mail. */
  const [tried, setTried] = useKept<string | null>('record', null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
  }, []);
  const submit = (): void => {
    if (send.isPending || fault !== null) return;
    // The record of a mail for which the list had no place is withdrawn, and is not written again.
    const record = send.error?.failure.code === 'list_full' || tried === null ? newRecordId() : tried;
    setTried(record);
    send.mutate(
      { scope, record, items, repeats, to, audience, isLast: isLast && isPatient, note: note.text },
      {
        onSuccess: () => {
          done();
          show(m.queued(to.name));
        },
        ifShown: onDone,
      },
    );
  };
  return (
    <div className={exchange.confirm}>
      <div className={exchange.sender}>
        <p>
          <strong>{to.name}</strong> {isPatient && <span>{m.ownMailbox}</span>}
          {to.name !== to.address && <small>{to.address}</small>}
        </p>
        <p>
          <MailSign /> {m.hint}
        </p>
        {forms.map((form) => (
          <p key={form} className="soft">
            {form}
          </p>
        ))}
      </div>
      <fieldset className={styles.audience}>
        <legend>{m.audience}</legend>
        {audiences.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={`${id}-audience`}
              autoComplete="off"
              checked={audience === one}
              disabled={one === excluded}
              aria-describedby={one === excluded ? `${id}-excluded` : undefined}
              onChange={() => {
                setAudience(one);
              }}
            />
            <span>{m.audiences[one]}</span>
            {one === excluded && (
              <small id={`${id}-excluded`}>{isPatient ? m.notForPatient : m.notForProfessional}</small>
            )}
          </label>
        ))}
      </fieldset>
      {isPatient && (
        <label>
          <input
            type="checkbox"
            autoComplete="off"
            checked={isLast}
            onChange={({ target }) => {
              setLast(target.checked);
            }}
          />{' '}
          {m.isLast}
        </label>
      )}
      <div className="field">
        <label htmlFor={id}>{m.note}</label>
        <textarea
          id={id}
          rows={3}
          maxLength={4000}
          autoComplete="off"
          value={note.text}
          onChange={({ target }) => {
            note.onChange(target.value);
          }}
        />
      </div>
      {send.error !== null && <SendFailure error={send.error} />}
      <div className={exchange.actions}>
        <button type="button" className="button quiet" onClick={onBack}>
          <Icon name="chevron-left" /> {s.back}
        </button>
        <button
          ref={button}
          type="button"
          className="button primary"
          aria-disabled={send.isPending || fault !== null}
          aria-describedby={`${id}-why`}
          onClick={submit}
        >
          {send.isPending ? m.sending : m.send(to.name)}
        </button>
      </div>
      <p id={`${id}-why`} role="status" className="soft">
        {fault ?? ''}
      </p>
    </div>
  );
}

/** A full list, a missing gateway and a mail that the gateway has taken mean something else here than elsewhere. */
function SendFailure({ error }: { readonly error: CallError }) {
  const m = useMailTexts();
  const own = new Map([
    ['list_full', m.full],
    ['not_found', m.noGateway],
    ['conflict', m.changed],
  ]).get(error.failure.code);
  if (own === undefined) return <MailFailure error={error} />;
  const [title, advice] = own;
  return <FailureBox {...{ title, advice }} />;
}
