import type { Site } from '../../port/site.ts';
import { FoundScreen } from '../found/found-screen.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { LanguageSwitch } from '../elements/language-switch.tsx';
import { useSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './sign-in.module.css';

declare const ETANCHE_SITE: Site;

const time = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at);

/** Sign-in and lock screen: one gesture, and no name of a patient. */
export function SignIn() {
  const t = useTexts();
  const { language } = useLanguage();
  const { state } = useSession();
  const signIn = useWrite('signIn');
  const isOpening = state.phase === 'opening' || signIn.isPending;
  const locked = state.phase === 'closed' ? state.locked : null;
  const { demonstration } = ETANCHE_SITE;
  const { data: installation } = useRead('installation', {});
  // A new installation has nobody who could sign in.
  if (installation?.isNew === true) return <FoundScreen />;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <span className={styles.mark} aria-hidden="true">
          <Icon name="shield" size={28} />
        </span>
        <h1 className={styles.title}>{locked === null ? t.signIn.title : t.lock.title(locked.name)}</h1>
        <p className={styles.lead}>{locked === null ? t.signIn.lead : t.lock.since(time(locked.at, language))}</p>
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
          {isOpening ? t.signIn.opening : locked === null ? t.signIn.button : t.lock.button}
        </button>
        <p className="soft">{locked === null ? t.door.hint : t.door.hintLocked}</p>
        {signIn.error !== null && <FailureNote error={signIn.error} />}
        {signIn.error?.failure.code === 'unreachable' && <p>{t.unsent.signIn}</p>}
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
            <ul>
              {demonstration.people.map(({ key, name, role }) => (
                <li key={key}>
                  <button
                    type="button"
                    className="button"
                    aria-disabled={isOpening}
                    onClick={() => {
                      if (!isOpening) signIn.mutate({ demonstration: key });
                    }}
                  >
                    <strong>{name}</strong> <span>{t.roles[role]}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <LanguageSwitch />
      </div>
    </main>
  );
}
