import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { displayName } from '@etanche/records-fhir';
import { Icon } from '../elements/icon.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { useOpenFiles } from './open-files.tsx';
import styles from './shell.module.css';

/** One tab for each open file; a tab changes the whole page. */
export function OpenFileTabs() {
  const t = useTexts();
  const { open, remove } = useOpenFiles();
  const close = useWrite('closePatient');
  const navigate = useNavigate();
  const { scope: shown } = useParams({ strict: false });
  return (
    <ul className={styles.files} aria-label={t.shell.openFiles}>
      {open.map(({ scope, card }) => (
        <li key={scope} className={styles.file} data-current={scope === shown}>
          <Link to="/patients/$scope" params={{ scope }} aria-current={scope === shown ? 'page' : undefined}>
            {displayName(card)} <span>{card.birthDate?.slice(0, 4)}</span>
          </Link>
          <button
            type="button"
            aria-label={t.shell.closeFile(displayName(card))}
            onClick={() => {
              remove(scope);
              close.mutate({ scope });
              if (scope === shown) void navigate({ to: '/agenda' });
            }}
          >
            <Icon name="x" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}
