import { useId } from 'react';
import type { MessageView } from '../../port/exchange-calls.ts';
import { useToast } from '../elements/toasts.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts } from './use-exchange-texts.ts';

/** A letter that is already addressed to the sender of a message. */
export function AnswerForm({
  message: { id, sender, subject: asked, patient },
  filed,
  onClose,
}: {
  readonly message: MessageView;
  readonly filed: string | null;
  readonly onClose: () => void;
}) {
  const s = useSendTexts();
  const formId = useId();
  const show = useToast();
  const answer = useWrite('messageAnswer');
  const { done } = useKeptForm();
  const name = sender.doctor ?? sender.name;
  const [subject, setSubject] = useKept('subject', () => s.answerSubject(asked).slice(0, 200));
  const first = s.greeting(filed ?? patient?.name ?? '');
  const [body, setBody] = useKept('body', first);
  const isMissing = body.trim() === '' || subject.trim() === '';
  return (
    <section className={styles.answer} aria-label={s.answerTitle(name)}>
      <h3>{s.answerTitle(name)}</h3>
      <p className="soft">
        {s.addressed} {filed === null ? s.notFiled : s.alsoFiled(filed)}
      </p>
      <KeptNote />
      <div className="field">
        <label htmlFor={`${formId}-subject`}>{s.subject}</label>
        <input
          id={`${formId}-subject`}
          value={subject}
          maxLength={200}
          onChange={({ target }) => {
            setSubject(target.value);
          }}
        />
      </div>
      <div className="field">
        <label htmlFor={`${formId}-body`}>{s.body}</label>
        <textarea
          id={`${formId}-body`}
          rows={9}
          maxLength={20_000}
          value={body}
          autoFocus
          onFocus={({ target }) => {
            target.setSelectionRange(target.value.length, target.value.length);
          }}
          onChange={({ target }) => {
            setBody(target.value);
          }}
        />
      </div>
      <SendConfirm
        colleague={sender}
        isSending={answer.isPending}
        error={answer.error}
        fault={isMissing ? s.bodyMissing : null}
        onSend={({ to, seen, key }) => {
          answer.mutate(
            { id, subject, body, to, seen, key },
            {
              onSuccess: () => {
                done();
                show(s.sent(name));
              },
              ifShown: onClose,
            },
          );
        }}
      />
    </section>
  );
}
