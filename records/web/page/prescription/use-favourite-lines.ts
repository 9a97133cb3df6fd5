import { useState } from 'react';
import type { LineAlert, LineDraft, LineView } from '../../port/prescription-calls.ts';
import { CallError } from '../../port/page-side.ts';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import type { Favourite } from './favourites.ts';
import { plainDraft } from './plain-draft.ts';

type Read = { readonly draft: LineDraft; readonly view: LineView };

type Stopped = { readonly alerts: readonly LineAlert[]; readonly lines: readonly Read[] };

type FavouriteLines = {
  /** Adds the lines of a favourite that nothing stops. Each is read against this patient like a typed line. */
  readonly use: (favourite: Favourite) => void;
  /** Lines that a known allergy or a rule stops: the doctor decides about them together. */
  readonly stopped: Stopped | null;
  readonly confirm: () => void;
  readonly leave: () => void;
  readonly error: CallError | null;
};

export function useFavouriteLines(
  scope: string,
  others: readonly LineDraft[],
  onAdd: (lines: readonly Read[]) => void,
): FavouriteLines {
  const t = useTexts();
  const toast = useToast();
  const { port } = useOpenSession();
  const [stopped, setStopped] = useState<Stopped | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const [isReading, setReading] = useState(false);
  const read = async ({ content }: Favourite): Promise<void> => {
    const known: LineDraft[] = others.map(plainDraft);
    const found: Read[] = [];
    const missing: string[] = [];
    for (const { key, brand, typed, renewals, isContinuous, label } of content.lines) {
      const draft = { key, brand, typed, renewals, isContinuous, isAld: false };
      try {
        const view = await port.call('lineRead', { scope, draft, others: known });
        if (view.dose === null) missing.push(label);
        else {
          found.push({ draft, view });
          known.push(draft);
        }
      } catch (reason) {
        // A medicine that left the market is named; any other failure adds nothing.
        if (!(reason instanceof CallError) || reason.failure.code !== 'not_found') throw reason;
        missing.push(label);
      }
    }
    const alertsOf = ({ view }: Read): readonly LineAlert[] => view.alerts.filter(({ level }) => level === 'stop');
    const safe = found.filter((one) => alertsOf(one).length === 0);
    const lines = found.filter((one) => alertsOf(one).length > 0);
    if (safe.length > 0) onAdd(safe);
    if (lines.length > 0)
      setStopped({
        lines,
        alerts: lines.flatMap((one) =>
          alertsOf(one).map((alert) => ({ ...alert, text: t.labelled(one.view.label, alert.text) })),
        ),
      });
    if (missing.length > 0) toast(t.favourite.missing(missing.join(', ')));
  };
  return {
    use(favourite) {
      if (isReading) return;
      setReading(true);
      setError(null);
      read(favourite)
        .catch((reason: unknown) => {
          if (!(reason instanceof CallError)) throw reason;
          setError(reason);
        })
        .finally(() => {
          setReading(false);
        });
    },
    stopped,
    confirm() {
      if (stopped !== null) onAdd(stopped.lines);
      setStopped(null);
    },
    leave() {
      setStopped(null);
    },
    error,
  };
}
