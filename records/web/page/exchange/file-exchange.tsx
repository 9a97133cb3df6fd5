import { useState } from 'react';
import type { Card } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useReadEvery } from '../session/use-call.ts';
import styles from './exchange.module.css';
import { MailFailure } from './mail-failure.tsx';
import { MailsOfFile } from './mails-of-file.tsx';
import { SendDialog } from './send-dialog.tsx';
import { SentOfFileRow } from './sent-of-file.tsx';
import { ShareDialog } from './share-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { TransferStrip } from './transfer-strip.tsx';
import { unfinishedTransfers } from './unfinished-transfers.ts';
import { useSendTexts, useShareTexts, useTransferTexts } from './use-exchange-texts.ts';
import { useTransfer } from './use-transfer.ts';

/** Receipts come with an event; two at the same moment may come with one, which the first of them shows. */
const everyMs = 20_000;

type Shown = 'send' | 'transfer' | { readonly renewed: Parameters<typeof ShareDialog>[0]['renewed'] };

/** The parts of a file that were sent, with recipient, time, and whether they were read. */
export function FileExchange({ scope, card }: { readonly scope: string; readonly card: Card }) {
  const s = useSendTexts();
  const h = useShareTexts();
  const f = useTransferTexts();
  const { data: transfer } = useTransfer(scope);
  const [begun] = useKeptItems('share', scope);
  const [shown, setShown] = useState<Shown | null>(begun === '' ? { renewed: null } : null);
  const close = (): void => {
    setShown(null);
    void refetch();
  };
  const { data, error, refetch } = useReadEvery('sentOfFile', { scope }, everyMs);
  return (
    <div className={styles.fileSent}>
      <div className={styles.fileHead}>
        <h2>{s.file.title}</h2>
        <span className={styles.rowActs}>
          <button
            type="button"
            className="button"
            onClick={() => {
              setShown('transfer');
            }}
          >
            <Icon name="door-enter" /> {f.button}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              setShown({ renewed: null });
            }}
          >
            <Icon name="hourglass" /> {h.button}
          </button>
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setShown('send');
            }}
          >
            <Icon name="send" /> {s.button}
          </button>
        </span>
      </div>
      {transfer !== undefined && data !== undefined && (
        <TransferStrip
          {...{ scope, transfer }}
          unfinished={unfinishedTransfers(data)}
          onShow={() => {
            setShown('transfer');
          }}
          onChange={() => void refetch()}
        />
      )}
      {error !== null && <MailFailure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading bars={3} />}
      {data?.length === 0 && <p className="soft">{s.file.empty}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className={styles.sentList} aria-label={s.file.title}>
          {data.map((sent) => (
            <SentOfFileRow
              key={sent.id}
              {...{ scope, sent }}
              onRenew={() => {
                if (sent.recipient !== null) setShown({ renewed: { id: sent.id, colleague: sent.recipient } });
              }}
            />
          ))}
        </ul>
      )}
      <MailsOfFile scope={scope} />
      {shown === 'send' && <SendDialog scope={scope} item={null} onClose={close} />}
      {shown === 'transfer' && <TransferDialog {...{ scope, card }} onClose={close} />}
      {typeof shown === 'object' && shown !== null && (
        <ShareDialog scope={scope} renewed={shown.renewed} onClose={close} />
      )}
    </div>
  );
}
