import type { MessageView } from '../../port/exchange-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** The signer of the message, the proof of their identity, and whether this device knows their practice. */
export function SenderCard({
  message: { id, sender, isSenderActive, standing },
}: {
  readonly message: Pick<MessageView, 'id' | 'sender' | 'isSenderActive' | 'standing'>;
}) {
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const show = useToast();
  const confirm = useWrite('senderConfirm');
  const { identity } = sender;
  const isWarning = standing === 'changed' || standing === 'untrusted';
  return (
    <section className={styles.sender} aria-label={e.sender.title}>
      <p>
        <strong>{sender.doctor ?? sender.name}</strong>
        {sender.speciality !== null && <span>{sender.speciality}</span>}
        {sender.rpps !== null && <small>{e.sender.rpps(sender.rpps)}</small>}
      </p>
      <p>{[sender.name, sender.place].filter((part) => part !== '').join(', ')}</p>
      <ul>
        <li data-good="true">
          <Icon name="check" size={16} /> {e.sender.signed}
        </li>
        <li data-good={identity !== null}>
          <Icon name={identity === null ? 'circle-dashed' : 'user-check'} size={16} />{' '}
          {identity === null
            ? e.sender.unproven
            : e.sender.proven(identity.provider, dayAndTime(identity.at, language))}
        </li>
        {!isSenderActive && (
          <li data-warn="true">
            <Icon name="alert-triangle" size={16} /> {e.sender.left}
          </li>
        )}
      </ul>
      {standing !== 'known' && (
        <div className={styles.standing} data-warn={isWarning} role={isWarning ? 'alert' : undefined}>
          <Icon name={isWarning ? 'alert-triangle' : 'alert-circle'} />
          <span>{e.standing[standing]}</span>
          {(standing === 'new' || standing === 'changed') && (
            <button
              type="button"
              className="button"
              onClick={() => {
                confirm.mutate(
                  { id },
                  {
                    onSuccess: () => {
                      show(e.confirmed);
                    },
                  },
                );
              }}
            >
              {standing === 'new' ? e.confirm : e.confirmChanged}
            </button>
          )}
        </div>
      )}
      {confirm.error !== null && <MailFailure error={confirm.error} />}
    </section>
  );
}
