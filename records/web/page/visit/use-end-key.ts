import { usePageKeys } from '../elements/use-page-keys.ts';

/** Ctrl Enter ends a consultation from everywhere on its screen, also after its focused element has gone. */
export function useEndKey(finish: () => void): void {
  usePageKeys((event) => {
    if (event.key !== 'Enter' || !event.ctrlKey || event.repeat || event.defaultPrevented) return;
    // A dialog has keys of its own.
    if (document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    finish();
  });
}
