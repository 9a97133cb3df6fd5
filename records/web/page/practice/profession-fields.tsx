import { checkRpps } from '@etanche/core-identifiers';
import type { SettingsView } from '../../port/settings-calls.ts';
import { Field } from '../elements/field.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { freeEntries, type Profession } from './profession.ts';

/** The profession of somebody who will be a doctor of the practice, for the directory and the papers. */
export function ProfessionFields({
  settings,
  value,
  onChange,
}: {
  readonly settings: SettingsView;
  readonly value: Profession;
  readonly onChange: (value: Profession) => void;
}) {
  const t = useTexts();
  const texts = t.members.inviteDialog;
  const free = freeEntries(settings.entries);
  const state = checkRpps(value.rpps);
  return (
    <fieldset className="choices">
      <legend>{texts.profession}</legend>
      <p className="soft">{texts.professionLead}</p>
      {free.length > 0 && (
        <label className="field">
          <span>{texts.entry}</span>
          <select
            value={value.entry}
            onChange={({ target }) => {
              onChange({ ...value, entry: target.value });
            }}
          >
            <option value="">{texts.newEntry}</option>
            {free.map(({ id, content: { name, speciality } }) => (
              <option key={id} value={id}>
                {[name, speciality].filter(Boolean).join(', ')}
              </option>
            ))}
          </select>
        </label>
      )}
      {value.entry === '' && (
        <>
          <Field
            label={texts.speciality}
            hint={texts.specialityHint}
            value={value.speciality}
            maxLength={100}
            onChange={({ target }) => {
              onChange({ ...value, speciality: target.value });
            }}
          />
          <Field
            label={t.settings.rpps}
            hint={t.settings.rppsStates[state]}
            value={value.rpps}
            maxLength={14}
            inputMode="numeric"
            aria-invalid={state !== 'empty' && state !== 'valid'}
            onChange={({ target }) => {
              onChange({ ...value, rpps: target.value });
            }}
          />
        </>
      )}
    </fieldset>
  );
}
