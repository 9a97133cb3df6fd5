import type { ReactNode } from 'react';
import { Dialog } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { PrintSheet } from '../elements/print-sheet.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

/** The invitation that the invited person receives, on paper or as a link. It works once. */
export function InvitationReady({
  name,
  code,
  expires,
  onClose,
  children,
}: {
  readonly name: string;
  readonly code: string;
  readonly expires: number;
  readonly onClose: () => void;
  /** What happened besides. */
  readonly children: ReactNode;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practice } = useOpenSession();
  const toast = useToast();
  const texts = t.members.inviteDialog;
  const link = `${location.origin}${location.pathname}#/join/${code}`;
  const until = texts.until(dayAndTime(expires, language));
  return (
    <Dialog title={texts.ready(name)} onClose={onClose}>
      <p>{texts.handOver}</p>
      <dl className={styles.handOver}>
        <dt>{texts.link}</dt>
        <dd>{link}</dd>
        <dt>{texts.code}</dt>
        <dd>{code}</dd>
      </dl>
      <p className="soft">{until}</p>
      {children}
      <div className="dialog-foot">
        <button
          type="button"
          className="button"
          onClick={() => {
            void navigator.clipboard.writeText(link).then(() => {
              toast(texts.copied);
            });
          }}
        >
          <Icon name="copy" />
          {texts.copy}
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => {
            print();
          }}
        >
          <Icon name="printer" />
          {texts.print}
        </button>
      </div>
      <PrintSheet>
        <h1>{texts.onPaper(practice)}</h1>
        <p>{name}</p>
        <ol>
          {texts.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className="code">{link}</p>
        <p>{until}</p>
      </PrintSheet>
    </Dialog>
  );
}
