import type { CallError } from '../../port/page-side.ts';
import { useTexts } from '../text/use-texts.tsx';
import { Icon } from './icon.tsx';

/** An error in place: what happens, what is safe, what to do. */
export function FailureNote({ error, onRetry }: { readonly error: CallError; readonly onRetry?: () => void }) {
  const { title, advice } = useTexts().failure(error.failure);
  return <FailureBox title={title} advice={advice} {...(onRetry !== undefined && { onRetry })} />;
}

/** An error in words that the caller has chosen. */
export function FailureBox({
  title,
  advice,
  onRetry,
}: {
  readonly title: string;
  readonly advice: string;
  readonly onRetry?: () => void;
}) {
  const t = useTexts();
  return (
    <div className="failure" role="alert">
      <Icon name="alert-circle" />
      <div>
        <strong>{title}</strong>
        <p>{advice}</p>
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {t.again}
          </button>
        )}
      </div>
    </div>
  );
}
