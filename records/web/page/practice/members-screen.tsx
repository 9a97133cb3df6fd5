import { useState } from 'react';
import type { MemberView } from '../../port/practice-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useReadEvery } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { AddGatewayDialog } from './add-gateway-dialog.tsx';
import { AdmitDialog } from './admit-dialog.tsx';
import { DevicesDialog } from './devices-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { KeysDue } from './keys-due.tsx';
import { MemberRow } from './member-row.tsx';
import { PendingOrders } from './pending-orders.tsx';
import { PracticeScreen } from './practice-screen.tsx';
import styles from './practice.module.css';

/** A newcomer registers on another device. */
const pollMs = 10_000;

type Shown =
  | { readonly dialog: 'invite'; readonly member: MemberView | null }
  | { readonly dialog: 'gateway'; readonly member: null }
  | { readonly dialog: 'admit' | 'devices'; readonly member: MemberView };

/** The members of the practice, from the invitation to the departure. */
export function MembersScreen() {
  const t = useTexts();
  const { me } = useOpenSession();
  const { data: members, error, refetch } = useReadEvery('members', {}, pollMs);
  const { data: pending } = useRead('pending', {});
  const { data: settings } = useRead('settings', {});
  const professionOf = (id: string): string | null => {
    const speciality = documentsOf(settings, 'practitioner').find(({ content }) => content.member === id)?.content
      .speciality;
    return speciality === undefined || speciality === '' ? null : speciality;
  };
  const [shown, setShown] = useState<Shown | null>(null);
  const close = (): void => {
    setShown(null);
  };
  const current =
    shown === null || shown.member === null
      ? null
      : (members?.find(({ id }) => id === shown.member?.id) ?? shown.member);
  return (
    <PracticeScreen
      action={
        <div className={styles.row}>
          <button
            type="button"
            className="button"
            onClick={() => {
              setShown({ dialog: 'gateway', member: null });
            }}
          >
            <Icon name="plus" />
            {t.members.gateway.add}
          </button>
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setShown({ dialog: 'invite', member: null });
            }}
          >
            <Icon name="user-plus" />
            {t.members.invite}
          </button>
        </div>
      }
    >
      <p className="soft">{t.practice.lead}</p>
      <KeysDue />
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {members === undefined && error === null && <Loading bars={5} />}
      {members !== undefined && (
        <div className={`card ${styles.scroll ?? ''}`}>
          <table className="table">
            <caption className="visually-hidden">{t.practice.members}</caption>
            <thead>
              <tr>
                <th scope="col">{t.practice.name}</th>
                <th scope="col">{t.practice.roles}</th>
                <th scope="col">{t.practice.status}</th>
                <th scope="col">{t.members.keys}</th>
                <th scope="col">{t.members.remaining}</th>
                <th scope="col">
                  <span className="visually-hidden">{t.members.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <MemberRow
                  key={member.id}
                  member={member}
                  profession={professionOf(member.id)}
                  isPending={pending?.orders.some(({ memberId }) => memberId === member.id) ?? false}
                  mayGrant={me.roles.includes('doctor')}
                  onShow={(dialog) => {
                    setShown({ dialog, member });
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <PendingOrders />
      {shown?.dialog === 'invite' && <InviteDialog member={current} onClose={close} />}
      {shown?.dialog === 'gateway' && <AddGatewayDialog onClose={close} />}
      {shown?.dialog === 'admit' && current !== null && <AdmitDialog member={current} onClose={close} />}
      {shown?.dialog === 'devices' && current !== null && (
        <DevicesDialog
          member={current}
          onClose={close}
          onInvite={() => {
            setShown({ dialog: 'invite', member: current });
          }}
        />
      )}
    </PracticeScreen>
  );
}
