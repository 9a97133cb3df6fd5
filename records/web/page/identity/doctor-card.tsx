import type { Listed, TreatingDoctor } from '@etanche/records-fhir';
import { useId } from 'react';
import type { Undo } from '../elements/use-undo.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EditForm, TextField } from './edit-form.tsx';
import { EditableCard } from './editable-card.tsx';

type Props = { readonly scope: string; readonly doctors: readonly Listed<TreatingDoctor>[]; readonly undo: Undo };

/** The treating doctor and former ones. */
export function DoctorCard({ scope, doctors, undo }: Props) {
  const t = useTexts();
  const present = doctors.find(({ facts }) => facts.until === null)?.facts;
  const former = doctors.filter(({ facts }) => facts.until !== null);
  return (
    <EditableCard
      title={t.identity.treatingDoctor}
      action={present === undefined ? t.identity.add : t.identity.changeDoctor}
      name="doctor"
      scope={scope}
      form={(close) => <DoctorFields {...{ scope, undo }} onClose={close} />}
    >
      {present === undefined ? (
        <p className="soft">{t.identity.noDoctor}</p>
      ) : (
        <p>
          <strong>{present.name}</strong>
          {present.declared !== null && (
            <small>
              {' '}
              {t.identity.declared} {birthDate(present.declared)}
            </small>
          )}
        </p>
      )}
      {former.map(({ id, facts: { name, until } }) => (
        <p key={id}>
          {name} <small>{until !== null && t.identity.until(birthDate(until))}</small>
        </p>
      ))}
    </EditableCard>
  );
}

function DoctorFields({
  scope,
  undo,
  onClose,
}: {
  readonly scope: string;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const list = useId();
  const { practitioners } = useOpenSession();
  const { data: settings } = useRead('settings', {});
  const correspondents = documentsOf(settings, 'correspondent').map(({ content }) => content.name);
  const put = useWrite('treatingDoctorPut');
  const { done } = useKeptForm();
  const [name, setName] = useKept('name', '');
  const [declared, setDeclared] = useKept('declared', '');
  const names = new Set([...practitioners.map((one) => one.name), ...correspondents]);
  return (
    <EditForm
      label={t.identity.treatingDoctor}
      save={t.identity.save}
      fault={null}
      isPending={put.isPending}
      error={put.error}
      onSave={() => {
        put.mutate(
          { scope, name, declared: declared === '' ? null : declared },
          {
            onSuccess: (written) => {
              done();
              undo.done(t.identity.saved, written);
            },
            ifShown: onClose,
          },
        );
      }}
      onClose={onClose}
    >
      <TextField label={t.identity.doctorName} value={name} list={list} isFirst isWide onChange={setName} />
      <datalist id={list}>
        {Array.from(names, (one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <TextField label={t.identity.declared} type="date" value={declared} onChange={setDeclared} />
    </EditForm>
  );
}
