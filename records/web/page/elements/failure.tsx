import type { CallError } from '../../port/page-side.ts';
import { useFirstTexts } from '../text/use-texts.tsx';
import { Icon } from './icon.tsx';

/** An error in place: what happens, what is safe, what to do. */
export function FailureNote({ error, onRetry }: { readonly error: CallError; readonly onRetry?: () => void }) {
  const { title, advice } = useFirstTexts().failure(error.failure);
  return <FailureBox title={title} advice={advice} {...(onRetry !== undefined && { onRetry })} />;
}

/** An error in words that the caller has chosen. */
export function FailureBox({
  title,
  advice,
  onRetry,
  retry,
}: {
  readonly title: string;
  readonly advice: string;
  readonly onRetry?: () => void;
  /** On the button; by default that of another attempt. */
  readonly retry?: string;
}) {
  const t = useFirstTexts();
  return (
    <div className="failure" role="alert">
      <Icon name="alert-circle" />
      <div>
        <strong>{title}</strong>
        <p>{advice}</p>
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {retry ?? t.again}
          </button>
        )}
      </div>
    </div>
  );
}
