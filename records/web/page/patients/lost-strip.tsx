import { useState } from 'react';
import { VersionsDialog } from '../elements/versions-dialog.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './damaged.module.css';

/** Says on every screen of a file that a repair found elements lost, with what is left of each. */
export function LostStrip({ scope, lost }: { readonly scope: string; readonly lost: readonly string[] }) {
  const t = useTexts();
  const [shown, setShown] = useState<{ readonly id: string; readonly title: string } | null>(null);
  if (lost.length === 0) return null;
  return (
    <>
      <div role="alert" className={styles.lost}>
        <strong>{t.damage.lostHere(lost.length)}</strong>
        {lost.map((id, i) => {
          const title = t.damage.lostOne(i + 1);
          return (
            <button
              key={id}
              type="button"
              className="link"
              onClick={() => {
                setShown({ id, title });
              }}
            >
              {title}
            </button>
          );
        })}
        <small>{t.damage.lostLead}</small>
      </div>
      {shown !== null && (
        <VersionsDialog
          {...{ scope, ...shown }}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
    </>
  );
}
