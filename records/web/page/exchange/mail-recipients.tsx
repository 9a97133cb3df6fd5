import { useId, useState, type SyntheticEvent } from 'react';
import { mailAddressFault, type MailAddressFault } from '@etanche/records-fhir';
import type { MailReadiness, MailRecipient } from '../../port/mail-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { useKept } from '../forms/kept-form.tsx';
import styles from './mail.module.css';
import { useMailTexts } from './use-mail-texts.ts';

/** Recipients of MSSanté mail: the patient of the file, and the typed address of a professional. */
export function MailRecipients({
  ownMailbox,
  onChoose,
}: {
  readonly ownMailbox: MailReadiness['ownMailbox'];
  readonly onChoose: (to: MailRecipient) => void;
}) {
  const m = useMailTexts();
  const id = useId();
  const [typed, setTyped] = useKept('address', '');
  const [fault, setFault] = useState<MailAddressFault | null>(null);
  const { address, name } = ownMailbox;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const found = mailAddressFault(typed);
    setFault(found);
    const given = typed.trim().toLowerCase();
    if (found === null) onChoose({ address: given, name: given });
  };
  return (
    <section className={styles.recipients} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <MailSign /> {m.title}
      </h3>
      <p className="soft">{m.hint}</p>
      {address === null ? (
        <p className={styles.impossible}>
          <Icon name="ban" size={16} /> {m.notQualified}
        </p>
      ) : (
        <button
          type="button"
          className="button"
          onClick={() => {
            onChoose({ address, name });
          }}
        >
          {m.ownMailboxOf(name)}
        </button>
      )}
      <form className={styles.typed} autoComplete="off" noValidate onSubmit={submit}>
        <div className="field">
          <label htmlFor={id}>{m.address}</label>
          <input
            id={id}
            type="email"
            value={typed}
            maxLength={254}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={fault !== null}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => {
              setTyped(target.value);
              setFault(null);
            }}
          />
          <small id={`${id}-hint`} role={fault === null ? undefined : 'alert'} data-fault={fault !== null}>
            {fault === null ? m.addressHint : m.faults[fault]}
          </small>
        </div>
        <button type="submit" className="button">
          {m.next}
        </button>
      </form>
    </section>
  );
}

/** The sign of a mail that an operator can read, beside its word. */
export function MailSign() {
  const m = useMailTexts();
  return (
    <span className={styles.sign}>
      <Icon name="mail" size={16} /> {m.sign}
    </span>
  );
}
