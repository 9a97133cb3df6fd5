import type { UsageView } from '../../port/watch-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { initials } from '../elements/initials.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './watch.module.css';

/** Members with keys, files opened in 24 hours against the limit, and state. A name selects the member's curve. */
export function UsageTable({
  members,
  shown,
  mayRaise,
  onShow,
  onRaise,
}: {
  readonly members: readonly UsageView[];
  /** Id of the member whose curve is shown. */
  readonly shown: string | null;
  readonly mayRaise: boolean;
  readonly onShow: (member: UsageView) => void;
  readonly onRaise: (member: UsageView) => void;
}) {
  const t = useTexts();
  return (
    <div className={`card ${styles.table ?? ''}`} role="region" aria-label={t.watch.usage} tabIndex={0}>
      <table className="table">
        <caption className="visually-hidden">{t.watch.usage}</caption>
        <thead>
          <tr>
            <th scope="col">{t.watch.member}</th>
            <th scope="col" className={styles.devices}>
              {t.watch.devices}
            </th>
            <th scope="col">{t.watch.opened}</th>
            <th scope="col">{t.watch.state}</th>
            {mayRaise && (
              <th scope="col">
                <span className="visually-hidden">{t.members.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member, place) => (
            <tr key={member.id} data-shown={member.id === shown}>
              <th scope="row">
                <div className={styles.who}>
                  <span className={styles.face} data-kind={(place % 5) + 1} aria-hidden="true">
                    {initials(member.name)}
                  </span>
                  <span>
                    <button
                      type="button"
                      aria-pressed={member.id === shown}
                      onClick={() => {
                        onShow(member);
                      }}
                    >
                      <span className="visually-hidden">{t.watch.show} </span>
                      {member.name}
                    </button>
                    <small>{member.roles.map((role) => t.roles[role]).join(', ')}</small>
                  </span>
                </div>
              </th>
              <td className={styles.devices}>
                {member.devices === null ? '' : t.watch.keys(member.devices.keys, member.devices.sessions)}
              </td>
              <td>
                <Opened member={member} />
              </td>
              <td>
                <States member={member} />
              </td>
              {mayRaise && (
                <td className={styles.actions}>
                  {member.limit > 0 && (
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={t.watch.raise(member.name)}
                      onClick={() => {
                        onRaise(member);
                      }}
                    >
                      <Icon name="arrow-up" size={16} />
                      <span className={styles.raise}>{t.watch.raiseShort}</span>
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Opened({ member: { files, limit, emergency } }: { readonly member: UsageView }) {
  const t = useTexts();
  if (limit === 0 && files === 0) return <span className="soft">{t.watch.noRight}</span>;
  const share = limit === 0 ? 100 : Math.min(100, (100 * files) / limit);
  return (
    <div className={styles.opened}>
      <svg className={styles.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" rx="3" />
        <rect className={styles.filled} width={share} height="6" rx="3" data-full={share >= 75} />
      </svg>
      <span>
        {t.watch.openedOf(files, limit)}
        {emergency > 0 && <small>{t.watch.emergencies(emergency)}</small>}
      </span>
    </div>
  );
}

/** States that hold a member back; the others are hints. */
const held: readonly string[] = ['frozen', 'unacknowledged', 'dormant'];

function States({ member: { states, limit, lower, raisedUntil } }: { readonly member: UsageView }) {
  const t = useTexts();
  const { language } = useLanguage();
  if (states.length === 0 && lower.length === 0)
    return <span className="soft">{limit === 0 ? t.watch.opensNoFile : t.watch.fine}</span>;
  return (
    <ul className={styles.states}>
      {states.map((state) => (
        <li key={state} data-kind={held.includes(state) ? 'held' : state}>
          {state === 'one_key' && <Icon name="key" size={14} />}
          {state === 'raised' && raisedUntil !== null
            ? t.watch.raisedUntil(dayAndTime(raisedUntil, language))
            : t.watch.states[state]}
        </li>
      ))}
      {lower.length > 0 && <li data-kind="held">{t.watch.lower(t.watch.vaults(lower))}</li>}
    </ul>
  );
}
