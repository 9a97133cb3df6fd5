import { useState } from 'react';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Field } from '../elements/field.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

const placeName = 'place.txt';
const command = `etanche gateway init --config gateway.json --place ${placeName} | tee passerelle.txt`;
const mostBytes = 65_536;

type Keys = { readonly name: string; readonly text: string };

/**
 * Gives the practice's file for the gateway's computer, takes back its public keys, and asks the approvers. The
 * fingerprint is typed from the gateway's own screen: the file could have been replaced on its way.
 */
export function AddGatewayDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const toast = useToast();
  const texts = t.members.gateway;
  const { data: place, error: placeError } = useRead('gatewayPlace', {});
  const admit = useWrite('gatewayAdmit');
  const [name, setName] = useState(texts.nameDefault);
  const [keys, setKeys] = useState<Keys | null>(null);
  const [compared, setCompared] = useState('');
  const [fault, setFault] = useState<'missing' | 'unreadable' | null>(null);
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const text = file.size > mostBytes ? '' : await file.text();
    setKeys(text === '' ? null : { name: file.name, text });
    setFault(text === '' ? 'unreadable' : null);
  };
  return (
    <Dialog title={texts.add} onClose={onClose}>
      <p>{texts.lead}</p>
      <section aria-labelledby="gateway-first">
        <h3 id="gateway-first">{texts.first}</h3>
        {placeError !== null && <FailureNote error={placeError} />}
        <button
          type="button"
          className="button"
          aria-disabled={place === undefined}
          onClick={() => {
            if (place === undefined) return;
            saveFile(`${place}\n`, 'text/plain', placeName);
            toast(texts.saved);
          }}
        >
          {texts.save}
        </button>
        <p>{texts.placeLead}</p>
        <p>
          <code>{command}</code>
        </p>
        <p className="soft">{texts.placeAfter}</p>
      </section>
      <form
        className="form"
        aria-labelledby="gateway-second"
        onSubmit={(event) => {
          event.preventDefault();
          if (admit.isPending) return;
          if (keys === null) {
            setFault('missing');
            return;
          }
          admit.mutate(
            { name: name.trim(), keys: keys.text, compared },
            {
              onSuccess: () => {
                toast(texts.sent);
              },
              ifShown: onClose,
            },
          );
        }}
      >
        <h3 id="gateway-second">{texts.second}</h3>
        <Field
          label={texts.name}
          value={name}
          required
          maxLength={80}
          onChange={({ target }) => {
            setName(target.value);
          }}
        />
        <Field
          label={texts.keys}
          type="file"
          accept=".txt,.json"
          {...(keys !== null && { hint: texts.chosen(keys.name) })}
          onChange={({ target }) => {
            admit.reset();
            void read(target.files?.[0]);
          }}
        />
        {fault !== null && <p role="alert">{texts[fault]}</p>}
        <p className="soft">{texts.compareLead}</p>
        <Field
          label={texts.compared}
          value={compared}
          required
          autoComplete="off"
          spellCheck={false}
          placeholder="XXXX XXXX XXXX XXXX"
          onChange={({ target }) => {
            setCompared(target.value.toUpperCase());
          }}
        />
        {admit.error !== null && <FailureNote error={admit.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary" aria-disabled={admit.isPending}>
            {texts.propose}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
