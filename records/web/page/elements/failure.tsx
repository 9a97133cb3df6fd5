import { useEffect, useEffectEvent, useMemo } from 'react';
import type { Failure } from '../../port/messages.ts';
import type { CallError } from '../../port/page-side.ts';
import { exactTime } from '../text/format.ts';
import { useFirstTexts, useLanguage } from '../text/use-texts.tsx';
import { Icon } from './icon.tsx';
import { retryOnce, retryTime } from './retry-at-reset.ts';

/** An error in place: what happens, what is safe, what to do. A read that a limit refused runs again when it resets. */
export function FailureNote({
  error,
  onRetry,
  retriesItself = true,
}: {
  readonly error: CallError;
  readonly onRetry?: () => void;
  /** False for a write that only a press does. */
  readonly retriesItself?: boolean;
}) {
  const { title, advice } = useFirstTexts().failure(error.failure);
  const again = onRetry === undefined ? {} : { onRetry, ...(retriesItself && { of: error.failure }) };
  return <FailureBox {...{ title, advice }} {...again} />;
}

/** An error in words that the caller has chosen. */
export function FailureBox({
  title,
  advice,
  onRetry,
  retry,
  of,
}: {
  readonly title: string;
  readonly advice: string;
  readonly onRetry?: () => void;
  /** On the button; by default that of another attempt. */
  readonly retry?: string;
  /** The error, if another attempt may run without a press. */
  readonly of?: Failure;
}) {
  const t = useFirstTexts();
  const { language } = useLanguage();
  const at = useRetry(of, onRetry);
  return (
    <div className="failure" role="alert">
      <Icon name="alert-circle" />
      <div>
        <strong>{title}</strong>
        <p>
          {advice}
          {at !== null && ` ${t.triesAgain(exactTime(at, language))}`}
        </p>
        {onRetry !== undefined && (
          <button type="button" className="button" onClick={onRetry}>
            {retry ?? t.again}
          </button>
        )}
      </div>
    </div>
  );
}

/** @returns when another attempt runs, in ms since 1970; null if a person decides */
function useRetry(failure: Failure | undefined, onRetry: (() => void) | undefined): number | null {
  const mayRetry = onRetry !== undefined;
  const at = useMemo(
    () => (failure === undefined || !mayRetry ? null : retryTime(failure, Date.now())),
    [failure, mayRetry],
  );
  const retry = useEffectEvent(() => onRetry?.());
  useEffect(
    () =>
      at === null
        ? undefined
        : retryOnce(at, isBusy, () => {
            retry();
          }),
    [at],
  );
  return at;
}

/** Whether the answer would move a screen on which somebody writes, or reach one that nobody sees. */
function isBusy(): boolean {
  const field = document.activeElement;
  const isTyped =
    (field instanceof HTMLInputElement && field.type !== 'radio' && field.type !== 'checkbox') ||
    field instanceof HTMLTextAreaElement;
  return document.visibilityState === 'hidden' || (isTyped && field.value !== '');
}
