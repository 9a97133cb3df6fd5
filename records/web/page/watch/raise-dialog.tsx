import { useState } from 'react';
import { plusDays } from '../../port/opening-hours.ts';
import { practiceDayEnd, practiceToday } from '../../port/practice-time.ts';
import type { UsageView } from '../../port/watch-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { SelectField } from '../elements/select-field.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

/** Days from today to the evening on which a raise ends. */
const ends = { tonight: 0, tomorrow: 1, three: 3, week: 7 } as const;
type End = keyof typeof ends;

/** Proposes a higher limit of files until an evening. Approvers sign it on the vaults' pages. */
export function RaiseDialog({ member, onClose }: { readonly member: UsageView; readonly onClose: () => void }) {
  const t = useTexts();
  const toast = useToast();
  const raise = useWrite('raisePropose');
  const { id, name, limit } = member;
  const [perDay, setPerDay] = useState(String(Math.ceil((limit * 1.5) / 10) * 10));
  const [end, setEnd] = useState<End>('tonight');
  const texts = t.watch.raiseDialog;
  return (
    <Dialog title={texts.title(name)} onClose={onClose}>
      <p>{texts.lead(limit)}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (raise.isPending) return;
          raise.mutate(
            { member: id, perDay: Number(perDay), until: practiceDayEnd(plusDays(practiceToday(), ends[end])) },
            {
              onSuccess: () => {
                toast(texts.sent);
              },
              ifShown: onClose,
            },
          );
        }}
      >
        <Field
          label={texts.perDay}
          hint={texts.perDayHint}
          type="number"
          inputMode="numeric"
          min={limit + 1}
          step={1}
          required
          autoFocus
          value={perDay}
          onChange={({ target }) => {
            setPerDay(target.value);
          }}
        />
        <SelectField
          label={texts.until}
          value={end}
          onValue={(value) => {
            setEnd(value as End);
          }}
        >
          {(Object.keys(ends) as End[]).map((one) => (
            <option key={one} value={one}>
              {texts.ends[one]}
            </option>
          ))}
        </SelectField>
        {raise.error !== null && <FailureNote error={raise.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary" aria-disabled={raise.isPending}>
            {texts.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
