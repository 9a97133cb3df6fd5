import { useEffect, useId, useRef, useState } from 'react';
import type { PartyView, Standing } from '../../port/exchange-calls.ts';
import type { CallError } from '../../port/page-side.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { useSession } from '../session/session-context.tsx';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { isInterrupted, SendFailure } from './send-failure.tsx';
import { useSendOutcome } from './use-send-outcome.ts';
import { recipientName } from './recipient-name.ts';
import { useExchangeTexts, useSendTexts } from './use-exchange-texts.ts';

/** The input of the button that sends: the practice as it was seen, and a key by which a repetition continues. */
export type Confirmed = {
  readonly to: { readonly practice: string; readonly member: string | null };
  readonly seen: Standing;
  readonly key: string;
  readonly note: string;
};

/** Words that somebody adds to what is sent. */
export type Words = { readonly text: string; readonly onChange: (text: string) => void };

/** The last step before something leaves: to whom, verified with the vaults of the practice, and what. */
export function SendConfirm({
  colleague,
  note = null,
  isSending,
  error,
  fault,
  actions = null,
  onSend,
  onBack,
}: {
  readonly colleague: PartyView;
  /** Words beside what is sent; null where there are none. They stay if another recipient is chosen. */
  readonly note?: Words | null;
  readonly isSending: boolean;
  readonly error: CallError | null;
  /** Why nothing can be sent yet. */
  readonly fault: string | null;
  readonly onSend: (confirmed: Confirmed) => void;
  /** Words of the button, and while it works; those of a message if absent. */
  readonly actions?: { readonly send: (name: string) => string; readonly busy: string } | null;
  /** Absent where the recipient cannot be another one. */
  readonly onBack?: () => void;
}) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const { language } = useLanguage();
  const id = useId();
  const { port } = useSession();
  const { practice, member } = colleague;
  const to = { practice, member };
  const verified = useRead('colleagueVerify', to, false);
  const [hasCalled, setCalled] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const [percent, setPercent] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState<Confirmed | null>(null);
  const outcome = useSendOutcome(key, error, () => {
    // The same key continues: the server has the message, and only its record is left to be written.
    if (asked !== null && !isSending) onSend(asked);
  });
  useEffect(
    () =>
      port.on('sending', (progress) => {
        if (progress.key === key) setPercent(Math.floor((progress.sent / Math.max(1, progress.of)) * 100));
      }),
    [port, key],
  );
  const standing = verified.data?.standing;
  useEffect(() => {
    // Somebody who writes keeps their place: the next key of theirs would press the button.
    const isWriting = document.activeElement?.matches('input, textarea, select') === true;
    if (standing !== undefined && !isWriting) button.current?.focus();
  }, [standing]);
  const party = verified.data?.party ?? colleague;
  const name = recipientName(party, s);
  const mustCall = standing === 'changed' && !hasCalled;
  const blocked = fault ?? (mustCall ? s.verifyFirst : null);
  return (
    <div className={styles.confirm}>
      <div className={styles.sender}>
        <p>
          <strong>{name}</strong>
          {party.speciality !== null && <span>{party.speciality}</span>}
          {party.rpps !== null && <small>{e.sender.rpps(party.rpps)}</small>}
        </p>
        <p>{[party.name, party.place].filter((part) => part !== '').join(', ')}</p>
        <ul>
          <li data-good="true">
            <Icon name="drop" size={16} /> {s.sealed}. {s.sealedHint}
          </li>
          {party.member === null ? (
            <li>
              <Icon name="users" size={16} /> {s.eachReads} {party.doctors.join(', ')}.
            </li>
          ) : (
            <li data-good={party.identity !== null}>
              <Icon name={party.identity === null ? 'circle-dashed' : 'user-check'} size={16} />{' '}
              {party.identity === null
                ? e.sender.unproven
                : e.sender.proven(party.identity.provider, dayAndTime(party.identity.at, language))}
            </li>
          )}
        </ul>
        {standing !== undefined && standing !== 'known' && (
          <div className={styles.standing} data-warn={standing === 'changed'}>
            <Icon name={standing === 'changed' ? 'alert-triangle' : 'alert-circle'} />
            <span>{e.standing[standing]}</span>
          </div>
        )}
        {standing === 'changed' && (
          <label>
            <input
              type="checkbox"
              checked={hasCalled}
              onChange={({ target }) => {
                setCalled(target.checked);
              }}
            />{' '}
            {s.calledThem}
          </label>
        )}
      </div>
      {verified.error !== null && <MailFailure error={verified.error} onRetry={() => void verified.refetch()} />}
      {standing === undefined && verified.error === null && (
        <div aria-label={s.checking}>
          <Loading bars={2} />
        </div>
      )}
      {note !== null && (
        <div className="field">
          <label htmlFor={id}>{s.note}</label>
          <textarea
            id={id}
            rows={3}
            maxLength={4000}
            value={note.text}
            onChange={({ target }) => {
              note.onChange(target.value);
            }}
          />
        </div>
      )}
      {error !== null && <SendFailure error={error} outcome={outcome} />}
      <div className={styles.actions}>
        {onBack !== undefined && (
          <button type="button" className="button quiet" onClick={onBack}>
            <Icon name="chevron-left" /> {s.back}
          </button>
        )}
        {standing !== undefined && (
          <button
            ref={button}
            type="button"
            className="button primary"
            aria-disabled={isSending || blocked !== null}
            aria-describedby={`${id}-why`}
            onClick={() => {
              if (isSending || blocked !== null) return;
              const confirmed = { to, seen: standing, key, note: note?.text ?? '' };
              setAsked(confirmed);
              onSend(confirmed);
            }}
          >
            {isSending
              ? (actions?.busy ?? s.sending(percent))
              : error !== null && isInterrupted(error)
                ? s.goOn(name)
                : (actions?.send ?? s.send)(name)}
          </button>
        )}
      </div>
      <p id={`${id}-why`} role="status" className="soft">
        {blocked ?? ''}
      </p>
    </div>
  );
}
