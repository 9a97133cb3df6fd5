import type { CallError } from '../../port/page-side.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

export type ShowResults = {
  readonly doctors: readonly Practitioner[];
  /** Puts results on a doctor's list. */
  readonly add: (list: string, ids: readonly string[]) => void;
  readonly error: CallError | null;
};

/** Puts results of a file on the list of a doctor, to be seen. */
export function useShowResults(scope: string): ShowResults {
  const t = useTexts();
  const show = useToast();
  const { practitioners } = useOpenSession();
  const { mutate, error } = useWrite('resultsShow');
  const add = (list: string, ids: readonly string[]): void => {
    mutate(
      { scope, ids, list },
      {
        onSuccess: ({ isSent }) => {
          const text = t.worklist.onList(practitioners.find(({ id }) => id === list)?.name ?? '');
          show(isSent ? text : t.unsent.toast(text));
        },
      },
    );
  };
  return { doctors: practitioners, add, error };
}
