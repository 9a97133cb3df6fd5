import { useId, useState } from 'react';
import { type Card, displayName } from '@etanche/records-fhir';
import { withSex } from '../../paper/with-sex.ts';
import type { TransferView } from '../../port/transfer-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { recipientName } from './recipient-name.ts';
import { TransferFailure } from './transfer-failure.tsx';
import { useSendTexts, useTransferTexts } from './use-exchange-texts.ts';

/** A transfer from its sealing to its end. Each step says what leaves, of whom and to whom. */
export function TransferSteps({
  card,
  transfer: { to, progress },
  isCancelling,
  onSend,
  onCancel,
  onEnd,
}: {
  readonly card: Card;
  readonly transfer: TransferView;
  readonly isCancelling: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
  readonly onEnd: () => void;
}) {
  const s = useSendTexts();
  const t = useTexts();
  const f = useTransferTexts();
  const isOver = progress.phase === 'sent';
  return (
    <>
      <Facts {...{ card, to, progress }} />
      {progress.phase === 'preparing' && (
        <div role="status">
          <p>{f.preparing}</p>
          <Loading bars={2} />
        </div>
      )}
      {progress.phase === 'sending' && <Sending progress={progress} />}
      {progress.phase === 'interrupted' && (
        <div>
          <p role="status">
            <strong>{f.interrupted}</strong> {f.interruptedHint}
          </p>
          <p>{f.progress(percentOf(progress), t.document.size(progress.sent), t.document.size(progress.bytes))}</p>
          {progress.failure !== null && <TransferFailure failure={progress.failure} />}
        </div>
      )}
      {isOver && (
        <p role="status">
          <Icon name="circle-check" /> {f.sent(recipientName(to, s))} {f.sentHint}
        </p>
      )}
      {progress.phase === 'ready' && <Ready card={card} onSend={onSend} />}
      <div className={styles.actions}>
        {!isOver && (
          <button type="button" className="button" aria-disabled={isCancelling} onClick={onCancel}>
            {f.cancel}
          </button>
        )}
        {progress.phase === 'interrupted' && (
          <button type="button" className="button primary" onClick={onSend}>
            {f.resume}
          </button>
        )}
        {isOver && (
          <button type="button" className="button primary" onClick={onEnd}>
            {f.close}
          </button>
        )}
      </div>
    </>
  );
}

function Facts({ card, to, progress }: { readonly card: Card } & TransferView) {
  const t = useTexts();
  const s = useSendTexts();
  const f = useTransferTexts();
  return (
    <dl className={styles.facts}>
      <dt>{f.patient}</dt>
      <dd>
        <strong>{displayName(card)}</strong>, {birthDate(card.birthDate)}
      </dd>
      <dt>{f.recipient}</dt>
      <dd>{to.doctor === null ? recipientName(to, s) : `${to.doctor}, ${to.name}`}</dd>
      {progress.phase !== 'preparing' && (
        <>
          <dt>{f.size}</dt>
          <dd>
            {t.document.size(progress.bytes)}, {f.volumes(progress.volumes)}
          </dd>
        </>
      )}
    </dl>
  );
}

/** The patient is confirmed once more: a whole file that left is not taken back once it was opened. */
function Ready({ card, onSend }: { readonly card: Card; readonly onSend: () => void }) {
  const f = useTransferTexts();
  const id = useId();
  const [isRight, setRight] = useState(false);
  return (
    <>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={isRight}
          autoFocus
          autoComplete="off"
          onChange={({ target }) => {
            setRight(target.checked);
          }}
        />
        <span>{withSex(f.confirm(displayName(card), birthDate(card.birthDate)), card.sex)}</span>
      </label>
      <button
        type="button"
        className="button primary"
        aria-disabled={!isRight}
        aria-describedby={id}
        onClick={() => {
          if (isRight) onSend();
        }}
      >
        <Icon name="send" /> {f.send(displayName(card))}
      </button>
      <p id={id} role="status" className="soft">
        {isRight ? '' : f.confirmFirst}
      </p>
    </>
  );
}

function Sending({ progress }: { readonly progress: Extract<TransferView['progress'], { phase: 'sending' }> }) {
  const t = useTexts();
  const f = useTransferTexts();
  const { sent, bytes, secondsLeft, isKept } = progress;
  return (
    <div>
      <progress className={styles.bar} aria-label={f.states.sending} max={Math.max(1, bytes)} value={sent} />
      <p>
        {f.progress(percentOf(progress), t.document.size(sent), t.document.size(bytes))}
        {secondsLeft !== null && `, ${f.left(secondsLeft)}`}
      </p>
      <p className="soft">
        {f.goesOn} {isKept ? f.isKept : f.notKept}
      </p>
    </div>
  );
}

function percentOf({ sent, bytes }: { readonly sent: number; readonly bytes: number }): number {
  return Math.floor((sent / Math.max(1, bytes)) * 100);
}
