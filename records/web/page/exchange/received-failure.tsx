import type { CallError } from '../../port/page-side.ts';
import { FailureBox } from '../elements/failure.tsx';
import { MailFailure } from './mail-failure.tsx';
import { useReceivedTransferTexts } from './use-exchange-texts.ts';

/** Why a transferred file is not shown or filed. */
export function ReceivedFailure({
  error,
  isFiling = false,
  onRetry,
}: {
  readonly error: CallError;
  readonly isFiling?: boolean;
  readonly onRetry: () => void;
}) {
  const { failures } = useReceivedTransferTexts();
  const { code, reason } = error.failure;
  const key = code === 'could_not_check' ? (reason ?? '') : code;
  const own = Object.hasOwn(failures, key) ? failures[key] : undefined;
  if (own === undefined) return <MailFailure error={error} isOpening retriesItself={!isFiling} onRetry={onRetry} />;
  const [title, advice] = own;
  return <FailureBox {...{ title, advice, onRetry }} />;
}
