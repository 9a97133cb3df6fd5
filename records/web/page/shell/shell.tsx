import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon, type IconName } from '../elements/icon.tsx';
import { initials } from '../elements/initials.ts';
import { seesPatients, useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { FilesProvider } from './open-files.tsx';
import { OpenFileTabs } from './open-file-tabs.tsx';
import { QuickSearch } from './quick-search.tsx';
import styles from './shell.module.css';

/** Reading and typing keep the session open, although they make no call. */
const touchEveryMs = 30_000;

/** The frame of every screen: rail, top bar and page. */
export function Shell() {
  const t = useTexts();
  const { me } = useOpenSession();
  const lock = useWrite('lock');
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey && event.shiftKey && event.code === 'KeyL') {
        event.preventDefault();
        lock.mutate(null);
      }
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, [lock]);
  const { mutate: touch } = useWrite('touch');
  useEffect(() => {
    let last = 0;
    const onUse = (): void => {
      if (Date.now() - last < touchEveryMs) return;
      last = Date.now();
      touch(null);
    };
    const uses = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const use of uses) addEventListener(use, onUse, { passive: true });
    return () => {
      for (const use of uses) removeEventListener(use, onUse);
    };
  }, [touch]);
  return (
    <FilesProvider>
      <a className="skip" href="#page">
        {t.shell.skip}
      </a>
      <div className={styles.frame}>
        <nav className={styles.rail} aria-label={t.shell.rail}>
          <span className={styles.mark} aria-hidden="true">
            <Icon name="shield" size={20} />
          </span>
          {seesPatients(me) && <RailLink to="/agenda" icon="calendar" label={t.shell.agenda} />}
          {seesPatients(me) && <RailLink to="/patients" icon="users" label={t.shell.patients} />}
          {me.roles.includes('administrator') && (
            <RailLink to="/practice" icon="adjustments" label={t.shell.practice} />
          )}
          <span className={styles.space} />
          <AccountMenu name={me.name} />
        </nav>
        <header className={styles.top}>
          {seesPatients(me) && <QuickSearch />}
          <OpenFileTabs />
          <button
            type="button"
            className={styles.lock}
            title="Ctrl Maj L"
            onClick={() => {
              lock.mutate(null);
            }}
          >
            <Icon name="lock" />
            {t.shell.lock}
          </button>
        </header>
        <main id="page" className={styles.page} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </FilesProvider>
  );
}

function RailLink({
  to,
  icon,
  label,
}: {
  readonly to: '/agenda' | '/patients' | '/practice';
  readonly icon: IconName;
  readonly label: string;
}) {
  const isHere = useRouterState({ select: ({ location }) => location.pathname.startsWith(to) });
  return (
    <Link to={to} className={styles.link} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} size={22} />
      {label}
    </Link>
  );
}

function AccountMenu({ name }: { readonly name: string }) {
  const t = useTexts();
  const { language, choose } = useLanguage();
  const signOut = useWrite('signOut');
  const [isOpen, setOpen] = useState(false);
  return (
    <div
      className={styles.account}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setOpen(false);
      }}
    >
      <button
        type="button"
        className={styles.me}
        aria-label={`${initials(name)}, ${t.shell.me} : ${name}`}
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {initials(name)}
      </button>
      {isOpen && (
        <div className={styles.menu}>
          <strong>{name}</strong>
          <button
            type="button"
            className="link"
            onClick={() => {
              choose(language === 'fr' ? 'en' : 'fr');
            }}
          >
            {t.signIn.language}
          </button>
          <button
            type="button"
            className="link"
            onClick={() => {
              signOut.mutate(null);
            }}
          >
            {t.shell.signOut}
          </button>
        </div>
      )}
    </div>
  );
}
