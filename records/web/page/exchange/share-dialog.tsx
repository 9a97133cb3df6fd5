import { useId, useState } from 'react';
import type { PartyView } from '../../port/exchange-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { ColleagueList } from './colleague-list.tsx';
import { recipientName } from './recipient-name.ts';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts, useShareTexts } from './use-exchange-texts.ts';

/** A month: a nurse or physiotherapist treats a patient for about as long. */
const usualDays = 30;

/**
 * Shares the synthesis of a file for some days, or renews a share with the same colleague.
 *
 * @param props.renewed the share that ends when the new one arrives
 */
export function ShareDialog({
  scope,
  renewed,
  onClose,
}: {
  readonly scope: string;
  readonly renewed: { readonly id: string; readonly colleague: PartyView } | null;
  readonly onClose: () => void;
}) {
  const s = useSendTexts();
  const h = useShareTexts();
  const id = useId();
  const show = useToast();
  const share = useWrite('shareSend');
  const [days, setDays] = useState(usualDays);
  const [colleague, setColleague] = useState<PartyView | null>(renewed?.colleague ?? null);
  const back = (): void => {
    setColleague(null);
  };
  return (
    <Dialog title={renewed === null ? h.title : h.renewTitle} onClose={onClose}>
      <p>{h.lead}</p>
      <div className="field">
        <label htmlFor={id}>{h.days}</label>
        <select
          id={id}
          value={days}
          onChange={({ target }) => {
            setDays(Number(target.value));
          }}
        >
          {h.dayChoices.map((one) => (
            <option key={one} value={one}>
              {h.dayCount(one)}
            </option>
          ))}
        </select>
      </div>
      {colleague === null ? (
        <ColleagueList autoFocus onChoose={setColleague} />
      ) : (
        <SendConfirm
          colleague={colleague}
          hasNote={false}
          isSending={share.isPending}
          error={share.error}
          fault={null}
          {...(renewed === null && { onBack: back })}
          onSend={({ to, seen, key }) => {
            share.mutate(
              { scope, days, replaces: renewed?.id ?? null, subject: h.subject, to, seen, key },
              {
                onSuccess: () => {
                  show(s.sent(recipientName(colleague, s)));
                },
                ifShown: onClose,
              },
            );
          }}
        />
      )}
    </Dialog>
  );
}
