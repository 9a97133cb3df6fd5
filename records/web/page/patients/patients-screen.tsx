import { Link, useNavigate } from '@tanstack/react-router';
import { displayName } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { useOpenFiles } from '../shell/open-files.tsx';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { PatientSearch } from './patient-search.tsx';
import styles from './patients.module.css';

/** Finds a file, and lists those that this tab has open. */
export function PatientsScreen() {
  const t = useTexts();
  const navigate = useNavigate();
  const { open } = useOpenFiles();
  return (
    <div className={styles.find}>
      <h1>{t.patients.title}</h1>
      <PatientSearch
        label={t.phone.field}
        autoFocus
        onChoose={({ scope }) => {
          void navigate({ to: '/patients/$scope', params: { scope } });
        }}
      />
      <p className="soft">{t.phone.hint}</p>
      <p>
        <Link to="/patients/new" className="button">
          <Icon name="user-plus" /> {t.newPatient.add}
        </Link>
      </p>
      <h2>{t.patients.recent}</h2>
      {open.length === 0 && <p className="soft">{t.patients.noRecent}</p>}
      <ul className={styles.recent}>
        {open.toReversed().map(({ scope, card }) => (
          <li key={scope}>
            <Link to="/patients/$scope" params={{ scope }}>
              <strong>{displayName(card)}</strong> <span>{birthDate(card.birthDate)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
