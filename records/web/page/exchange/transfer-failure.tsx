import type { Failure } from '../../port/messages.ts';
import { CallError } from '../../port/page-side.ts';
import { FailureBox } from '../elements/failure.tsx';
import { MailFailure } from './mail-failure.tsx';
import { useTransferTexts } from './use-exchange-texts.ts';

/** Why a file is not transferred. A code that means something else for a whole file has words of its own. */
export function TransferFailure({ failure }: { readonly failure: Failure }) {
  const { failures } = useTransferTexts();
  const own = Object.hasOwn(failures, failure.code) ? failures[failure.code] : undefined;
  if (own === undefined) return <MailFailure error={new CallError(failure)} />;
  const [title, advice] = own;
  return <FailureBox title={title} advice={advice} />;
}
