import { useEffect, useRef, useState } from 'react';
import type { VersionView } from '../../port/entry-calls.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { FailureNote } from './failure.tsx';
import { Loading } from './loading.tsx';
import { useToast } from './toasts.tsx';

/** Every version of a resource with its author and time, and every element of each, known to the screens or not. */
export function VersionsDialog({
  scope,
  id,
  title,
  onClose,
}: {
  readonly scope: string;
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { data, error } = useRead('recordVersions', { scope, id });
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={t.labelled(t.clinic.versions, title)}
      onClose={onClose}
      onKeyDown={(event) => {
        // The form below the dialog closes on Escape too.
        event.stopPropagation();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div className="dialog-body">
        <h2>{title}</h2>
        {error !== null && <FailureNote error={error} />}
        {data === undefined && error === null && <Loading />}
        {data?.map((version, i) => (
          <Version key={version.version} version={version} isOpen={i === 0} isFirst={i === data.length - 1} />
        ))}
        {data !== undefined && data[0]?.isUnreadable !== true && (
          <Misfiled {...{ scope, id }} onDone={() => dialog.current?.close()} />
        )}
        <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
          {t.close}
        </button>
      </div>
    </dialog>
  );
}

/** For doctors: destroys what was filed under the wrong patient, after a confirmation. */
function Misfiled({ scope, id, onDone }: { readonly scope: string; readonly id: string; readonly onDone: () => void }) {
  const t = useTexts();
  const show = useToast();
  const { me } = useOpenSession();
  const destroy = useWrite('recordDestroy');
  const [isConfirmed, setConfirmed] = useState(false);
  if (!me.roles.includes('doctor')) return null;
  return (
    <details className="version">
      <summary>{t.clinic.misfiled}</summary>
      <p>{t.clinic.misfiledLead}</p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={isConfirmed}
            onChange={({ target }) => {
              setConfirmed(target.checked);
            }}
          />{' '}
          {t.clinic.misfiledConfirm}
        </label>
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={!isConfirmed || destroy.isPending}
        onClick={() => {
          if (!isConfirmed || destroy.isPending) return;
          destroy.mutate(
            { scope, id },
            {
              onSuccess: () => {
                show(t.clinic.destroyed);
              },
              ifShown: onDone,
            },
          );
        }}
      >
        {t.clinic.destroy}
      </button>
      {destroy.error !== null && <FailureNote error={destroy.error} />}
    </details>
  );
}

function Version({
  version: { version, author, at, rows, changed, isDeleted, isUnreadable },
  isOpen,
  isFirst,
}: {
  readonly version: VersionView;
  readonly isOpen: boolean;
  readonly isFirst: boolean;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const timeZone = practiceTimeZone();
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);
  return (
    <details className="version" open={isOpen}>
      <summary>
        <strong>{t.clinic.version(version)}</strong> {t.clinic.versionBy(author ?? t.clinic.formerMember, when)}
        <small>
          {isUnreadable
            ? t.clinic.unreadableVersion
            : isDeleted
              ? t.clinic.deleted
              : isFirst
                ? t.clinic.firstVersion
                : t.clinic.changedElements(changed.length)}
        </small>
      </summary>
      <table className="table">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t.clinic.element}</th>
            <th scope="col">{t.clinic.value}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, value }) => (
            <tr key={path} data-changed={changed.includes(path)}>
              <td className="soft">{path}</td>
              <td>
                {value} {changed.includes(path) && <span className="tag">{t.clinic.changed}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
