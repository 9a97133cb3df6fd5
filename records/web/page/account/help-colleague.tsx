import { useState } from 'react';
import type { HelpView } from '../../port/own-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useReadEvery, useWrite } from '../session/use-call.ts';
import { shortTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './account.module.css';

const pollMs = 5000;

/** Gives this member's help to a colleague who has lost every passkey and is present. */
export function HelpColleague() {
  const t = useTexts();
  const { data, error, refetch } = useReadEvery('helpAsked', null, pollMs);
  return (
    <section className={`card ${styles.part ?? ''}`} aria-labelledby="help-colleague">
      <h2 id="help-colleague">{t.own.help}</h2>
      {error !== null && <FailureNote error={error} />}
      {data?.length === 0 && <p className="soft">{t.own.helpNone}</p>}
      {data !== undefined && data.length > 0 && <p>{t.own.helpLead}</p>}
      {data?.map((asked) => (
        <HelpForm key={asked.recovery} asked={asked} onHelped={() => void refetch()} />
      ))}
    </section>
  );
}

function HelpForm({ asked, onHelped }: { readonly asked: HelpView; readonly onHelped: () => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const toast = useToast();
  const help = useWrite('helpGive');
  const [typed, setTyped] = useState('');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (help.isPending) return;
        help.mutate(
          { recovery: asked.recovery, compared: typed },
          {
            onSuccess: () => {
              toast(t.own.helped);
              onHelped();
            },
          },
        );
      }}
    >
      <p>{t.own.helpFor(asked.name, shortTime(asked.asked, language))}</p>
      <div className={styles.add}>
        <Field
          label={t.own.helpTyped(asked.name)}
          value={typed}
          required
          autoComplete="off"
          spellCheck={false}
          placeholder="XXXX XXXX XXXX XXXX"
          onChange={({ target }) => {
            setTyped(target.value.toUpperCase());
          }}
        />
        <button type="submit" className="button primary" aria-disabled={help.isPending}>
          {t.own.helpGive}
        </button>
      </div>
      {help.error !== null && <FailureNote error={help.error} />}
    </form>
  );
}
