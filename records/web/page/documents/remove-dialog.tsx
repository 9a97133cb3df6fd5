import { useId, useState } from 'react';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';

/** Why a document leaves the list. */
export function RemoveDialog({
  scope,
  id,
  title,
  undo,
  onClose,
  onRemoved,
}: {
  readonly scope: string;
  readonly id: string;
  readonly title: string;
  readonly undo: Undo;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}) {
  const t = useTexts();
  const field = useId();
  const remove = useWrite('documentRemove');
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  return (
    <Dialog title={t.document.removeTitle} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (reason.trim() === '' || remove.isPending) return;
          remove.mutate(
            { scope, id, reason },
            {
              onSuccess: (written) => {
                undo.done(t.document.removed(title), written);
              },
              ifShown: () => {
                onClose();
                onRemoved();
              },
            },
          );
        }}
      >
        <p>
          <strong>{title}</strong>
        </p>
        <p>{t.document.removeLead}</p>
        <div className="field">
          <label htmlFor={field}>{t.document.reason}</label>
          <input
            id={field}
            list={`${field}-list`}
            value={reason}
            maxLength={200}
            autoComplete="off"
            autoFocus
            aria-invalid={isTried && reason.trim() === ''}
            aria-describedby={`${field}-fault`}
            onChange={({ target }) => {
              setReason(target.value);
            }}
          />
          <datalist id={`${field}-list`}>
            {t.document.reasons.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <small id={`${field}-fault`} className={styles.fault} role="status">
            {isTried && reason.trim() === '' ? t.document.reasonMissing : ''}
          </small>
        </div>
        {remove.error !== null && <FailureNote error={remove.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary">
            {t.document.remove}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
