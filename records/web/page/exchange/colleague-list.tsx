import { useDeferredValue, useId, useState } from 'react';
import type { PartyView } from '../../port/exchange-calls.ts';
import type { MailRecipient } from '../../port/mail-calls.ts';
import type { MailAddress } from '../../port/send-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useKept } from '../forms/kept-form.tsx';
import { useRead } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { PersonRow } from './person-row.tsx';
import { PracticeList } from './practice-list.tsx';
import { MailSign } from './mail-recipients.tsx';
import { useMailTexts } from './use-mail-texts.ts';
import { useExchangeTexts, useSendTexts } from './use-exchange-texts.ts';

/**
 * Finds a colleague on the device. Sealed addresses can be chosen; those of MSSanté are in a list of their own, since
 * their mail is readable at an operator.
 *
 * @param props.onChoose absent where nothing is sent
 * @param props.onMail absent where no mail is sent
 */
export function ColleagueList({
  onChoose,
  onMail,
  autoFocus = false,
}: {
  readonly onChoose?: (colleague: PartyView) => void;
  readonly onMail?: (to: MailRecipient) => void;
  readonly autoFocus?: boolean;
}) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const m = useMailTexts();
  const id = useId();
  const [typed, setTyped] = useKept('search', '');
  const text = useDeferredValue(typed);
  const { data, error, refetch } = useRead('colleagues', { text }, false);
  const [last, setLast] = useState(data);
  // The list stays while the next one is read, so that it does not flicker with each letter.
  if (data !== undefined && data !== last) setLast(data);
  const shown = data ?? last;
  return (
    <div className={styles.colleagues}>
      <div className="field">
        <label htmlFor={id}>{s.search}</label>
        <input
          id={id}
          type="search"
          value={typed}
          autoFocus={autoFocus}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => {
            setTyped(target.value);
          }}
        />
        <small id={`${id}-hint`}>{s.searchHint}</small>
      </div>
      {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Loading bars={3} />}
      {shown !== undefined && (
        <>
          {shown.directory !== 'read' && (
            <p role="alert" className={styles.warning}>
              <Icon name="alert-triangle" /> {e.directoryTrouble[shown.directory].join('. ')}
            </p>
          )}
          {shown.directory === 'read' && !shown.isPublished && (
            <p className={styles.warning}>
              <Icon name="alert-triangle" /> {s.notPublished}
            </p>
          )}
          {shown.sealed.length === 0 && shown.directory === 'read' && (
            <p className="soft" role="status">
              {typed.trim() === '' ? s.emptyDirectory : s.noColleague}
            </p>
          )}
          {shown.sealed.length > 0 && (
            <ul className={styles.people} aria-label={s.directory.found}>
              {shown.sealed.map((one) => (
                <li key={`${one.practice} ${one.member ?? ''}`}>
                  <PersonRow
                    onChoose={
                      onChoose &&
                      (() => {
                        onChoose(one);
                      })
                    }
                  >
                    <Colleague colleague={one} />
                  </PersonRow>
                </li>
              ))}
            </ul>
          )}
          {shown.practices.length > 0 && <PracticeList practices={shown.practices} onChoose={onChoose} />}
          {shown.mail.length > 0 && (
            <section aria-label={m.book}>
              <h3>{m.book}</h3>
              <ul className={styles.people}>
                {shown.mail.map((one) => (
                  <li key={one.email}>
                    <PersonRow
                      onChoose={
                        onMail &&
                        (() => {
                          onMail({ address: one.email.toLowerCase(), name: one.name });
                        })
                      }
                    >
                      <Correspondent {...one} />
                    </PersonRow>
                  </li>
                ))}
              </ul>
              {onMail === undefined && <p className="soft">{m.hint}</p>}
            </section>
          )}
        </>
      )}
    </div>
  );
}

function Correspondent({ name, speciality, place, email }: MailAddress) {
  return (
    <>
      <span>
        <strong>{name}</strong> <small>{[speciality, place].filter(Boolean).join(' · ')}</small>
        <small>{email}</small>
      </span>
      <MailSign />
    </>
  );
}

function Colleague({ colleague }: { readonly colleague: PartyView }) {
  const e = useExchangeTexts();
  const s = useSendTexts();
  const { doctor, name, speciality, place, rpps, identity } = colleague;
  return (
    <>
      <span>
        <strong>{doctor ?? name}</strong> <small>{[speciality, name, place].filter(Boolean).join(' · ')}</small>
        {rpps !== null && <small>{e.sender.rpps(rpps)}</small>}
      </span>
      <span className={styles.sealed}>
        <Icon name={identity === null ? 'drop' : 'user-check'} size={16} /> {s.sealed}
      </span>
    </>
  );
}
