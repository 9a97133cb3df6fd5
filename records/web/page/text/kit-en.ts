import type { kitFr } from './kit-fr.ts';

export const kitEn: typeof kitFr = {
  tab: 'Recovery kit',
  title: 'Recovery kit',
  what: 'Its purpose',
  lead: 'Three printed sheets. Two of them give access to the practice back if all keys are lost. Replace them if a sheet is lost or somebody may have read it.',
  replace: 'Its replacement',
  steps: [
    'A doctor prints three new sheets, reads them and confirms them. Nothing changes before.',
    'Two approvers sign on the vaults’ pages. From then on the old kit signs nothing.',
    'The doctor completes it here, on the same device: the practice’s keys change, and the old kit reads nothing that is written afterwards.',
    'Destroy the old sheets, and keep the new ones in three different places.',
  ],
  doctorOnly: 'A doctor of the practice replaces the kit.',
  begin: 'Prepare a new kit',
  waiting: (approvals, needed) => `New kit proposed: ${approvals} of ${needed} approvals`,
  waitingLead: 'Until then the old kit stays valid. You may close this page: this device keeps what completes it.',
  fingerprint: 'Fingerprint to compare with the vault’s page',
  approved: 'The approvers have accepted the new kit',
  approvedLead: 'The old kit signs nothing any more. The practice’s keys remain to be changed.',
  complete: 'Complete the replacement',
  done: 'The new kit is in use. Destroy the old sheets.',
  ended: 'The request was refused or has expired',
  endedLead: 'The sheets that were printed for it are void: destroy them. The old kit stays valid.',
  again: 'Understood',
  elsewhere:
    'A new kit was accepted, but the replacement is not complete. Complete it on the device of the doctor who printed the sheets. If that device is lost, prepare another kit on another one: those sheets are of no use any more.',
  gate: {
    title: 'Print the new kit',
    next: 'Next, two approvers sign on the vaults’ pages. The old kit stays valid until then.',
    printed: (date) => `Printed on ${date}`,
    cancel: 'Give this kit up',
    cancelLead:
      'If this page closes before the confirmation, nothing has changed: destroy these sheets and begin again.',
  },
};
