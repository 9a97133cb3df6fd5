import { useId, useState } from 'react';
import { practiceToday } from '../../port/practice-time.ts';
import type { ListName } from '../../port/worklist-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './worklist.module.css';

/** Gives the own list to a colleague for some days, and takes it back. */
export function HandOver({ lists }: { readonly lists: readonly ListName[] }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { me } = useOpenSession();
  const show = useToast();
  const { data } = useRead('list', { member: me.id });
  const back = useWrite('handBack');
  const [isOpen, setOpen] = useState(false);
  const colleagues = lists.filter(({ member }) => member !== me.id);
  if (data === undefined) return null;
  const { replacement } = data;
  if (replacement !== null)
    return (
      <span className={styles.replaced}>
        <Icon name="users" /> {t.worklist.replacedBy(replacement.name, shortDay(replacement.until, language))}
        <button
          type="button"
          className="button"
          onClick={() => {
            back.mutate(
              {},
              {
                onSuccess: () => {
                  show(t.worklist.handedBack);
                },
              },
            );
          }}
        >
          {t.worklist.handBack}
        </button>
        {back.error !== null && <FailureNote error={back.error} />}
      </span>
    );
  if (colleagues.length === 0) return null;
  return (
    <span className={styles.replaced}>
      <button
        type="button"
        className="button"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="users" /> {t.worklist.handOver}
      </button>
      {isOpen && (
        <HandOverDialog
          colleagues={colleagues}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </span>
  );
}

function HandOverDialog({
  colleagues,
  onClose,
}: {
  readonly colleagues: readonly ListName[];
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const show = useToast();
  const handOver = useWrite('handOver');
  const [to, setTo] = useState(colleagues[0]?.member ?? '');
  const [until, setUntil] = useState('');
  const [isTried, setTried] = useState(false);
  const chosen = colleagues.find(({ member }) => member === to);
  const isInvalid = until < practiceToday();
  return (
    <Dialog title={t.worklist.handOverTitle} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isInvalid || handOver.isPending) return;
          handOver.mutate(
            { to, until },
            {
              onSuccess: () => {
                show(t.worklist.handedOver(chosen?.name ?? '', shortDay(until, language)));
                onClose();
              },
            },
          );
        }}
      >
        <p>{t.worklist.handOverLead}</p>
        <div className="field">
          <label htmlFor={`${id}-to`}>{t.worklist.colleague}</label>
          <select
            id={`${id}-to`}
            value={to}
            autoFocus
            onChange={({ target }) => {
              setTo(target.value);
            }}
          >
            {colleagues.map(({ member, name }) => (
              <option key={member} value={member}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-until`}>{t.worklist.until}</label>
          <input
            id={`${id}-until`}
            type="date"
            value={until}
            min={practiceToday()}
            aria-invalid={isTried && isInvalid}
            aria-describedby={`${id}-fault`}
            onChange={({ target }) => {
              setUntil(target.value);
            }}
          />
          <small id={`${id}-fault`} role="status" className={styles.fault}>
            {isTried && isInvalid ? t.worklist.untilInvalid : ''}
          </small>
        </div>
        {chosen?.isFree === false && <p className="soft">{t.worklist.costs}</p>}
        {handOver.error !== null && <FailureNote error={handOver.error} />}
        <div className="dialog-foot">
          <button type="submit" className="button primary">
            {t.worklist.handOverGo}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
