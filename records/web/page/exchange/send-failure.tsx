import type { CallError } from '../../port/page-side.ts';
import type { SendOutcome } from '../../port/send-calls.ts';
import { FailureBox } from '../elements/failure.tsx';
import { MailFailure } from './mail-failure.tsx';
import { useSendTexts } from './use-exchange-texts.ts';

const interruptions: readonly string[] = ['uncertain', 'unreachable', 'answer_invalid', 'internal_error'];

/** Whether a repetition continues the message that was begun. */
export function isInterrupted({ failure: { code } }: CallError): boolean {
  return interruptions.includes(code);
}

/**
 * Why a message was not sent, or that nobody knows whether it was. `outcome`: what a check of an unknown one said last
 * (`useSendOutcome`).
 */
export function SendFailure({ error, outcome }: { readonly error: CallError; readonly outcome: SendOutcome }) {
  const s = useSendTexts();
  const { code } = error.failure;
  if (code === 'uncertain') {
    const [title, advice] = s.outcomes[outcome];
    return <FailureBox {...{ title, advice }} />;
  }
  return (
    <>
      <MailFailure error={error} />
      {isInterrupted(error) && <p role="status">{s.nothingLeft}</p>}
    </>
  );
}
