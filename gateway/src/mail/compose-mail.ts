import type { SendMailOptions } from 'nodemailer';
import {
  isPlainAddress,
  mailAddressFault,
  patientMailbox,
  type PatientTraits,
  type Sending,
} from '@etanche/records-fhir';
import { writeXdm } from '@etanche/records-interop';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { GatewayError } from '../gateway-error.ts';
import { composeDocument, instant, oidOf, senderIn, type MailSource } from './compose-document.ts';

/**
 * Builds a mail as the guides of MSSanté ask: subject `XDM/1.0/DDM+…`, IHE_XDM.zip, and one PDF for each document that
 * is readable alone. The same sending gives the same documents with the same ids.
 *
 * @throws GatewayError with a `RefusalReason`; InteropError `xdm_incomplete`, `cda_incomplete`, `pdf_unsuitable`;
 *   DataError
 */
export async function composeMail(source: MailSource, queued: Sending, messageId: string): Promise<SendMailOptions> {
  const { config, file } = source;
  const { mail } = config;
  if (mail === null) throw new GatewayError('mail_incomplete', 'no mailbox is configured');
  const { traits } = file.patient();
  requireRecipient(queued, traits);
  // The name in the mail is text that its writer chose; the member is proved.
  const { member, name: doctor } = senderIn(config, queued);
  const sending: Sending = { ...queued, from: { id: member, name: doctor } };
  const parts = [];
  for (const document of sending.documents) parts.push(await composeDocument(source, sending, document));
  if (parts.length === 0) throw new GatewayError('mail_incomplete', 'no document is to be sent');
  const xdm = writeXdm({
    documents: parts.map(({ cda }) => ({ bytes: cda, masking: sending.audience, isDeletion: false })),
    ...{ uniqueId: oidOf(source.record, 'set'), sourceId: config.practice.sourceId },
    time: instant(source.now),
    sender: senderOf(config, sending),
  });
  return {
    from: { name: config.practice.name, address: mail.address },
    to: { name: sending.to.name, address: sending.to.address },
    ...{ messageId, date: new Date(source.now), subject: subjectOf(sending.title, traits), text: bodyOf(sending) },
    headers: {
      'Disposition-Notification-To': mail.address,
      ...(sending.isLast && { 'X-MSS-MES': 'FIN' }),
    },
    attachments: [
      { filename: 'IHE_XDM.zip', contentType: 'application/zip', content: Buffer.from(xdm) },
      ...parts.map(({ pdf, name }, i) => ({
        filename: parts.length === 1 ? name : name.replace(/\.pdf$/, `_${i + 1}.pdf`),
        contentType: 'application/pdf',
        content: Buffer.from(pdf),
      })),
    ],
  };
}

/** `XDM/1.0/DDM+<title> <NOM> <prénom> <jj/mm/aaaa>` */
function subjectOf(title: string, { birthFamilyName, birthGivenNames, birthDate }: PatientTraits): string {
  const born = (birthDate ?? '').split('-').toReversed().join('/');
  const name = [(birthFamilyName ?? '').toUpperCase(), birthGivenNames[0] ?? '', born];
  return `XDM/1.0/DDM+${[title, ...name].join(' ')}`.replaceAll(/[\r\n]+/g, ' ').trim();
}

/**
 * A patient's mailbox is named by a qualified INS alone, and shows nothing that is for professionals. A professional
 * gets nothing that is for the patient alone, and only a conversation with a patient is closed.
 */
function requireRecipient({ to, audience, isLast }: Sending, traits: PatientTraits): void {
  const address = to.address.toLowerCase();
  const fault = mailAddressFault(address);
  const isPatient = fault === 'of_patient';
  if (!isPlainAddress(address) || (fault !== null && !isPatient))
    throw new GatewayError('address_invalid', 'the address is none of MSSanté');
  if (isPatient) {
    const own = patientMailbox(traits);
    if (own === null) throw new GatewayError('identity_unqualified', 'the identity of the patient is not qualified');
    if (address !== own) throw new GatewayError('mailbox_of_another', 'the mailbox is that of another patient');
  }
  if (audience === (isPatient ? 'professionals_only' : 'patient_only'))
    throw new GatewayError('recipient_excluded', 'the recipient may not see the documents');
  if (isLast && !isPatient) throw new GatewayError('mail_incomplete', 'only the conversation with a patient is closed');
}

function senderOf({ practice }: GatewayConfig, { from }: Sending) {
  const address = practice.organization.address;
  const lines =
    address === null ? [] : [...address.lines, [address.postalCode, address.city].filter(Boolean).join(' ')];
  return {
    ...{ name: from.name, organization: practice.name, phone: practice.phone },
    addressLines: lines.filter((line) => line !== ''),
    ...{ software: 'Étanche', version: '0.1.0', editor: 'Étanche' },
  };
}

function bodyOf({ body, title, from }: Sending): string {
  const words = body === '' ? `Bonjour,\n\nVeuillez trouver ci-joint le document « ${title} ».` : body;
  return `${words}\n\n${from.name}\n`;
}
