import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { useFirstTexts } from '../text/use-texts.tsx';

type Toast = { readonly id: number; readonly text: string; readonly undo: (() => void) | null };
type Show = (text: string, undo?: () => void) => void;

const Context = createContext<Show>(() => undefined);
const shownMs = 6000;

/** Shows a sentence about a finished action, with a way back. Errors are shown where they happen. */
export function useToast(): Show {
  return use(Context);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const { phase } = useSession().state;
  const isOpen = useRef(phase === 'open');
  const show = useCallback<Show>((text, undo) => {
    if (isOpen.current) setToast((last) => ({ id: (last?.id ?? 0) + 1, text, undo: undo ?? null }));
  }, []);
  // The next person must neither read it nor take its action back, nor see that of an answer that comes late.
  useEffect(() => {
    isOpen.current = phase === 'open';
    if (phase !== 'open') setToast(null);
  }, [phase]);
  const close = useMemo(
    () => () => {
      setToast(null);
    },
    [],
  );
  return (
    <Context value={show}>
      {children}
      <div className="toasts" role="status">
        {toast !== null && <Shown key={toast.id} toast={toast} onClose={close} />}
      </div>
    </Context>
  );
}

function Shown({ toast, onClose }: { readonly toast: Toast; readonly onClose: () => void }) {
  const t = useFirstTexts();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(onClose, shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isHeld, onClose]);
  return (
    <div
      className="toast"
      onMouseEnter={() => {
        setHeld(true);
      }}
      onMouseLeave={() => {
        setHeld(false);
      }}
    >
      <span>{toast.text}</span>
      {toast.undo !== null && (
        <button
          type="button"
          className="link"
          onClick={() => {
            toast.undo?.();
            onClose();
          }}
        >
          {t.undo}
        </button>
      )}
    </div>
  );
}
