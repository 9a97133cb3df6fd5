import { useEffect, useRef } from 'react';
import { useTexts } from '../text/use-texts.tsx';
import type { Command } from './commands.ts';
import styles from './keys-help.module.css';

/** Every key of the application, in a dialog that Escape leaves. */
export function KeysHelp({
  commands,
  onClose,
}: {
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const everywhere: readonly (readonly [string, string])[] = [
    ['Ctrl K', t.command.palette],
    ['/', t.command.quickSearch],
    ...commands.flatMap(({ keys, name }) => (keys === null ? [] : [[keys, name] as const])),
  ];
  const { states } = t.agenda;
  const agenda: readonly (readonly [string, string])[] = [
    ['↑ ↓ ← →', t.command.walk],
    [t.visit.enter, t.command.openFile],
    ['A', states.arrived],
    ['C', states.in_consultation],
    ['V', states.seen],
    ['K', states.confirmed],
    ['X', states.absent],
    ['M', t.command.menu],
    ['Alt ↑ ↓', t.command.shift],
    ['Alt Maj ↑ ↓', t.command.resize],
  ];
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="keys"
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div className="dialog-body">
        <h2 id="keys">{t.command.keysTitle}</h2>
        <p className="soft">{t.command.keysLead}</p>
        <KeyList title={t.command.everywhere} rows={everywhere} />
        <KeyList title={t.command.inAgenda} rows={agenda} />
        <KeyList title={t.command.inVisit} rows={[[t.visit.enter, t.command.measure]]} />
        <button type="button" className="button" autoFocus onClick={() => dialog.current?.close()}>
          {t.close}
        </button>
      </div>
    </dialog>
  );
}

function KeyList({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.keys}>
        {rows.map(([keys, name]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
