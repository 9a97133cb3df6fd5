import { useState } from 'react';
import type { AlarmView } from '../../port/watch-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useReadEvery } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { VaultNotes } from './vault-notes.tsx';
import styles from './watch.module.css';

const pollMs = 60_000;
const shownFirst = 6;

/** Kinds that report what members did as they may: no alarm, unless it is to be confirmed. */
const ordinary: readonly string[] = ['order', 'importer', 'importer_used', 'test'];

/**
 * The practice's alarms, those to confirm first, and below them the ordinary events. An approver confirms on the page
 * of a vault, never here.
 */
export function AlarmList() {
  const t = useTexts();
  const { data, error, refetch } = useReadEvery('alarms', {}, pollMs);
  const [isWhole, setWhole] = useState(false);
  const texts = t.watch.alarms;
  const isOrdinary = ({ kind, dueBy }: AlarmView): boolean => dueBy === null && ordinary.includes(kind);
  const events = data?.events.filter(isOrdinary) ?? [];
  const alarms = data?.events.filter((one) => !isOrdinary(one)) ?? [];
  const waiting = alarms.filter(({ dueBy }) => dueBy !== null).length;
  // All that wait are shown, however many there are.
  const shown = alarms.slice(0, isWhole ? undefined : Math.max(shownFirst, waiting));
  const shownEvents = events.slice(0, isWhole ? undefined : shownFirst);
  return (
    <section className="card" aria-labelledby="alarms">
      <h2 id="alarms">
        {texts.title} {waiting > 0 && <span className={styles.unread}>{texts.unread(waiting)}</span>}
      </h2>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading bars={3} />}
      {data !== undefined && <VaultNotes silent={data.silent} lower={[]} />}
      {data !== undefined && alarms.length === 0 && <p className="soft">{texts.none}</p>}
      <ul className="rows">
        {shown.map((alarm) => (
          <Alarm key={alarm.id} alarm={alarm} />
        ))}
      </ul>
      {shownEvents.length > 0 && (
        <>
          <h3>{texts.events}</h3>
          <ul className="rows">
            {shownEvents.map((event) => (
              <Alarm key={event.id} alarm={event} />
            ))}
          </ul>
        </>
      )}
      {data !== undefined && shown.length + shownEvents.length < data.events.length && (
        <button
          type="button"
          className="link"
          onClick={() => {
            setWhole(true);
          }}
        >
          {texts.all(data.events.length)}
        </button>
      )}
      {waiting > 0 && <p className="soft">{texts.lead}</p>}
    </section>
  );
}

function Alarm({ alarm }: { readonly alarm: AlarmView }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { kind, member, at, count, detail, vaults, dueBy, acknowledged, page } = alarm;
  const texts = t.watch.alarms;
  const what = [texts.kinds[kind]?.(count, detail) ?? kind, why(alarm, t), member].filter((one) => one !== null);
  const title = what.join(', ');
  return (
    <li className={styles.alarm} data-waiting={dueBy !== null}>
      <Icon
        name={
          acknowledged !== null ? 'check' : kind === 'emergency' ? 'bolt' : ordinary.includes(kind) ? 'history' : 'bell'
        }
      />
      <div>
        {title}
        <small>
          {dayAndTime(at, language)}, {texts.by(t.watch.theVaults(vaults))}
        </small>
        {dueBy !== null && (
          <small className={styles.due}>
            {dueBy < Date.now() ? texts.late : texts.due(dayAndTime(dueBy, language))}
          </small>
        )}
        {acknowledged !== null && (
          <small>
            {texts.acknowledged(acknowledged.name ?? texts.anApprover, dayAndTime(acknowledged.at, language))}
          </small>
        )}
      </div>
      {dueBy !== null && (
        <a className="button" href={page} target="_blank" rel="noreferrer" aria-label={texts.pageOf(title)}>
          <Icon name="shield" size={16} />
          {texts.page}
        </a>
      )}
    </li>
  );
}

/** The cause that the detail names: a code of a refusal or a freeze, or the kind of an order. */
function why({ kind, detail }: AlarmView, t: ReturnType<typeof useTexts>): string | null {
  if (detail === null) return null;
  if (kind === 'order' || kind === 'delayed_order') return t.members.pending.kinds[detail] ?? null;
  return t.watch.alarms.details[detail] ?? null;
}
