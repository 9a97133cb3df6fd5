import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { Icon } from '../elements/icon.tsx';
import { usePageKeys } from '../elements/use-page-keys.ts';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './shell.module.css';

/** The search field of every screen; `/` moves there, also from an empty field in which a patient is searched. */
export function QuickSearch({ onCommand }: { readonly onCommand: (text: string) => void }) {
  const t = useTexts();
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  usePageKeys((event) => {
    const { target } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const isEmptySearch =
      isTyping && target.value === '' && target.role === 'combobox' && target.closest('dialog') === null;
    if (event.key !== '/' || (isTyping && !isEmptySearch)) return;
    event.preventDefault();
    field.current?.focus();
  });
  return (
    <div className={styles.search} role="search" aria-label={t.shell.search}>
      <PatientSearch
        field={field}
        label={t.shell.search}
        icon={<Icon name="search" />}
        hint={<kbd>/</kbd>}
        onCommand={onCommand}
        onChoose={({ scope }) => {
          void navigate({ to: '/patients/$scope', params: { scope } });
        }}
      />
    </div>
  );
}
