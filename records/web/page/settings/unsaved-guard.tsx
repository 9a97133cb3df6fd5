import { useBlocker } from '@tanstack/react-router';
import { createContext, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { Dialog } from '../elements/dialog.tsx';
import { useTexts } from '../text/use-texts.tsx';

type Guard = {
  /** @param onLeave runs if somebody leaves the changes on purpose */
  readonly setChanged: (isChanged: boolean, onLeave?: () => void) => void;
  /** Runs an action that replaces the form: at once, or after a confirmation if the form has changes. */
  readonly attempt: (action: () => void) => void;
};

const GuardContext = createContext<Guard>({
  setChanged: () => undefined,
  attempt: (action) => {
    action();
  },
});

/** Asks before changes of a form that are not stored are lost: by another screen, another entry, or a closed page. */
export function UnsavedGuard({ children }: { readonly children: ReactNode }) {
  const t = useTexts();
  const isChanged = useRef(false);
  const onLeave = useRef<(() => void) | undefined>(undefined);
  const [waiting, setWaiting] = useState<(() => void) | null>(null);
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged.current,
    enableBeforeUnload: () => isChanged.current,
    withResolver: true,
  });
  const guard = useMemo<Guard>(
    () => ({
      setChanged: (now, leaving) => {
        isChanged.current = now;
        onLeave.current = leaving;
      },
      attempt: (action) => {
        if (isChanged.current) setWaiting(() => action);
        else action();
      },
    }),
    [],
  );
  const stay = (): void => {
    setWaiting(null);
    if (blocker.status === 'blocked') blocker.reset();
  };
  const leave = (): void => {
    isChanged.current = false;
    onLeave.current?.();
    setWaiting(null);
    waiting?.();
    if (blocker.status === 'blocked') blocker.proceed();
  };
  return (
    <GuardContext value={guard}>
      {children}
      {(waiting !== null || blocker.status === 'blocked') && (
        <Dialog title={t.settings.unsavedTitle} onClose={stay}>
          <p>{t.settings.unsavedLead}</p>
          <button type="button" className="button primary" autoFocus onClick={stay}>
            {t.settings.stay}
          </button>
          <button type="button" className="button" onClick={leave}>
            {t.settings.leave}
          </button>
        </Dialog>
      )}
    </GuardContext>
  );
}

export function useUnsavedGuard(): Guard {
  return useContext(GuardContext);
}
