import { useEffect, useRef, type ReactNode } from 'react';
import { useTexts } from '../text/use-texts.tsx';
import { Icon } from './icon.tsx';

const fields = "input:not([type='hidden'], :disabled), select:not(:disabled), textarea:not(:disabled)";

/** A dialog that is open while it exists. Its first field has the focus; Escape and the cross close it. */
export function Dialog({
  title,
  children,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element?.open !== false) return;
    element.showModal();
    element.querySelector<HTMLElement>(fields)?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <div className="dialog-body">
        <div className="dialog-head">
          <h2 id="dialog-title">{title}</h2>
          <button type="button" className="button quiet" aria-label={t.close} onClick={onClose}>
            <Icon name="x" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
