import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../../text/use-texts.tsx';
import documentStyles from '../documents.module.css';
import styles from './pdf.module.css';

/**
 * Asks for the password of a document. The field is a text whose letters are hidden, because a browser offers to store
 * what is typed into a password field.
 */
export function PasswordForm({
  isWrong,
  onPassword,
  save,
}: {
  readonly isWrong: boolean;
  readonly onPassword: (password: string) => void;
  readonly save: ReactNode;
}) {
  const t = useTexts();
  const id = useId();
  const [password, setPassword] = useState('');
  return (
    <form
      className={documentStyles.outside}
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== '') onPassword(password);
      }}
    >
      <h3>{t.reader.passwordTitle}</h3>
      <p>{t.reader.passwordLead}</p>
      <div className="field">
        <label htmlFor={id}>{t.reader.password}</label>
        <input
          id={id}
          className={styles.password}
          value={password}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          aria-invalid={isWrong}
          aria-describedby={`${id}-fault`}
          onChange={({ target }) => {
            setPassword(target.value);
          }}
        />
        <small id={`${id}-fault`} className={documentStyles.fault} role="status">
          {isWrong ? t.reader.passwordWrong : ''}
        </small>
      </div>
      <div className={documentStyles.tools}>
        <button type="submit" className="button primary">
          {t.reader.passwordOpen}
        </button>
        {save}
      </div>
      <p className="soft">
        {t.document.saveWarning} <small>{t.reader.code(isWrong ? 'pdf_password_wrong' : 'pdf_encrypted')}</small>
      </p>
    </form>
  );
}
