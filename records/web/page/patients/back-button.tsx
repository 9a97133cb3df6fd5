import { useNavigate, useRouter } from '@tanstack/react-router';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './patients.module.css';

/** Goes back to the screen before, or to the file if this screen was opened by its address. */
export function useGoBack(scope: string): () => void {
  const { history } = useRouter();
  const navigate = useNavigate();
  return () => {
    if (history.canGoBack()) history.back();
    else void navigate({ to: '/patients/$scope', params: { scope } });
  };
}

/** Leads back to where a paper was begun: the file, or a consultation that goes on. */
export function BackButton({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const goBack = useGoBack(scope);
  return (
    <span className={styles.actions}>
      <button type="button" className="button" onClick={goBack}>
        <Icon name="chevron-left" /> {t.paper.goBack}
      </button>
    </span>
  );
}
