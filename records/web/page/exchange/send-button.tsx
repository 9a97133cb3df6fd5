import { useState, type ReactNode } from 'react';
import { Icon } from '../elements/icon.tsx';
import { later } from '../elements/later.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';

const SendDialog = later(async () => (await import('./send-dialog.tsx')).SendDialog, null);

type Props = {
  readonly scope: string;
  /** Null proposes the newest of the file. */
  readonly item: string | null;
  readonly label: string;
};

/** The sign at the end of a row of something that can be sent. */
export function RowSendButton(props: Props & { readonly item: string }) {
  return (
    <SendButton {...props} isQuiet>
      <Icon name="send" />
    </SendButton>
  );
}

/** A button that sends something of a file to a colleague. The last sending that was begun is open again. */
export function SendButton({
  scope,
  item,
  label,
  isQuiet = false,
  children,
}: Props & { readonly isQuiet?: boolean; readonly children: ReactNode }) {
  const [begun] = useKeptItems('send', scope);
  const [isOpen, setOpen] = useState(begun === (item ?? ''));
  return (
    <>
      <button
        type="button"
        className={isQuiet ? 'button quiet' : 'button'}
        title={isQuiet ? label : undefined}
        aria-label={label}
        onClick={() => {
          setOpen(true);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <SendDialog
          {...{ scope, item }}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
