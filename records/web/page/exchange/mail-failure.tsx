import type { CallError } from '../../port/page-side.ts';
import { FailureBox } from '../elements/failure.tsx';
import { useTexts } from '../text/use-texts.tsx';
import type { ExchangeTexts } from '../text/exchange-fr.ts';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** Why a message cannot be opened, sent or filed, in plain words. */
export function MailFailure({
  error,
  isOpening = false,
  onRetry,
  retriesItself = true,
}: {
  readonly error: CallError;
  /** A message was opened: the limit that is reached is the one of messages. */
  readonly isOpening?: boolean;
  readonly onRetry?: () => void;
  /** False for something that only a press does. */
  readonly retriesItself?: boolean;
}) {
  const t = useTexts();
  const e = useExchangeTexts();
  const { title, advice } = t.failure(error.failure);
  const [own = title, next = advice] = ownText(e, error, isOpening) ?? [];
  const again = onRetry === undefined ? {} : { onRetry, ...(retriesItself && { of: error.failure }) };
  return <FailureBox title={own} advice={next} {...again} />;
}

/** A code that means something else for a message than for a file. */
function ownText(
  e: ExchangeTexts,
  { failure: { code, reason } }: CallError,
  isOpening: boolean,
): readonly string[] | null {
  if (code === 'could_not_check') return e.failures[reason === 'unavailable' ? 'unavailable' : 'untrusted'];
  if (code === 'quota_reached' && isOpening) return e.failures.quota_reached;
  if (code === 'erased' || code === 'not_found') return e.failures[code];
  return null;
}
