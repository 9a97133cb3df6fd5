import { useState } from 'react';
import type { ErasureReason } from '../../port/administrative-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { ChoiceField, EditForm } from './edit-form.tsx';
import styles from './identity.module.css';

/** The erasure of a file, which two doctors decide. */
export function Erasure({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { language } = useLanguage();
  const show = useToast();
  const { data: erasures, error, refetch } = useRead('erasures', {}, false);
  const request = useWrite('erasureRequest');
  const restore = useWrite('erasureRestore');
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState<ErasureReason>('retention');
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (erasures === undefined) return null;
  const waiting = erasures.find((one) => one.scope === scope);
  const send = (): void => {
    if (request.isPending) return;
    request.mutate(
      { scope, reason: waiting?.reason ?? reason },
      {
        onSuccess: ({ destroyedAt }) => {
          show(
            destroyedAt === null ? t.identity.eraseAsked : t.identity.eraseConfirmed(dayAndTime(destroyedAt, language)),
          );
          void refetch();
        },
        ifShown: () => {
          setOpen(false);
        },
      },
    );
  };
  const failed = request.error ?? restore.error;
  if (waiting !== undefined)
    return (
      <div className={styles.act}>
        <p className={styles.warn}>
          {waiting.isMine ? t.identity.eraseMine : t.identity.eraseWaiting(waiting.requestedBy ?? '')}
        </p>
        <p className="soft">{t.identity.eraseReasons[waiting.reason]}</p>
        <span className={styles.links}>
          {!waiting.isMine && (
            <button type="button" className="button" aria-disabled={request.isPending} onClick={send}>
              {t.identity.eraseConfirm}
            </button>
          )}
          <button
            type="button"
            className="link"
            onClick={() => {
              if (restore.isPending) return;
              restore.mutate(
                { erasure: waiting.erasure },
                {
                  onSuccess: ({ isRestored }) => {
                    show(isRestored ? t.identity.eraseWithdrawn : t.identity.eraseHalfWithdrawn);
                    void refetch();
                  },
                },
              );
            }}
          >
            {t.identity.eraseWithdraw}
          </button>
        </span>
        {failed !== null && <FailureNote error={failed} />}
      </div>
    );
  if (!isOpen)
    return (
      <button
        type="button"
        className="link"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t.identity.erase}
      </button>
    );
  return (
    <EditForm
      label={t.identity.erase}
      save={t.identity.eraseAsk}
      fault={null}
      isPending={request.isPending}
      error={request.error}
      onSave={send}
      onClose={() => {
        setOpen(false);
      }}
    >
      <p className={styles.lead}>{t.identity.eraseLead}</p>
      <ChoiceField
        label={t.identity.eraseReason}
        value={reason}
        choices={t.identity.eraseReasons}
        isWide
        onChange={setReason}
      />
    </EditForm>
  );
}
