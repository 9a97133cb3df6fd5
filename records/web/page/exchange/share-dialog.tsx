import { useId } from 'react';
import type { PartyView } from '../../port/exchange-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useWrite } from '../session/use-call.ts';
import { ColleagueList } from './colleague-list.tsx';
import { recipientName } from './recipient-name.ts';
import { SendConfirm } from './send-confirm.tsx';
import { useSendTexts, useShareTexts } from './use-exchange-texts.ts';

/** A month: a nurse or physiotherapist treats a patient for about as long. */
const usualDays = 30;

type Props = {
  readonly scope: string;
  /** The share that ends when the new one arrives. */
  readonly renewed: { readonly id: string; readonly colleague: PartyView } | null;
  readonly onClose: () => void;
};

/** Shares the synthesis of a file for some days, or renews a share with the same colleague. */
export function ShareDialog(props: Props) {
  return (
    <KeptForm form="share" scope={props.scope} item={props.renewed?.id ?? ''}>
      {(done) => (
        <Share
          {...props}
          onClose={() => {
            done();
            props.onClose();
          }}
        />
      )}
    </KeptForm>
  );
}

function Share({ scope, renewed, onClose }: Props) {
  const s = useSendTexts();
  const h = useShareTexts();
  const id = useId();
  const show = useToast();
  const share = useWrite('shareSend');
  const { done } = useKeptForm();
  const [days, setDays] = useKept('days', usualDays);
  const [colleague, setColleague] = useKept<PartyView | null>('colleague', renewed?.colleague ?? null);
  const back = (): void => {
    setColleague(null);
  };
  return (
    <Dialog title={renewed === null ? h.title : h.renewTitle} onClose={onClose}>
      <KeptNote />
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
          isSending={share.isPending}
          error={share.error}
          fault={null}
          {...(renewed === null && { onBack: back })}
          onSend={({ to, seen, key }) => {
            share.mutate(
              { scope, days, replaces: renewed?.id ?? null, subject: h.subject, to, seen, key },
              {
                onSuccess: () => {
                  done();
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
