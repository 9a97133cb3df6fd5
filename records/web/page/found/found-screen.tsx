import { useState } from 'react';
import type { Installation } from '../../port/found-calls.ts';
import { DoorFrame } from '../door/door-frame.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useFirstTexts } from '../text/use-texts.tsx';
import styles from './found.module.css';

/** The first screen of a new installation: two approvers' cards, the operator's token, and the founder's passkey. */
export function FoundScreen() {
  const t = useFirstTexts();
  const { data, error } = useRead('installation', {});
  const [isFresh, setFresh] = useState(false);
  const isResumed = data?.hasDraft === true && !isFresh;
  return (
    <DoorFrame
      title={isResumed ? t.found.resumeTitle : t.found.title}
      lead={isResumed ? t.found.resumeLead : t.found.lead}
    >
      {error !== null && <FailureNote error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <FoundForm key={String(isResumed)} installation={data} isResumed={isResumed} />}
      {isResumed && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setFresh(true);
          }}
        >
          {t.found.fresh}
        </button>
      )}
    </DoorFrame>
  );
}

const empty = { token: '', practiceName: '', founderName: '', contact: '', first: '', second: '' };

function FoundForm({ installation, isResumed }: { readonly installation: Installation; readonly isResumed: boolean }) {
  const t = useFirstTexts();
  const found = useWrite('found');
  const again = useWrite('foundAgain');
  const [typed, setTyped] = useState(empty);
  const [passkeyName, setPasskeyName] = useState(t.door.join.deviceDefault);
  const isPending = found.isPending || again.isPending;
  const error = found.error ?? again.error;
  const field = (name: keyof typeof empty) => ({
    value: typed[name],
    required: true,
    autoComplete: 'off',
    onChange: ({ target }: { readonly target: { readonly value: string } }) => {
      setTyped({ ...typed, [name]: target.value });
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending) return;
        const { token, practiceName, founderName, contact, first, second } = typed;
        const names = { token, practiceName, founderName, passkeyName };
        if (isResumed) again.mutate(names);
        else found.mutate({ ...names, contacts: [contact.trim()], cards: [first, second] });
      }}
    >
      {!isResumed && (
        <section className={styles.part} aria-labelledby="found-approvers">
          <h2 id="found-approvers">{t.found.approvers}</h2>
          <p>{t.found.approversLead}</p>
          <div className={styles.pages}>
            {installation.pages.map(({ index, url }) => (
              <a key={index} className="button" href={url} target="_blank" rel="noreferrer">
                <Icon name="shield" size={16} />
                {t.found.page(index)}
              </a>
            ))}
          </div>
          <Field label={t.found.card(1)} spellCheck={false} {...field('first')} />
          <Field label={t.found.card(2)} spellCheck={false} {...field('second')} />
        </section>
      )}
      <section className={styles.part} aria-labelledby="found-practice">
        <h2 id="found-practice">{t.found.practice}</h2>
        <Field label={t.found.token} hint={t.found.tokenHint} spellCheck={false} {...field('token')} />
        <Field label={t.found.practiceName} maxLength={80} {...field('practiceName')} />
        <Field label={t.found.founderName} maxLength={80} {...field('founderName')} />
        {!isResumed && <Field label={t.found.contact} type="email" {...field('contact')} />}
      </section>
      <section className={styles.part} aria-labelledby="found-key">
        <h2 id="found-key">{t.found.key}</h2>
        <Field
          label={t.door.join.device}
          value={passkeyName}
          required
          maxLength={60}
          onChange={({ target }) => {
            setPasskeyName(target.value);
          }}
        />
      </section>
      <p className="soft">{t.found.safe}</p>
      <button type="submit" className="button primary large" aria-disabled={isPending}>
        <Icon name="key" />
        {isPending ? t.found.founding : isResumed ? t.found.resume : t.found.found}
      </button>
      {error !== null && <FailureNote error={error} />}
    </form>
  );
}
