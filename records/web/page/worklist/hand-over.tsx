import { useEffect, useId, useRef, useState } from 'react';
import { plusDays } from '../../port/opening-hours.ts';
import { practiceToday } from '../../port/practice-time.ts';
import type { ListName, ListView } from '../../port/worklist-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shortDay } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './worklist.module.css';

/** Days that the dialog proposes. */
const usualDays = 7;

/** Gives the own list to a colleague for some days, and takes it back. */
export function HandOver({ lists }: { readonly lists: readonly ListName[] }) {
  const { me } = useOpenSession();
  const { data } = useRead('list', { member: me.id });
  const colleagues = lists.filter(({ member }) => member !== me.id);
  if (data === undefined) return null;
  if (data.replacement !== null) return <TakeBack replacement={data.replacement} />;
  return colleagues.length === 0 ? null : <Give colleagues={colleagues} />;
}

function TakeBack({ replacement: { name, until } }: { readonly replacement: NonNullable<ListView['replacement']> }) {
  const t = useTexts();
  const { language } = useLanguage();
  const show = useToast();
  const back = useWrite('handBack');
  return (
    <span className={styles.replaced}>
      <Icon name="users" /> {t.worklist.replacedBy(name, shortDay(until, language))}
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
}

/** It is gone once the list is handed over, and its dialog with it. */
function Give({ colleagues }: { readonly colleagues: readonly ListName[] }) {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
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

/** Asks until when and to whom: one press on a colleague's name hands the list over. */
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
  const back = useWrite('handBack');
  const first = useRef<HTMLButtonElement>(null);
  const [until, setUntil] = useState(() => plusDays(practiceToday(), usualDays));
  const [isTried, setTried] = useState(false);
  const isInvalid = until < practiceToday();
  useEffect(() => {
    first.current?.focus();
  }, []);
  const give = ({ member, name }: ListName): void => {
    setTried(true);
    if (isInvalid || handOver.isPending) return;
    handOver.mutate(
      { to: member, until },
      {
        onSuccess: () => {
          show(t.worklist.handedOver(name, shortDay(until, language)), () => {
            back.mutate({});
          });
        },
        ifShown: onClose,
      },
    );
  };
  return (
    <Dialog title={t.worklist.handOverTitle} onClose={onClose}>
      <div className="form">
        <p>{t.worklist.handOverLead}</p>
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
        <ul className={styles.colleagues} aria-label={t.worklist.colleague}>
          {colleagues.map((one, i) => (
            <li key={one.member}>
              <button
                ref={i === 0 ? first : null}
                type="button"
                className="button"
                aria-disabled={handOver.isPending}
                onClick={() => {
                  give(one);
                }}
              >
                {t.worklist.handOverTo(one.name)}
              </button>
              {!one.isFree && <small className="soft">{t.worklist.costs}</small>}
            </li>
          ))}
        </ul>
        {handOver.error !== null && <FailureNote error={handOver.error} />}
      </div>
    </Dialog>
  );
}
