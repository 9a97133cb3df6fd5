import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, type ChangeEvent } from 'react';
import { birthName, displayName } from '@etanche/records-fhir';
import type { Lookalike, NewPatientForm } from '../../port/patient-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { ageOn, birthDate as shownDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './new-patient.module.css';

const empty: NewPatientForm = {
  ...{ birthDate: '', birthName: '', givenNames: '', usedName: '', sex: 'unknown', birthPlace: '', nir: '' },
  ...{ phone: '', email: '', street: '', postalCode: '', town: '' },
};

/** One page: the form is the search, and files that look alike are shown before one is created. */
export function NewPatientScreen() {
  return (
    <KeptForm form="patient">
      <NewPatient />
    </KeptForm>
  );
}

function NewPatient() {
  const t = useTexts();
  const navigate = useNavigate();
  const toast = useToast();
  const [form, setForm] = useKept('form', empty);
  const lookalikes = useWrite('findLookalikes');
  const create = useWrite('createPatient');
  const { done } = useKeptForm();
  const router = useRouter();
  // A member who goes to another screen gives the form up: the next new patient is another person.
  useEffect(
    () => () => {
      if (router.state.location.pathname !== '/patients/new') done();
    },
    [router, done],
  );
  const { data: nir } = useRead('checkNir', { nir: form.nir, birthDate: form.birthDate, sex: form.sex });
  const set =
    (name: keyof NewPatientForm) =>
    ({ target }: ChangeEvent<HTMLInputElement>): void => {
      setForm((all) => ({ ...all, [name]: target.value }));
    };
  const isSearchable =
    form.birthDate.length === 10 && form.birthName.trim().length > 1 && form.givenNames.trim() !== '';
  const { mutate: search } = lookalikes;
  const searched = `${form.birthDate}|${form.birthName.trim()}|${form.givenNames.trim()}`;
  useEffect(() => {
    if (!isSearchable) return;
    const timer = setTimeout(search, 600, form);
    return () => {
      clearTimeout(timer);
    };
    // The other fields do not change the search: each costs a unit.
  }, [searched, isSearchable, search]);
  const age = ageOn(form.birthDate, practiceToday());
  const found = lookalikes.data?.patients ?? [];
  const { data: reach } = useRead('reach', {});
  const isAway = (reach?.awaySince ?? null) !== null;
  const canCreate =
    form.sex !== 'unknown' &&
    isSearchable &&
    (lookalikes.isSuccess || isAway) &&
    nir?.state !== 'wrong_key' &&
    nir?.state !== 'malformed';
  const open = (scope: string): void => {
    void navigate({ to: '/patients/$scope', params: { scope } });
  };
  const field = (name: keyof NewPatientForm, label: string, options: { type?: string; hint?: string | null } = {}) => (
    <label className={styles.field}>
      <span>{label}</span>
      <input type={options.type ?? 'text'} value={form[name]} onChange={set(name)} autoComplete="off" />
      {options.hint !== undefined && options.hint !== null && <small>{options.hint}</small>}
    </label>
  );
  return (
    <div className={styles.screen}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (canCreate && !create.isPending)
            create.mutate(
              { ...form, known: lookalikes.isSuccess ? found.map(({ scope }) => scope) : null },
              {
                onSuccess: ({ isSent }) => {
                  done();
                  if (!isSent) toast(t.unsent.toast(t.newPatient.created(`${form.birthName} ${form.givenNames}`)));
                },
                ifShown: ({ scope, isSent }) => {
                  if (isSent) open(scope);
                  else void navigate({ to: '/agenda' });
                },
              },
            );
        }}
      >
        <h1>{t.newPatient.title}</h1>
        <KeptNote />
        <fieldset>
          <legend>
            {t.newPatient.identity} <span className="tag">{t.patient.status.PROV}</span>
          </legend>
          {field('birthDate', t.newPatient.birthDate, { type: 'date', hint: age === null ? null : t.patient.age(age) })}
          {field('birthName', t.newPatient.birthName)}
          {field('givenNames', t.newPatient.givenNames)}
          {field('usedName', t.newPatient.usedName)}
          <div className={styles.field} role="radiogroup" aria-label={t.newPatient.sex}>
            <span>{t.newPatient.sex}</span>
            <div className={styles.choice}>
              {(['female', 'male'] as const).map((sex) => (
                <label key={sex}>
                  <input
                    type="radio"
                    name="sex"
                    checked={form.sex === sex}
                    onChange={() => {
                      setForm((all) => ({ ...all, sex }));
                    }}
                  />
                  <span>{t.patient.sex[sex]}</span>
                </label>
              ))}
            </div>
          </div>
          {field('birthPlace', t.newPatient.birthPlace)}
          <label className={styles.wide}>
            <span>{t.newPatient.nir}</span>
            <input
              value={form.nir}
              inputMode="numeric"
              autoComplete="off"
              aria-invalid={nir?.state === 'wrong_key' || nir?.state === 'malformed'}
              aria-describedby="nir-check"
              onChange={set('nir')}
            />
            <small
              id="nir-check"
              role="status"
              data-state={nir?.state === 'valid' && !nir.agrees ? 'differs' : nir?.state}
            >
              {nir === undefined ? '' : t.newPatient.nirCheck(nir)}
            </small>
          </label>
        </fieldset>
        <fieldset>
          <legend>{t.newPatient.contact}</legend>
          {field('phone', t.newPatient.phone, { type: 'tel' })}
          {field('email', t.newPatient.email, { type: 'email' })}
          {field('street', t.newPatient.street)}
          {field('postalCode', t.newPatient.postalCode)}
          {field('town', t.newPatient.town)}
        </fieldset>
        <p className="soft">{t.newPatient.noMedical}</p>
        {create.error !== null && <FailureNote error={create.error} />}
        <div className={styles.actions}>
          <span className="soft">
            {isSearchable ? (form.sex === 'unknown' ? t.newPatient.chooseSex : '') : t.newPatient.first}
          </span>
          <button type="submit" className="button primary" aria-disabled={!canCreate || create.isPending}>
            {found.length > 0 ? t.newPatient.createAnyway : t.newPatient.create}
          </button>
        </div>
      </form>
      <aside className={styles.side} aria-live="polite">
        <h2>
          {t.newPatient.known}{' '}
          {found.length > 0 && <span className={styles.warn}>{t.newPatient.alike(found.length)}</span>}
        </h2>
        {lookalikes.error !== null && (
          <FailureNote
            error={lookalikes.error}
            onRetry={() => {
              search(form);
            }}
          />
        )}
        {isAway && <p role="status">{t.unsent.noSearch}</p>}
        {lookalikes.isSuccess && found.length === 0 && <p className="soft">{t.newPatient.nobody}</p>}
        {lookalikes.data?.isComplete === false && <p className="soft">{t.newPatient.incomplete}</p>}
        {found.map((one) => (
          <Known key={one.scope} patient={one} form={form} onOpen={open} />
        ))}
      </aside>
    </div>
  );
}

/** A file that looks alike, trait by trait. */
function Known({
  patient,
  form,
  onOpen,
}: {
  readonly patient: Lookalike;
  readonly form: NewPatientForm;
  readonly onOpen: (scope: string) => void;
}) {
  const t = useTexts();
  const { card, scope } = patient;
  const birth = birthName(card) ?? card.familyNames[0] ?? '';
  const given = card.givenNames[0] ?? '';
  const rows: readonly (readonly [label: string, shown: string, isSame: boolean])[] = [
    [t.newPatient.birthDate, shownDate(card.birthDate), card.birthDate === form.birthDate],
    [t.newPatient.birthName, birth, fold(birth) === fold(form.birthName)],
    [t.newPatient.givenNames, given, fold(given) === fold(form.givenNames.split(/[\s,]+/)[0] ?? '')],
  ];
  return (
    <section className="card" aria-label={displayName(card)}>
      <strong>{displayName(card)}</strong>
      <table className={styles.traits}>
        <tbody>
          {rows.map(([label, shown, isSame]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{shown}</td>
              <td data-same={isSame}>
                {isSame && <Icon name="check" size={14} />} {isSame ? t.newPatient.same : t.newPatient.differs}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        className="button"
        onClick={() => {
          onOpen(scope);
        }}
      >
        {t.newPatient.isThem(card.sex)}
      </button>
    </section>
  );
}

function fold(name: string): string {
  return name.trim().normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
}
