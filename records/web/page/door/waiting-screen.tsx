import { useEffect } from 'react';
import { Fingerprint } from '../elements/fingerprint.tsx';
import { Icon } from '../elements/icon.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { DoorFrame } from './door-frame.tsx';
import list from './waiting.module.css';

const pollMs = 4000;

/** A registered person who cannot work yet sees which steps remain. */
export function WaitingScreen() {
  const t = useTexts();
  const { me } = useOpenSession();
  const { mutate: again } = useWrite('meAgain');
  const lock = useWrite('lock');
  useEffect(() => {
    const timer = setInterval(() => {
      again(null);
    }, pollMs);
    return () => {
      clearInterval(timer);
    };
  }, [again]);
  const texts = t.door.waiting;
  const isOver = me.status === 'retired' || me.status === 'replaced';
  const isEnrolled = me.status === 'active';
  return (
    <DoorFrame
      title={texts.title(me.name)}
      lead={isOver ? (me.status === 'retired' ? texts.retired : texts.replaced) : texts.lead}
      hasBack={false}
    >
      {!isOver && (
        <>
          {!isEnrolled && <Fingerprint label={texts.fingerprint} value={me.fingerprint} />}
          <ol className={list.steps} aria-label={texts.steps}>
            <Step isDone label={texts.passkey} />
            <Step isDone={isEnrolled} label={texts.compared} lead={texts.comparedLead} />
            <Step isDone={isEnrolled} label={texts.approved} lead={texts.approvedLead} />
            <Step isDone={me.isGranted} label={texts.granted} lead={texts.grantedLead} />
          </ol>
        </>
      )}
      <button
        type="button"
        className="button"
        onClick={() => {
          lock.mutate(null);
        }}
      >
        <Icon name="lock" />
        {t.shell.lock}
      </button>
    </DoorFrame>
  );
}

function Step({ isDone, label, lead }: { readonly isDone: boolean; readonly label: string; readonly lead?: string }) {
  const t = useTexts();
  return (
    <li data-done={isDone}>
      <Icon name={isDone ? 'circle-check' : 'circle-dashed'} size={20} />
      <div>
        <strong>{label}</strong> <small>{isDone ? t.door.waiting.done : t.door.waiting.open}</small>
        {lead !== undefined && !isDone && <p className="soft">{lead}</p>}
      </div>
    </li>
  );
}
