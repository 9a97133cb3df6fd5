import { useTexts } from '../text/use-texts.tsx';
import styles from './settings.module.css';

/**
 * The buttons of a form, and who wrote the version before.
 *
 * @param onRemove removes the entry that is shown; none for a new entry, or one that cannot be removed
 */
export function FormFooter({
  entry,
  isPending,
  onRemove,
}: {
  readonly entry: { readonly version: number; readonly authorName: string | null } | undefined;
  readonly isPending: boolean;
  readonly onRemove?: (() => void) | undefined;
}) {
  const t = useTexts();
  return (
    <>
      <p className={styles.actions}>
        {entry !== undefined && (
          <span className="soft">{t.settings.last(entry.authorName ?? t.settings.someMember, entry.version)}</span>
        )}
        <button type="submit" className="button primary" aria-disabled={isPending}>
          {t.settings.save}
        </button>
      </p>
      {onRemove !== undefined && (
        <button type="button" className="button quiet" onClick={onRemove}>
          {t.settings.remove}
        </button>
      )}
    </>
  );
}
