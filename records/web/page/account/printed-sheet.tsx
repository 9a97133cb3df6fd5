import { useState } from 'react';
import type { RecoverySheet } from '../../port/own-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { Icon } from '../elements/icon.tsx';
import { PrintSheet } from '../elements/print-sheet.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './account.module.css';

/** The code is on the paper only, never on the screen, so that the test reads the paper. */
export function PrintedSheet({ sheet, onTested }: { readonly sheet: RecoverySheet; readonly onTested: () => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { me, practice } = useOpenSession();
  const toast = useToast();
  const test = useWrite('sheetTest');
  const [typed, setTyped] = useState('');
  return (
    <>
      <p>{t.own.printed}</p>
      <div>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            print();
          }}
        >
          <Icon name="printer" />
          {t.own.print}
        </button>
      </div>
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault();
          if (test.isPending) return;
          test.mutate(
            { typed },
            {
              onSuccess: (isSame) => {
                if (!isSame) return;
                toast(t.own.tested);
                onTested();
              },
            },
          );
        }}
      >
        <Field
          label={t.own.typed}
          hint={t.own.testLead}
          value={typed}
          required
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setTyped(target.value);
          }}
        />
        <button type="submit" className="button" aria-disabled={test.isPending}>
          {t.own.test}
        </button>
      </form>
      {test.data === false && <p role="alert">{t.own.differs}</p>}
      {test.error !== null && <FailureNote error={test.error} />}
      <PrintSheet>
        <h1>{t.own.paperTitle(me.name)}</h1>
        <p>{t.own.paper(practice, longDate(practiceToday(), language))}</p>
        <p className="code">{sheet.code}</p>
        <p>{t.own.paperUse(sheet.helpersNeeded)}</p>
        <ul>
          {sheet.helpers.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
        <p>{t.own.paperKeep}</p>
      </PrintSheet>
    </>
  );
}
