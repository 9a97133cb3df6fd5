import { identityDocuments, type IdentityDocument, type PatientTraits } from '@etanche/records-fhir';
import { useState } from 'react';
import type { DeskEvent, StrictForm } from '../../port/administrative-calls.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { shownNir } from '../text/shown-numbers.ts';
import { useTexts } from '../text/use-texts.tsx';
import { ChoiceField, EditForm, TextField } from './edit-form.tsx';
import { EditableCard, Facts } from './editable-card.tsx';
import styles from './identity.module.css';

type Props = { readonly scope: string; readonly traits: PatientTraits };

/** The strict traits of RNIV, the status of the identity, and what changes it. */
export function StrictCard({ scope, traits }: Props) {
  const t = useTexts();
  const { reliability, ins, birthPlace } = traits;
  const { status, flags, document, documentDate } = reliability;
  const place = [birthPlace?.name, birthPlace?.insee].filter((one) => typeof one === 'string').join(', ');
  return (
    <EditableCard
      title={t.identity.title}
      action={t.identity.strictEdit}
      name="strict"
      scope={scope}
      form={(close) => <StrictFields scope={scope} traits={traits} onClose={close} />}
    >
      <Facts
        rows={[
          [t.identity.birthName, traits.birthFamilyName],
          [t.identity.givenNames, traits.birthGivenNames.join(' ')],
          [t.identity.sex, t.identity.sexes[traits.sex]],
          [t.identity.birth, traits.birthDate === null ? null : birthDate(traits.birthDate)],
          [t.identity.birthPlace, place],
          ...(ins !== null && (status === 'RECUP' || status === 'QUAL')
            ? [[t.identity.ins, shownNir(ins.matricule)] as const]
            : []),
        ]}
      />
      <p className={styles.status}>
        <strong>{t.patient.status[status]}</strong>
        {document !== null && documentDate !== null && (
          <small>{t.identity.checked(identityDocuments[document], birthDate(documentDate))}</small>
        )}
      </p>
      {flags.includes('HOMA') && <p className={styles.warn}>{t.identity.homonym}</p>}
      {flags.includes('DOUT') && <p className={styles.warn}>{t.patient.doubt}</p>}
      <Events scope={scope} traits={traits} />
    </EditableCard>
  );
}

function Events({ scope, traits }: Props) {
  const t = useTexts();
  const { me } = useOpenSession();
  const show = useToast();
  const send = useWrite('identityEvent');
  const [isChecking, setChecking] = useState(false);
  const [document, setDocument] = useState<IdentityDocument>('CN');
  const { flags, document: seen } = traits.reliability;
  const isDoubtful = flags.includes('DOUT');
  const isDoctor = me.roles.includes('doctor');
  const event = (wanted: DeskEvent): void => {
    if (send.isPending) return;
    send.mutate(
      { scope, event: wanted },
      {
        onSuccess: () => {
          show(t.identity.saved);
        },
        ifShown: () => {
          setChecking(false);
        },
      },
    );
  };
  const button = (name: string, wanted: DeskEvent) => (
    <button
      type="button"
      className="link"
      onClick={() => {
        event(wanted);
      }}
    >
      {name}
    </button>
  );
  return (
    <>
      {isChecking ? (
        <EditForm
          label={t.identity.checkDocument}
          save={t.identity.confirmDocument}
          fault={null}
          isPending={send.isPending}
          error={send.error}
          onSave={() => {
            event({ kind: 'document_checked', document, date: practiceToday() });
          }}
          onClose={() => {
            setChecking(false);
          }}
        >
          <ChoiceField
            label={t.identity.document}
            value={document}
            choices={identityDocuments}
            isWide
            onChange={setDocument}
          />
        </EditForm>
      ) : (
        <div className={styles.links}>
          {!isDoubtful && (
            <button
              type="button"
              className="link"
              onClick={() => {
                setChecking(true);
              }}
            >
              {t.identity.checkDocument}
            </button>
          )}
          {!isDoubtful && button(t.identity.raiseDoubt, { kind: 'doubt_raised' })}
          {isDoubtful && isDoctor && button(t.identity.settleDoubt, { kind: 'doubt_settled' })}
          {flags.includes('HOMA')
            ? button(t.identity.clearHomonym, { kind: 'homonym_cleared' })
            : button(t.identity.markHomonym, { kind: 'homonym_marked' })}
          {seen !== null && isDoctor && button(t.identity.withdrawDocument, { kind: 'document_withdrawn' })}
        </div>
      )}
      {send.error !== null && !isChecking && <FailureNote error={send.error} />}
      {send.error?.failure.code === 'identity_refused' && <p className={styles.warn}>{t.identity.missing}</p>}
    </>
  );
}

function StrictFields({ scope, traits, onClose }: Props & { readonly onClose: () => void }) {
  const t = useTexts();
  const show = useToast();
  const put = useWrite('strictTraitsPut');
  const { done } = useKeptForm();
  const [form, setForm] = useKept<StrictForm>('form', {
    birthName: traits.birthFamilyName ?? '',
    givenNames: traits.birthGivenNames.join(' '),
    sex: traits.sex,
    birthDate: traits.birthDate ?? '',
    birthPlace: traits.birthPlace?.name ?? '',
    birthPlaceCode: traits.birthPlace?.insee ?? '',
  });
  const set = (part: Partial<StrictForm>): void => {
    setForm((all) => ({ ...all, ...part }));
  };
  return (
    <EditForm
      label={t.identity.strictEdit}
      save={t.identity.save}
      fault={null}
      isPending={put.isPending}
      error={put.error}
      onSave={() => {
        put.mutate(
          { scope, form },
          {
            onSuccess: () => {
              done();
              show(t.identity.strictSaved);
            },
            ifShown: onClose,
          },
        );
      }}
      onClose={onClose}
    >
      <p className={styles.lead}>{t.identity.strictLead}</p>
      <TextField
        label={t.identity.birthName}
        value={form.birthName}
        isFirst
        onChange={(birthName) => {
          set({ birthName });
        }}
      />
      <TextField
        label={t.identity.givenNames}
        value={form.givenNames}
        onChange={(givenNames) => {
          set({ givenNames });
        }}
      />
      <TextField
        label={t.identity.birth}
        type="date"
        value={form.birthDate}
        onChange={(date) => {
          set({ birthDate: date });
        }}
      />
      <ChoiceField
        label={t.identity.sex}
        value={form.sex}
        choices={t.identity.sexes}
        onChange={(sex) => {
          set({ sex });
        }}
      />
      <TextField
        label={t.identity.birthPlace}
        value={form.birthPlace}
        onChange={(birthPlace) => {
          set({ birthPlace });
        }}
      />
      <TextField
        label={t.identity.birthPlaceCode}
        value={form.birthPlaceCode}
        hint={t.identity.birthPlaceHint}
        onChange={(birthPlaceCode) => {
          set({ birthPlaceCode });
        }}
      />
    </EditForm>
  );
}
