import type { MemberView } from '../../port/practice-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { practiceClock } from '../../port/practice-time.ts';
import { dayAndTime, longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { remainingSteps } from './remaining-steps.ts';
import styles from './practice.module.css';

/** One member: state, devices, what remains to be done, and the next action. */
export function MemberRow({
  member,
  profession,
  isPending,
  mayGrant,
  onShow,
}: {
  readonly member: MemberView;
  /** As the practice's list of practitioners has it; null if it does not. */
  readonly profession: string | null;
  readonly isPending: boolean;
  readonly mayGrant: boolean;
  readonly onShow: (dialog: 'admit' | 'devices') => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const toast = useToast();
  const grant = useWrite('memberGrant');
  const { id, name, roles, status, isGranted, until, devices } = member;
  const steps = remainingSteps(member, isPending, Date.now());
  const seen = devices === null ? [] : devices.passkeys.map(({ used }) => used);
  const textOf = (step: (typeof steps)[number]): string =>
    step === 'invited'
      ? t.members.todo.invited(dayAndTime(devices?.invitedUntil ?? 0, language))
      : t.members.todo[step];
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {roles.map((role) => t.roles[role]).join(', ')}
        {profession !== null && <small className={styles.line}>{profession}</small>}
      </td>
      <td>
        {status === 'active' && isGranted && <Icon name="circle-check" size={16} />} {t.practice.states[status]}
        {until !== null && (
          <small className={styles.line}>
            {(until < Date.now() ? t.members.right.ended : t.members.right.until)(
              longDate(practiceClock(until).slice(0, 10), language),
            )}
          </small>
        )}
      </td>
      <td>
        {devices !== null && devices.passkeys.length > 0 && (
          <>
            {t.members.keysCount(devices.passkeys.length, devices.sessions.length)}
            <small className={styles.line}>
              {t.labelled(
                t.members.lastSeen,
                seen.length === 0 ? t.members.never : dayAndTime(Math.max(...seen), language),
              )}
            </small>
          </>
        )}
      </td>
      <td>
        {steps.length === 0 ? (
          <span className="soft">{status === 'active' ? t.members.nothing : ''}</span>
        ) : (
          <ul className={styles.steps}>
            {steps.map((step) => (
              <li key={step}>{textOf(step)}</li>
            ))}
          </ul>
        )}
        {grant.error !== null && <FailureNote error={grant.error} />}
      </td>
      <td className={styles.actions}>
        {steps.includes('compare') && (
          <button
            type="button"
            className="button"
            onClick={() => {
              onShow('admit');
            }}
          >
            {t.members.admit(name)}
          </button>
        )}
        {steps.includes('grant') && mayGrant && (
          <button
            type="button"
            className="button"
            onClick={() => {
              grant.mutate(
                { member: id },
                {
                  onSuccess: () => {
                    toast(t.members.granted(name));
                  },
                },
              );
            }}
          >
            {t.members.grant(name)}
          </button>
        )}
        {devices !== null && status !== 'importer' && (
          <button
            type="button"
            className="button quiet"
            aria-label={t.members.manage(name)}
            onClick={() => {
              onShow('devices');
            }}
          >
            <Icon name="adjustments" />
          </button>
        )}
      </td>
    </tr>
  );
}
