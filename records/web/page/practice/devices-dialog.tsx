import { useState } from 'react';
import type { FreezeReasonView, MemberView } from '../../port/practice-calls.ts';
import { DeviceList } from '../elements/device-list.tsx';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';
import { RenewForm } from './renew-form.tsx';

const reasons: readonly FreezeReasonView[] = ['lost_device', 'suspected_theft', 'precaution'];

/** Keys and sessions of one member, and what ends them. */
export function DevicesDialog({
  member,
  onClose,
  onInvite,
}: {
  readonly member: MemberView;
  readonly onClose: () => void;
  readonly onInvite: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { me } = useOpenSession();
  const toast = useToast();
  const endSession = useWrite('memberEndSession');
  const removePasskey = useWrite('memberRemovePasskey');
  const withdraw = useWrite('memberWithdraw');
  const freeze = useWrite('memberFreeze');
  const retire = useWrite('memberRetire');
  const [isSure, setSure] = useState(false);
  const texts = t.members.devices;
  const { id, name, roles, status, devices } = member;
  const isGateway = roles.includes('gateway');
  const mayEnd = me.roles.includes('administrator') && id !== me.id;
  const error = [endSession, removePasskey, withdraw, freeze, retire].find((one) => one.error !== null)?.error ?? null;
  const isPresent = status === 'active' || status === 'frozen';
  return (
    <Dialog title={isGateway ? t.members.manage(name) : texts.title(name)} onClose={onClose}>
      {devices !== null && !isGateway && (
        <>
          <DeviceList
            {...(mayEnd && { lastHint: texts.last })}
            passkeys={devices.passkeys.map((one) => ({ ...one, isCurrent: false }))}
            sessions={devices.sessions.map((one) => ({ ...one, isCurrent: false }))}
            onRemove={
              mayEnd
                ? (passkey) => {
                    removePasskey.mutate({ member: id, passkey });
                  }
                : null
            }
            onEnd={
              mayEnd
                ? (session) => {
                    endSession.mutate({ member: id, session });
                  }
                : null
            }
          />
          {devices.passkeys.length > 0 && (
            <p className="soft">
              {devices.sheet === null ? texts.noSheet : texts.sheet(dayAndTime(devices.sheet, language))}
            </p>
          )}
        </>
      )}
      {error !== null && <FailureNote error={error} />}
      <div className={styles.row}>
        {status === 'invited' && (
          <button
            type="button"
            className="button"
            onClick={() => {
              withdraw.mutate({ member: id }, { ifShown: onClose });
            }}
          >
            {texts.withdraw}
          </button>
        )}
        {isPresent && !isGateway && (
          <button type="button" className="button" onClick={onInvite}>
            {t.members.inviteDialog.again(name)}
          </button>
        )}
      </div>
      {isPresent && member.until !== null && id !== me.id && <RenewForm member={member} onClose={onClose} />}
      {status === 'active' && id !== me.id && (
        <section className={styles.danger} aria-label={texts.freeze}>
          <h3>{texts.freeze}</h3>
          <p className="soft">{isGateway ? t.members.gateway.freezeLead : texts.freezeLead}</p>
          <div className={styles.row}>
            {reasons.map((reason) => (
              <button
                key={reason}
                type="button"
                className="button"
                onClick={() => {
                  freeze.mutate(
                    { member: id, reason },
                    {
                      onSuccess: () => {
                        toast(texts.frozen(name));
                      },
                    },
                  );
                }}
              >
                {texts.reasons[reason]}
              </button>
            ))}
          </div>
        </section>
      )}
      {isPresent && id !== me.id && (
        <section className={styles.danger} aria-label={texts.retire}>
          <h3>{texts.retire}</h3>
          <p className="soft">{isGateway ? t.members.gateway.retireLead : texts.retireLead}</p>
          <button
            type="button"
            className="button"
            onClick={() => {
              if (!isSure) {
                setSure(true);
                return;
              }
              retire.mutate(
                { member: id },
                {
                  onSuccess: () => {
                    toast(texts.retired);
                  },
                  ifShown: onClose,
                },
              );
            }}
          >
            {isSure ? texts.sure : texts.retire}
          </button>
        </section>
      )}
    </Dialog>
  );
}
