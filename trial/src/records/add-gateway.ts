import {
  admitGateway,
  gatewayPlace,
  grant,
  makeGateway,
  openGateway,
  type GatewayFile,
  type RecordsClient,
} from '@etanche/records-client';
import type { TrialPractice } from './start-practice.ts';

/** A gateway that two approvers enrolled and a doctor granted its secrets. */
export type TrialGateway = {
  readonly member: string;
  readonly file: GatewayFile;
  readonly options: TrialPractice['doctor']['options'];
  readonly open: () => Promise<RecordsClient>;
};

/**
 * Adds a gateway to a practice as its members would: keys, order, approvals, grant.
 *
 * @param doctor a session of a doctor, if the practice's own may have ended
 */
export async function addGateway(
  practice: TrialPractice,
  doctor: RecordsClient = practice.doctor.client,
): Promise<TrialGateway> {
  const { options } = await practice.person('Passerelle');
  const { random } = options.environment;
  const { file, registration, fingerprint } = await makeGateway(gatewayPlace(doctor), random);
  const { gateway, order } = await admitGateway(doctor, {
    name: 'Passerelle',
    registration,
    compared: fingerprint,
  });
  await practice.approve(order.order);
  await doctor.session.call('syncMembers');
  await doctor.practice.refresh();
  await grant(doctor, gateway);
  return { member: gateway, file, options, open: () => openGateway(options, file) };
}
