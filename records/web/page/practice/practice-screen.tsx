import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

/** The members of the practice. An administrator opens no patient. */
export function PracticeScreen() {
  const t = useTexts();
  const { practice } = useOpenSession();
  const { data: members, error, refetch } = useRead('members', {});
  return (
    <div className={styles.screen}>
      <h1>{practice}</h1>
      <p className="soft">{t.practice.lead}</p>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {members === undefined && error === null && <Loading bars={5} />}
      {members !== undefined && (
        <table className="table card">
          <caption className="visually-hidden">{t.practice.members}</caption>
          <thead>
            <tr>
              <th scope="col">{t.practice.name}</th>
              <th scope="col">{t.practice.roles}</th>
              <th scope="col">{t.practice.status}</th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ id, name, roles, status, isGranted }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{roles.map((role) => t.roles[role]).join(', ')}</td>
                <td>
                  {status === 'active' && isGranted && <Icon name="circle-check" size={16} />}{' '}
                  {t.practice.states[status]}
                  {!isGranted && ` · ${t.practice.noGrant}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
