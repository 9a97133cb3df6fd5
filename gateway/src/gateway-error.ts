import { EtancheError } from '@etanche/core-wire';
import type { RefusalReason } from '@etanche/records-fhir';

/**
 * - `config_invalid`: the configuration, or a file that it names, cannot be used; the message names the member.
 * - `login_missing`, `trust_missing`: a file with a password, token or certificate cannot be read.
 * - `mail_insecure`: the server offers no STARTTLS.
 * - the codes of a mail that is not sent: `address_invalid`; `identity_unqualified`, `mailbox_of_another` for the
 *   mailbox of a patient; `recipient_excluded` by the choice of who may see the documents; `sender_unknown` to the
 *   configuration; `sender_unproved` if another member wrote it; `document_missing` in the file; `document_unprintable`
 *   as a PDF; `mail_incomplete` for all else that the rules of MSSanté ask for.
 */
export type GatewayErrorCode = 'config_invalid' | 'login_missing' | 'trust_missing' | 'mail_insecure' | RefusalReason;

export class GatewayError extends EtancheError<GatewayErrorCode> {}
