import { useId, useState } from 'react';
import type { WorkCode } from '@etanche/records-fhir';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './worklist.module.css';

const forReception = [
  'call_patient',
  'book',
  'move',
  'send_document',
  'get_document',
  'prepare_papers',
  'call_pharmacy',
] as const;
const forDoctors = ['call_patient', 'file_document', 'sign_document', 'call_colleague', 'call_pharmacy'] as const;

type Props = {
  readonly patient: { readonly scope: string; readonly name: string };
  readonly onClose: () => void;
};

/** A task for the reception or a doctor, or a message between doctors, about the patient whose file is open. */
export function TaskDialog({ patient, onClose }: Props) {
  return (
    <KeptForm form="task" scope={patient.scope}>
      {(done) => (
        <Task
          patient={patient}
          onClose={() => {
            done();
            onClose();
          }}
        />
      )}
    </KeptForm>
  );
}

function Task({ patient, onClose }: Props) {
  const t = useTexts();
  const { me } = useOpenSession();
  const isDoctor = me.roles.includes('doctor');
  const { data: lists, error } = useRead('lists', {}, false);
  const [to, setTo] = useKept<string | null>('to', null);
  if (error !== null || lists === undefined)
    return (
      <Dialog title={t.worklist.add} onClose={onClose}>
        {error === null ? <Loading /> : <FailureNote error={error} />}
      </Dialog>
    );
  const others = lists.filter(({ member }) => member !== me.id);
  const chosen = to ?? (isDoctor ? '' : (others[0]?.member ?? ''));
  const target = others.find(({ member }) => member === chosen);
  return (
    <Dialog title={t.worklist.add} onClose={onClose}>
      <Form
        key={chosen === '' ? 'reception' : 'doctor'}
        patient={patient}
        list={chosen === '' ? me.id : chosen}
        to={chosen === '' ? null : chosen}
        isMessage={isDoctor && chosen !== ''}
        onClose={onClose}
      >
        {(id) => (
          <>
            <p>
              <strong>{t.worklist.addFor(patient.name)}</strong>
            </p>
            <div className="field">
              <label htmlFor={id}>{t.worklist.to}</label>
              <select
                id={id}
                value={chosen}
                onChange={({ target: { value } }) => {
                  setTo(value);
                }}
              >
                {isDoctor && <option value="">{t.worklist.reception}</option>}
                {others.map(({ member, name }) => (
                  <option key={member} value={member}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            {target?.isFree === false && <p className="soft">{t.worklist.costs}</p>}
          </>
        )}
      </Form>
    </Dialog>
  );
}

function Form({
  patient,
  list,
  to,
  isMessage,
  onClose,
  children,
}: {
  readonly patient: { readonly scope: string; readonly name: string };
  readonly list: string;
  readonly to: string | null;
  readonly isMessage: boolean;
  readonly onClose: () => void;
  readonly children: (id: string) => React.ReactNode;
}) {
  const t = useTexts();
  const id = useId();
  const show = useToast();
  const add = useWrite('taskAdd');
  const { done } = useKeptForm();
  const codes = to === null ? forReception : forDoctors;
  const [code, setCode] = useKept<WorkCode>(`code of ${codes.join()}`, codes[0]);
  const [text, setText] = useKept('text', '');
  const [due, setDue] = useKept('due', '');
  const [isTried, setTried] = useState(false);
  const isMissing = isMessage && text.trim() === '';
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isMissing || add.isPending) return;
        const what = isMessage ? 'message' : code;
        const words = isMessage ? text.trim() : null;
        add.mutate(
          { list, code: what, patient, to, due: due === '' ? null : due, text: words },
          {
            onSuccess: ({ isSent }) => {
              done();
              const name = t.worklist.codes[what];
              show(isSent ? t.worklist.sent(name) : t.unsent.toast(name));
            },
            ifShown: onClose,
          },
        );
      }}
    >
      <KeptNote />
      {children(`${id}-to`)}
      {isMessage ? (
        <div className="field">
          <label htmlFor={`${id}-text`}>{t.worklist.words}</label>
          <textarea
            id={`${id}-text`}
            className={styles.message}
            value={text}
            rows={4}
            maxLength={2000}
            autoFocus
            aria-invalid={isTried && isMissing}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => {
              setText(target.value);
            }}
          />
          <small id={`${id}-hint`}>{isTried && isMissing ? t.worklist.faultText : t.worklist.wordsHint}</small>
        </div>
      ) : (
        <div className="field">
          <label htmlFor={`${id}-code`}>{t.worklist.what}</label>
          <select
            id={`${id}-code`}
            value={code}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => {
              setCode(target.value as WorkCode);
            }}
          >
            {codes.map((one) => (
              <option key={one} value={one}>
                {t.worklist.codes[one]}
              </option>
            ))}
          </select>
          <small id={`${id}-hint`}>{t.worklist.noWords}</small>
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-due`}>{t.worklist.when}</label>
        <input
          id={`${id}-due`}
          type="date"
          value={due}
          onChange={({ target }) => {
            setDue(target.value);
          }}
        />
      </div>
      {add.error !== null && <FailureNote error={add.error} />}
      <div className="dialog-foot">
        <button type="submit" className="button primary">
          {t.worklist.send}
        </button>
      </div>
    </form>
  );
}
