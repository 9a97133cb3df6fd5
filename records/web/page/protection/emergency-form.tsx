import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { emergencyReasons, type EmergencyReasonCode } from '../../port/protection-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './protection.module.css';

/** Opens a file although the quota is used up. A digit chooses the reason; none is chosen beforehand. */
export function EmergencyForm({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const client = useQueryClient();
  const { data: remaining } = useRead('remaining', {}, false);
  const open = useWrite('openInEmergency');
  const [reason, setReason] = useState<EmergencyReasonCode | null>(null);
  const [explanation, setExplanation] = useState('');
  const left = remaining?.emergencies.openings ?? null;
  return (
    <form
      className={styles.emergency}
      aria-labelledby="emergency"
      onKeyDown={({ key, target }) => {
        if (target instanceof HTMLInputElement && target.type === 'text') return;
        const chosen = emergencyReasons[Number(key) - 1];
        if (chosen !== undefined) setReason(chosen);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null || open.isPending) return;
        open.mutate(
          { scope, reason, explanation: explanation.trim() },
          {
            onSuccess: (file) => {
              const queryKey = ['openPatient', { scope }];
              // The screen may be asking again by itself, and a late refusal would hide the file.
              void client.cancelQueries({ queryKey }).then(() => client.setQueryData(queryKey, file));
              void client.invalidateQueries({ queryKey: ['remaining'] });
            },
          },
        );
      }}
    >
      <h1 id="emergency">
        <Icon name="bolt" /> {t.protection.emergencyTitle}
      </h1>
      <fieldset className="choices">
        <legend>{t.protection.why}</legend>
        {emergencyReasons.map((one, i) => (
          <label key={one}>
            <input
              type="radio"
              name="reason"
              checked={reason === one}
              onChange={() => {
                setReason(one);
              }}
            />
            <span>{t.protection.reasons[one]}</span> <kbd>{i + 1}</kbd>
          </label>
        ))}
      </fieldset>
      <label className={styles.words}>
        {t.protection.words}
        <input
          type="text"
          maxLength={300}
          value={explanation}
          onChange={({ target }) => {
            setExplanation(target.value);
          }}
        />
      </label>
      <p className="soft">{t.protection.consequence(left)}</p>
      {open.error !== null && <FailureNote error={open.error} />}
      <button type="submit" className="button primary" aria-disabled={reason === null || open.isPending}>
        {t.protection.openNow}
      </button>
      {reason === null && <small>{t.protection.chooseReason}</small>}
    </form>
  );
}
