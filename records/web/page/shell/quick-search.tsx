import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Icon } from '../elements/icon.tsx';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './shell.module.css';

/** The search field of every screen; `/` moves there. */
export function QuickSearch() {
  const t = useTexts();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
    };
  }, []);
  return (
    <div className={styles.search} role="search">
      <PatientSearch
        field={field}
        label={t.shell.search}
        icon={<Icon name="search" />}
        hint={<kbd>/</kbd>}
        onChoose={({ scope }) => {
          void navigate({ to: '/patients/$scope', params: { scope } });
        }}
      />
    </div>
  );
}
