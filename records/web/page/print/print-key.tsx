import { usePageKeys } from '../elements/use-page-keys.ts';

/** Ctrl P prints the paper of this screen, wherever the focus is, and not the screen itself. */
export function PrintKey({ onPrint }: { readonly onPrint: () => void }) {
  usePageKeys((event) => {
    if (!event.ctrlKey || event.shiftKey || event.altKey || event.code !== 'KeyP') return;
    event.preventDefault();
    onPrint();
  });
  return null;
}
