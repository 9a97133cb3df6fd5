import { adminFlags, protectionMeasures, type Administrative, type AdminFlag } from '@etanche/records-fhir';
import { useId, useState } from 'react';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { ChoiceField, EditForm, TextField } from './edit-form.tsx';
import styles from './identity.module.css';

type Props = { readonly scope: string; readonly administrative: Administrative; readonly undo: Undo };
type Protection = (typeof protectionMeasures)[number];
const measures: ReadonlySet<string> = new Set(protectionMeasures);
const notes = (Object.keys(adminFlags) as AdminFlag[]).filter((flag) => !measures.has(flag));

/** Lasting facts without free text: notes for a visit, legal protection, a refusal, a death. */
export function NotesCard({ scope, administrative, undo }: Props) {
  const t = useTexts();
  const id = useId();
  const flagPut = useWrite('adminFlagPut');
  const refusalPut = useWrite('sharingRefusalPut');
  const { flags, refusals, traits } = administrative;
  const set = new Set(flags.map(({ facts }) => facts));
  const present = protectionMeasures.find((one) => set.has(one));
  const onSuccess = (written: Parameters<Undo['done']>[1]): void => {
    undo.done(t.identity.saved, written);
  };
  const put = (flag: AdminFlag, isSet: boolean): void => {
    flagPut.mutate({ scope, flag, isSet }, { onSuccess });
  };
  const error = flagPut.error ?? refusalPut.error;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{t.identity.notes}</h2>
      <div className={styles.toggles}>
        {notes.map((flag) => (
          <button
            key={flag}
            type="button"
            className="button"
            aria-pressed={set.has(flag)}
            onClick={() => {
              put(flag, !set.has(flag));
            }}
          >
            {t.identity.flags[flag]}
          </button>
        ))}
      </div>
      <div className={styles.form}>
        <ChoiceField<Protection | 'none'>
          label={t.identity.protection}
          value={present ?? 'none'}
          isWide
          choices={{ none: t.identity.noProtection, ...t.identity.flags }}
          only={['none', ...protectionMeasures]}
          onChange={(chosen) => {
            if (chosen !== 'none') put(chosen, true);
            else if (present !== undefined) put(present, false);
          }}
        />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={refusals.length > 0}
            onChange={({ target }) => {
              refusalPut.mutate({ scope, isSet: target.checked }, { onSuccess });
            }}
          />
          <span>{t.identity.refusal}</span>
        </label>
      </div>
      <Death scope={scope} traits={traits} undo={undo} />
      {error !== null && <FailureNote error={error} />}
      <p className="soft">{t.identity.noMedical}</p>
    </section>
  );
}

type DeathProps = {
  readonly scope: string;
  readonly traits: Administrative['traits'];
  readonly undo: Undo;
};

function Death(props: DeathProps) {
  const t = useTexts();
  const { deceased, deathDate, deathPlace } = props.traits;
  const [isOpen, setOpen] = useState(useKeptItems('death', props.scope).includes(''));
  if (!isOpen)
    return (
      <p>
        {deceased && (
          <strong>
            {[t.identity.deceased, deathDate === null ? null : birthDate(deathDate), deathPlace]
              .filter(Boolean)
              .join(', ')}{' '}
          </strong>
        )}
        <button
          type="button"
          className="link"
          onClick={() => {
            setOpen(true);
          }}
        >
          {deceased ? t.identity.edit : t.identity.noteDeath}
        </button>
      </p>
    );
  return (
    <KeptForm form="death" scope={props.scope}>
      {(done) => (
        <DeathForm
          {...props}
          onClose={() => {
            done();
            setOpen(false);
          }}
        />
      )}
    </KeptForm>
  );
}

function DeathForm({ scope, traits, undo, onClose }: DeathProps & { readonly onClose: () => void }) {
  const t = useTexts();
  const put = useWrite('deathPut');
  const { done } = useKeptForm();
  const [date, setDate] = useKept('date', traits.deathDate ?? '');
  const [town, setTown] = useKept('town', traits.deathPlace ?? '');
  const send = (isDeceased: boolean): void => {
    put.mutate(
      { scope, isDeceased, date, town },
      {
        onSuccess: (written) => {
          done();
          undo.done(t.identity.saved, written);
        },
        ifShown: onClose,
      },
    );
  };
  return (
    <EditForm
      label={t.identity.deceased}
      save={t.identity.saveDeath}
      fault={null}
      isPending={put.isPending}
      error={put.error}
      onSave={() => {
        send(true);
      }}
      onClose={onClose}
    >
      <p className={styles.lead}>{t.identity.deathLead}</p>
      <TextField label={t.identity.deathDate} type="date" value={date} isFirst onChange={setDate} />
      <TextField label={t.identity.deathTown} value={town} onChange={setTown} />
      {traits.deceased && (
        <button
          type="button"
          className="link"
          onClick={() => {
            send(false);
          }}
        >
          {t.identity.notDeceased}
        </button>
      )}
    </EditForm>
  );
}
