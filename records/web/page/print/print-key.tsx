import { useEffect, useRef } from 'react';

/** Ctrl P prints the paper of this screen, wherever the focus is, and not the screen itself. */
export function PrintKey({ onPrint }: { readonly onPrint: () => void }) {
  const latest = useRef(onPrint);
  useEffect(() => {
    latest.current = onPrint;
  }, [onPrint]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.ctrlKey || event.shiftKey || event.altKey || event.code !== 'KeyP') return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  return null;
}
