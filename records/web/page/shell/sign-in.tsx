import type { DemonstrationPerson } from '../../port/session-calls.ts';
import type { Site } from '../../port/site.ts';
import { FoundScreen } from '../found/found-screen.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { LanguageSwitch } from '../elements/language-switch.tsx';
import { useSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shortTime } from '../text/format.ts';
import { useLanguage, useFirstTexts } from '../text/use-texts.tsx';
import styles from './sign-in.module.css';

declare const ETANCHE_SITE: Site;

/** Sign-in and lock screen: one gesture, and no name of a patient. */
export function SignIn() {
  const t = useFirstTexts();
  const { language } = useLanguage();
  const { state } = useSession();
  const signIn = useWrite('signIn');
  const isOpening = state.phase === 'opening' || state.phase === 'closing' || signIn.isPending;
  const locked = state.phase === 'closed' ? state.locked : null;
  const name = state.phase === 'closing' ? state.name : (locked?.name ?? null);
  const lead = (): string => {
    if (state.phase === 'closing') return t.lock.closing;
    if (locked === null) return t.signIn.lead;
    const since = t.lock.since(shortTime(locked.at, language));
    return locked.typed === 'kept' ? `${since} ${t.lock.kept}` : since;
  };
  const label = (): string => {
    if (isOpening && state.phase !== 'closing') return t.signIn.opening;
    return name === null ? t.signIn.button : t.lock.button;
  };
  const { demonstration } = ETANCHE_SITE;
  const other = (demonstration?.people ?? []).filter(({ practice }) => practice !== undefined);
  const choose = (key: string): void => {
    if (!isOpening) signIn.mutate({ demonstration: key });
  };
  const { data: installation } = useRead('installation', {});
  // A new installation has nobody who could sign in.
  if (installation?.isNew === true) return <FoundScreen />;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <span className={styles.mark} aria-hidden="true">
          <Icon name="drop" size={28} />
        </span>
        <h1 className={styles.title}>{name === null ? t.signIn.title : t.lock.title(name)}</h1>
        <p className={styles.lead}>{lead()}</p>
        {locked?.typed === 'unsure' && (
          <p role="alert">
            <Icon name="alert-triangle" size={16} /> {t.lock.unsure}
          </p>
        )}
        <button
          type="button"
          className="button primary large"
          autoFocus
          aria-disabled={isOpening}
          onClick={() => {
            if (!isOpening) signIn.mutate({ demonstration: null });
          }}
        >
          <Icon name="key" />
          {label()}
        </button>
        <p className="soft">{locked === null ? t.door.hint : t.door.hintLocked}</p>
        {signIn.error !== null && <FailureNote error={signIn.error} />}
        {signIn.error?.failure.code === 'unreachable' && <p>{t.door.withoutServer}</p>}
        <nav className={styles.ways} aria-label={t.lock.other}>
          <a className="link" href="#/join">
            <Icon name="user-plus" size={16} /> {t.door.haveInvitation}
          </a>
          <a className="link" href="#/recover">
            <Icon name="file-text" size={16} /> {t.door.lostPasskeys}
          </a>
          {demonstration === null && (
            <a className="link" href="#/found">
              <Icon name="plus" size={16} /> {t.found.link}
            </a>
          )}
        </nav>
        {demonstration !== null && (
          <section className={styles.demonstration} aria-labelledby="demonstration">
            <h2 id="demonstration">{t.signIn.demonstration}</h2>
            <p>{t.signIn.demonstrationLead}</p>
            <People
              people={demonstration.people.filter(({ practice }) => practice === undefined)}
              {...{ isOpening, choose }}
            />
            {other.length > 0 && (
              <>
                <h3>{other[0]?.practice}</h3>
                <People people={other} {...{ isOpening, choose }} />
              </>
            )}
          </section>
        )}
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** One button for each person whose key the demonstration holds. */
function People({
  people,
  isOpening,
  choose,
}: {
  readonly people: readonly DemonstrationPerson[];
  readonly isOpening: boolean;
  readonly choose: (key: string) => void;
}) {
  const t = useFirstTexts();
  return (
    <ul>
      {people.map(({ key, name, role, profession }) => (
        <li key={key}>
          <button
            type="button"
            className="button"
            aria-disabled={isOpening}
            onClick={() => {
              choose(key);
            }}
          >
            <strong>{name}</strong>{' '}
            <span>{profession === undefined ? t.roles[role] : t.professionAndRole(profession, t.roles[role])}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
