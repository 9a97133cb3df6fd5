import { useEffect, useRef, useState } from 'react';
import {
  readTypedDate,
  readTypedExpiry,
  vaccineFaults,
  vaccineProducts,
  vaccineRoutes,
  vaccineSites,
  type VaccineFacts,
  type VaccineProduct,
  type VaccineSite,
} from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './vaccines.module.css';
import type { Wanted } from './wanted.ts';

const sites = Object.keys(vaccineSites) as VaccineSite[];

/** A vaccination: the product is proposed, the lot is scanned, typed or that of the last vial, then the site. */
export function VaccineDialog({
  scope,
  name,
  wanted,
  undo,
  onClose,
}: {
  readonly scope: string;
  /** The patient, named in the dialog. */
  readonly name: string;
  readonly wanted: Wanted;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const today = practiceToday();
  const add = useWrite('vaccineAdd');
  const { done } = useKeptForm();
  const edit = useWrite('vaccineEdit');
  const { data: vials = [], refetch } = useRead('lastVials', {});
  useEffect(() => void refetch(), [refetch]);
  const [facts, setFacts] = useKept('facts', () => (wanted.kind === 'new' ? fresh(wanted, today) : wanted.facts));
  const [isTried, setTried] = useState(false);
  const [expiry, setExpiry] = useKept('expiry', () => shown(facts.expiry));
  const [date, setDate] = useKept('date', () => shown(facts.date));
  const set = (changed: Partial<VaccineFacts>): void => {
    setFacts((all) => ({ ...all, ...changed }));
  };
  const [fault] = vaccineFaults(facts, today);
  const vial = vials.find(({ cis }) => cis === facts.cis);
  const isPending = add.isPending || edit.isPending;
  const write = (all: VaccineFacts): void => {
    const [wrong] = vaccineFaults(all, today);
    setTried(wrong !== undefined);
    if (wrong !== undefined || isPending) return;
    const after = {
      onSuccess: (written: Parameters<Undo['done']>[1]): void => {
        done();
        undo.done(t.clinic.vaccine.added(all.name), written);
      },
      ifShown: (): void => dialog.current?.close(),
    };
    if (wanted.kind === 'new') add.mutate({ scope, facts: all }, after);
    else edit.mutate({ scope, id: wanted.id, facts: all }, after);
  };
  const failed = add.error ?? edit.error;
  return (
    <dialog ref={dialog} className="dialog" aria-label={t.clinic.vaccine.give} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          write(facts);
        }}
      >
        <h2>
          {t.clinic.vaccine.give} <span className="soft">{name}</span>
        </h2>
        <KeptNote />
        <div className={styles.fields}>
          <ProductField facts={facts} set={set} />
          <label>
            <span>{t.clinic.vaccine.lot}</span>
            <input
              value={facts.lot ?? ''}
              autoFocus
              autoComplete="off"
              aria-invalid={isTried && fault === 'lot_missing'}
              onChange={({ target }) => {
                set({ lot: target.value === '' ? null : target.value });
              }}
            />
          </label>
          <label>
            <span>{t.clinic.vaccine.expiry}</span>
            <input
              value={expiry}
              autoComplete="off"
              aria-invalid={isTried && (fault === 'expiry_invalid' || fault === 'expired')}
              onChange={({ target }) => {
                setExpiry(target.value);
                set({ expiry: typedExpiry(target.value) });
              }}
            />
          </label>
          {vial !== undefined && facts.lot === null && (
            <button
              type="button"
              className="button"
              onClick={() => {
                set({ lot: vial.lot, expiry: vial.expiry });
                setExpiry(shown(vial.expiry));
              }}
            >
              {t.clinic.vaccine.lastVial(vial.lot)}
            </button>
          )}
          <fieldset className={styles.sites}>
            <legend>{t.clinic.vaccine.site}</legend>
            {sites.map((site) => (
              <button
                key={site}
                type="button"
                className="button"
                aria-pressed={facts.site === site}
                onClick={() => {
                  set({ site: facts.site === site ? null : site });
                }}
              >
                {vaccineSites[site]}
              </button>
            ))}
          </fieldset>
          <label>
            <span>{t.clinic.vaccine.date}</span>
            <input
              value={date}
              autoComplete="off"
              onChange={({ target }) => {
                setDate(target.value);
                set({ date: typed(target.value) ?? '' });
              }}
            />
          </label>
          <label>
            <span>{t.clinic.vaccine.dose}</span>
            <input
              inputMode="numeric"
              value={facts.dose ?? ''}
              onChange={({ target }) => {
                set({ dose: target.value === '' ? null : Number(target.value) });
              }}
            />
          </label>
          <label>
            <span>{t.clinic.vaccine.route}</span>
            <select
              aria-label={t.clinic.vaccine.route}
              value={facts.route ?? ''}
              onChange={({ target }) => {
                set({ route: target.value === '' ? null : (target.value as VaccineFacts['route']) });
              }}
            >
              <option value="" />
              {Object.entries(vaccineRoutes).map(([code, words]) => (
                <option key={code} value={code}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={!facts.isGivenHere}
              onChange={({ target }) => {
                set({ isGivenHere: !target.checked });
              }}
            />
            {t.clinic.vaccine.elsewhere}
          </label>
        </div>
        {isTried && fault !== undefined && (
          <p className={styles.fault} role="alert">
            {t.clinic.vaccine.faults[fault]}
          </p>
        )}
        {failed !== null && <FailureNote error={failed} />}
        <div className={styles.actions}>
          <button type="submit" className="button primary" aria-disabled={isPending}>
            {wanted.kind === 'new' ? t.clinic.vaccine.done : t.clinic.vaccine.correct} <kbd>{t.visit.enter}</kbd>
          </button>
          {wanted.kind === 'new' && (
            <button
              type="button"
              className="button"
              onClick={() => {
                const { refusal } = t.clinic.vaccine;
                write({ ...facts, refusal, lot: null, expiry: null, site: null, route: null, dose: null });
              }}
            >
              {t.clinic.vaccine.refused}
            </button>
          )}
          <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
            {t.close}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function ProductField({
  facts,
  set,
}: {
  readonly facts: VaccineFacts;
  readonly set: (changed: Partial<VaccineFacts>) => void;
}) {
  const t = useTexts();
  return (
    <>
      <label className={styles.wide}>
        <span>{t.clinic.vaccine.product}</span>
        <select
          aria-label={t.clinic.vaccine.product}
          value={facts.cis ?? ''}
          onChange={({ target }) => {
            const product = vaccineProducts.find(({ cis }) => cis === target.value);
            set(product === undefined ? { cis: null, name: '' } : named(product));
          }}
        >
          <option value="">{t.clinic.vaccine.other}</option>
          {vaccineProducts.map(({ cis, name }) => (
            <option key={cis} value={cis}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {facts.cis === null && (
        <label className={styles.wide}>
          <span>{t.clinic.vaccine.otherName}</span>
          <input
            value={facts.name}
            onChange={({ target }) => {
              set({ name: target.value });
            }}
          />
        </label>
      )}
    </>
  );
}

function named({ cis, name, route }: VaccineProduct): Pick<VaccineFacts, 'cis' | 'name' | 'route' | 'site'> {
  return { cis, name, route, site: null };
}

function fresh({ product: cis, dose }: Extract<Wanted, { kind: 'new' }>, today: string): VaccineFacts {
  const product = vaccineProducts.find((one) => one.cis === cis);
  return {
    ...(product === undefined ? { cis: null, name: '', route: null, site: null } : named(product)),
    ...{ date: today, lot: null, expiry: null, dose, isGivenHere: true, refusal: null, note: null },
  };
}

function shown(date: string | null): string {
  return date === null ? '' : birthDate(date.slice(0, 10));
}

/** Null for an empty field; what is not yet a date stays as typed, so that its fault is named. */
function typed(text: string): string | null {
  return text.trim() === '' ? null : (readTypedDate(text) ?? text);
}

function typedExpiry(text: string): string | null {
  return text.trim() === '' ? null : (readTypedExpiry(text) ?? text);
}
