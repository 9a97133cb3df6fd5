import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { practiceToday } from '../../port/practice-time.ts';
import { Icon, type IconName } from '../elements/icon.tsx';
import { initials } from '../elements/initials.ts';
import { LanguageSwitch } from '../elements/language-switch.tsx';
import { QuotaStrip } from '../protection/quota-strip.tsx';
import { seesPatients, useOpenSession } from '../session/session-context.tsx';
import { useRead, useReadEvery, useWrite } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { commandsOf } from './commands.ts';
import { KeysHelp } from './keys-help.tsx';
import { FilesProvider, useOpenFiles } from './open-files.tsx';
import { OpenFileTabs } from './open-file-tabs.tsx';
import { Palette } from './palette.tsx';
import { QuickSearch } from './quick-search.tsx';
import styles from './shell.module.css';
import { useCommandKeys } from './use-command-keys.ts';
import { UnsentLine } from './unsent-line.tsx';
import { ReachMark } from '../unsent/reach-mark.tsx';

/** Reading and typing keep the session open, although they make no call. */
const touchEveryMs = 30_000;
/** Messages come with an event, which a lost connection delays. */
const mailEveryMs = 20_000;

/** The frame of every screen: rail, top bar and page. */
export function Shell() {
  return (
    <FilesProvider>
      <Frame />
    </FilesProvider>
  );
}

function Frame() {
  const t = useTexts();
  const { me } = useOpenSession();
  const lock = useWrite('lock');
  const { mutate: lockNow } = lock;
  const { switchLanguage } = useLanguage();
  const navigate = useNavigate();
  const { open } = useOpenFiles();
  const { scope } = useParams({ strict: false });
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const isUnsentScreen = pathname === '/unsent';
  const main = useRef<HTMLElement>(null);
  // The element that scrolls stays from one screen to the next.
  useLayoutEffect(() => {
    main.current?.scrollTo({ top: 0 });
  }, [pathname]);
  const [shown, setShown] = useState<'palette' | 'keys' | null>(null);
  const [typed, setTyped] = useState('');
  const close = useCallback(() => {
    setShown(null);
  }, []);
  const showPalette = useCallback((text: string) => {
    setTyped(text);
    setShown('palette');
  }, []);
  const openPalette = useCallback(() => {
    showPalette('');
  }, [showPalette]);
  const openPatient = (to: string): void => void navigate({ to: '/patients/$scope', params: { scope: to } });
  const commands = useMemo(
    () =>
      commandsOf({
        ...{ t, me, navigate, openFiles: open },
        today: practiceToday(),
        patient: open.find((file) => file.scope === scope) ?? null,
        lock: () => {
          lockNow(null);
        },
        switchLanguage,
        showKeys: () => {
          setShown('keys');
        },
      }),
    [t, me, navigate, open, scope, lockNow, switchLanguage],
  );
  useCommandKeys(commands, openPalette);
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
    <>
      <a className="skip" href="#page">
        {t.shell.skip}
      </a>
      <div className={styles.frame}>
        <nav className={styles.rail} aria-label={t.shell.rail}>
          <span className={styles.mark} aria-hidden="true">
            <Icon name="drop" size={20} />
          </span>
          {seesPatients(me) && <RailLink to="/agenda" icon="calendar" label={t.shell.agenda} />}
          {seesPatients(me) && <RailLink to="/patients" icon="users" label={t.shell.patients} />}
          {me.roles.includes('doctor') && <MailLink />}
          {seesPatients(me) && <TasksLink />}
          <RailLink to="/settings" icon="certificate" label={t.settings.title} />
          {(me.roles.includes('administrator') || me.roles.includes('doctor')) && (
            <RailLink to="/practice" icon="adjustments" label={t.shell.practice} />
          )}
          {!seesPatients(me) && me.roles.includes('administrator') && (
            <>
              <RailLink to="/protection" icon="shield" label={t.watch.protection} />
              <RailLink to="/journal" icon="history" label={t.journal} />
            </>
          )}
          <span className={styles.space} />
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              setShown('keys');
            }}
          >
            <Icon name="help" size={22} />
            {t.shell.help}
          </button>
          <AccountMenu name={me.name} />
        </nav>
        <header className={styles.top}>
          {seesPatients(me) && <QuickSearch onCommand={showPalette} />}
          <OpenFileTabs />
          <ReachMark />
          <button
            type="button"
            className={styles.lock}
            aria-label={t.shell.lock}
            title="Ctrl Maj L"
            onClick={() => {
              lock.mutate(null);
            }}
          >
            <Icon name="lock" />
            <span>{t.shell.lock}</span>
          </button>
        </header>
        <main ref={main} id="page" className={styles.page} tabIndex={-1}>
          {seesPatients(me) && <QuotaStrip />}
          {seesPatients(me) && !isUnsentScreen && <UnsentLine />}
          <Outlet />
        </main>
      </div>
      {shown === 'palette' && (
        <Palette commands={commands} first={typed} onPatient={seesPatients(me) ? openPatient : null} onClose={close} />
      )}
      {shown === 'keys' && <KeysHelp commands={commands} onClose={close} />}
    </>
  );
}

function RailLink({
  to,
  icon,
  label,
  children,
}: {
  readonly to: '/agenda' | '/patients' | '/mail' | '/tasks' | '/practice' | '/protection' | '/journal' | '/settings';
  readonly icon: IconName;
  readonly label: string;
  readonly children?: ReactNode;
}) {
  const isHere = useRouterState({ select: ({ location }) => location.pathname.startsWith(to) });
  return (
    <Link to={to} className={styles.link} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} size={22} />
      {label}
      {children}
    </Link>
  );
}

/** The number of items that wait, while it is known without a unit: nothing before the day's first opening. */
function TasksLink() {
  const t = useTexts();
  const { data } = useRead('listCount', {});
  const count = data?.count ?? 0;
  return (
    <RailLink to="/tasks" icon="checklist" label={t.worklist.title}>
      {count > 0 && (
        <span className={styles.badge} aria-label={t.worklist.waiting(count)} role="img">
          {count}
        </span>
      )}
    </RailLink>
  );
}

/** The number of unread messages. */
function MailLink() {
  const t = useTexts();
  const { data } = useReadEvery('inboxCount', {}, mailEveryMs);
  const count = data?.unread ?? 0;
  return (
    <RailLink to="/mail" icon="inbox" label={t.shell.mail}>
      {count > 0 && (
        <span className={styles.badge} aria-label={t.shell.unread(count)} role="img">
          {count}
        </span>
      )}
    </RailLink>
  );
}

function AccountMenu({ name }: { readonly name: string }) {
  const t = useTexts();
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
        aria-label={`${initials(name)}, ${t.labelled(t.shell.me, name)}`}
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
          <Link
            to="/account"
            className="link"
            onClick={() => {
              setOpen(false);
            }}
          >
            {t.own.title}
          </Link>
          <LanguageSwitch />
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
