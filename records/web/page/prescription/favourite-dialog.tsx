import { useState } from 'react';
import type { FavouriteDocument } from '@etanche/records-client';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { usePut } from '../settings/use-put.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './prescription.module.css';

/** Keeps lines of this prescription, without the patient, under a name. */
export function FavouriteDialog({
  lines,
  onClose,
}: {
  readonly lines: FavouriteDocument['lines'];
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { me } = useOpenSession();
  const { put, isPending, error, fault } = usePut();
  const [name, setName] = useState(() => (lines.length === 1 ? (lines[0]?.label.slice(0, 80) ?? '') : ''));
  const [reason, setReason] = useState('');
  const [isShared, setShared] = useState(false);
  return (
    <Dialog title={lines.length === 1 ? t.favourite.keepLine : t.favourite.keepLines(lines.length)} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isPending || name.trim() === '') return;
          const content = { document: 'favourite', owner: isShared ? '' : me.id, name, reason, lines } as const;
          put(content, null, onClose);
        }}
      >
        <ul className="rows">
          {lines.map(({ key, brand, label, typed }) => (
            <li key={`${key} ${brand ?? ''} ${typed}`}>
              <strong>{label}</strong> <small>{typed}</small>
            </li>
          ))}
        </ul>
        <div className="field">
          <label htmlFor="favourite-name">{t.settings.name}</label>
          <input
            id="favourite-name"
            value={name}
            maxLength={80}
            required
            autoFocus
            onChange={({ target }) => {
              setName(target.value);
            }}
          />
        </div>
        <div className="field">
          <label htmlFor="favourite-reason">{t.favourite.reason}</label>
          <input
            id="favourite-reason"
            value={reason}
            maxLength={120}
            placeholder={t.favourite.reasonHint}
            onChange={({ target }) => {
              setReason(target.value);
            }}
          />
        </div>
        <label>
          <input
            type="checkbox"
            checked={isShared}
            onChange={({ target }) => {
              setShared(target.checked);
            }}
          />{' '}
          {t.favourite.share}
        </label>
        <p className="soft">{t.settings.lead}</p>
        {fault !== null && (
          <p className={styles.fault} role="alert">
            {fault}
          </p>
        )}
        {error !== null && <FailureNote error={error} />}
        <button type="submit" className="button primary" aria-disabled={isPending}>
          {t.settings.save} <kbd>{t.visit.enter}</kbd>
        </button>
      </form>
    </Dialog>
  );
}
