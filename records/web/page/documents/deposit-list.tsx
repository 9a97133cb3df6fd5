import type { DepositView } from '../../port/document-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import type { Undo } from '../elements/use-undo.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';

/** Documents that wait for a doctor. The reception sees that they wait, and not what they are. */
export function DepositList({
  scope,
  deposits,
  undo,
  onOpen,
}: {
  readonly scope: string;
  readonly deposits: readonly DepositView[];
  readonly undo: Undo;
  /** Null for a member who cannot open them. */
  readonly onOpen: ((id: string) => void) | null;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const remove = useWrite('depositRemove');
  return (
    <>
      {remove.error !== null && <FailureNote error={remove.error} />}
      <ul className={styles.deposits} aria-label={onOpen === null ? t.document.deposited : t.document.toFile}>
        {deposits.map(({ id, at, author, size }) => {
          const name = t.document.depositBy(author, dayAndTime(Date.parse(at), language));
          return (
            <li key={id}>
              <Icon name="file-text" />
              <span>
                {name} <small className="soft">{t.document.size(size)}</small>
              </span>
              {onOpen !== null && (
                <button
                  type="button"
                  className="button"
                  aria-label={t.labelled(t.document.openDeposit, name)}
                  onClick={() => {
                    onOpen(id);
                  }}
                >
                  {t.document.openDeposit}
                </button>
              )}
              <button
                type="button"
                className="link"
                aria-label={t.labelled(t.document.depositRemove, name)}
                onClick={() => {
                  remove.mutate(
                    { scope, id },
                    {
                      onSuccess: (written) => {
                        undo.done(t.document.depositRemoved, written);
                      },
                    },
                  );
                }}
              >
                {t.document.depositRemove}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
