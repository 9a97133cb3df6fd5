import { useState } from 'react';
import { isGestation } from '@etanche/records-fhir';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './growth.module.css';

/** The weeks and days of amenorrhoea at birth, which correct the age of a child born too early. */
export function GestationField({
  scope,
  days,
  undo,
}: {
  readonly scope: string;
  readonly days: number | null;
  readonly undo: Undo;
}) {
  const t = useTexts();
  const put = useWrite('gestationPut');
  const [typed, setTyped] = useState(() => (days === null ? '' : gestationText(days)));
  const [isTried, setTried] = useState(false);
  const read = readGestation(typed);
  const isFaulty = typed.trim() !== '' && (read === null || !isGestation(read));
  return (
    <form
      className={styles.gestation}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(isFaulty);
        if (isFaulty || put.isPending || read === days) return;
        put.mutate(
          { scope, days: read },
          {
            onSuccess: (written) => {
              undo.done(t.growth.gestationKept, written);
            },
          },
        );
      }}
    >
      <label>
        <span>{t.growth.gestation}</span>
        <input
          value={typed}
          placeholder="39+2"
          autoComplete="off"
          aria-invalid={isTried}
          onChange={({ target }) => {
            setTyped(target.value);
            setTried(false);
          }}
        />
      </label>
      <button type="submit" className="button" aria-disabled={put.isPending}>
        {t.settings.save}
      </button>
      {isTried && (
        <p className={styles.fault} role="alert">
          {t.growth.gestationFault}
        </p>
      )}
      {put.error !== null && <FailureNote error={put.error} />}
    </form>
  );
}

/** `34+2` for 240 days. */
function gestationText(days: number): string {
  return `${Math.floor(days / 7)}+${days % 7}`;
}

/** Reads `34`, `34+2` or `34 SA + 2 j`; null for an empty or another text. */
function readGestation(typed: string): number | null {
  const [, weeks, days = '0'] = /^\s*(\d\d)\s*(?:sa)?\s*(?:\+\s*([0-6])\s*j?)?\s*$/iu.exec(typed) ?? [];
  return weeks === undefined ? null : Number(weeks) * 7 + Number(days);
}
