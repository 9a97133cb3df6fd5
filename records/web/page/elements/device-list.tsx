import type { PasskeyView, SessionView } from '../../port/own-calls.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';

/** Passkeys and open sessions of a person. A list without a handler is read only. */
export function DeviceList({
  passkeys,
  sessions,
  onRemove,
  onEnd,
  lastHint,
}: {
  readonly passkeys: readonly PasskeyView[];
  readonly sessions: readonly SessionView[];
  readonly onRemove: ((passkey: string) => void) | null;
  readonly onEnd: ((session: string) => void) | null;
  /** Shown beside the last passkey, which cannot be removed. */
  readonly lastHint?: string;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const texts = t.members.devices;
  const at = (time: number): string => dayAndTime(time, language);
  return (
    <>
      <section aria-label={texts.passkeys}>
        <h3>{texts.passkeys}</h3>
        <ul className="rows">
          {passkeys.map(({ id, name, created, used, isCurrent }) => (
            <li key={id} className="row">
              <div>
                {name} {isCurrent && <span className="tag">{texts.current}</span>}
                <small>
                  {texts.created(at(created))}, {texts.used(at(used))}
                </small>
              </div>
              {onRemove !== null && passkeys.length > 1 && (
                <button
                  type="button"
                  className="button quiet"
                  aria-label={texts.remove(name)}
                  onClick={() => {
                    onRemove(id);
                  }}
                >
                  {texts.removeShort}
                </button>
              )}
            </li>
          ))}
        </ul>
        {lastHint !== undefined && passkeys.length === 1 && <small>{lastHint}</small>}
      </section>
      <section aria-label={texts.sessions}>
        <h3>{texts.sessions}</h3>
        {sessions.length === 0 && <p className="soft">{texts.noSession}</p>}
        <ul className="rows">
          {sessions.map(({ id, passkey, created, seen, isCurrent }) => (
            <li key={id} className="row">
              <div>
                {passkey} {isCurrent && <span className="tag">{texts.current}</span>}
                <small>
                  {texts.since(at(created))}, {texts.seen(at(seen))}
                </small>
              </div>
              {onEnd !== null && !isCurrent && (
                <button
                  type="button"
                  className="button quiet"
                  aria-label={texts.end(passkey ?? '')}
                  onClick={() => {
                    onEnd(id);
                  }}
                >
                  {texts.endShort}
                </button>
              )}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
