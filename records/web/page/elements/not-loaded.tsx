import { useFirstTexts } from '../text/use-texts.tsx';
import { FailureBox } from './failure.tsx';

/**
 * In place of a screen whose script does not load. Chromium keeps the failure of a module until the page is loaded
 * again (https://github.com/whatwg/html/issues/6768), so that a second attempt would not help.
 */
export function NotLoaded() {
  const { title, advice, reload } = useFirstTexts().notLoaded;
  return (
    <FailureBox
      {...{ title, advice }}
      onRetry={() => {
        location.reload();
      }}
      retry={reload}
    />
  );
}
