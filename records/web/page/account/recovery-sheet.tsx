import { useState } from 'react';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { PrintedSheet } from './printed-sheet.tsx';
import styles from './account.module.css';

/** The sheet for the loss of all passkeys: chosen helpers, printed, then tested from the paper. */
export function RecoverySheetPart({
  testedAt,
  onTested,
}: {
  readonly testedAt: number | null;
  readonly onTested: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { data: members } = useRead('possibleHelpers', {});
  const make = useWrite('sheetMake');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const needed = Math.min(2, members?.length ?? 2);
  return (
    <section className={`card ${styles.part ?? ''}`} aria-labelledby="recovery-sheet">
      <h2 id="recovery-sheet">{t.own.sheet}</h2>
      <p>{t.own.sheetLead}</p>
      {testedAt !== null && (
        <p className={styles.good}>
          <Icon name="circle-check" /> {t.own.testedAt(dayAndTime(testedAt, language))}
        </p>
      )}
      {make.data !== undefined ? (
        <PrintedSheet
          sheet={make.data}
          onTested={() => {
            make.reset();
            onTested();
          }}
        />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!make.isPending) make.mutate({ helpers: chosen });
          }}
        >
          <fieldset className="choices">
            <legend>{t.own.helpers}</legend>
            <p className="soft">{t.own.helpersLead(needed)}</p>
            {members?.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={({ target }) => {
                    setChosen(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id));
                  }}
                />
                {name}
              </label>
            ))}
          </fieldset>
          {make.error !== null && <FailureNote error={make.error} />}
          <div>
            <button type="submit" className="button primary" aria-disabled={make.isPending}>
              <Icon name="file-text" />
              {testedAt === null ? t.own.make : t.own.makeAgain}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}
