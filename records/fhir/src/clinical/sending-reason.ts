/** Why a gateway does not send a mail, beside the answers of a mail server (`smtp_550`). */
export const refusalReasons = [
  'address_invalid',
  'identity_unqualified',
  'mailbox_of_another',
  'recipient_excluded',
  'sender_unknown',
  // Another member wrote the mail than the one in whose name it is.
  'sender_unproved',
  'document_missing',
  'document_unprintable',
  'mail_incomplete',
  'cda_incomplete',
  'pdf_unsuitable',
  'xdm_incomplete',
  'failed',
  // The patient's file was erased, or the mail is not in it, before the first attempt.
  'file_missing',
  'mail_missing',
  // No attempt in the time of the configuration was confirmed. One whose answer was lost may have delivered the mail.
  'given_up',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Errors of a recipient's program (HL7 table messageErrorCondition, as the MSSanté guide lists it). */
export const receiptReasons = [
  ...['0', '100', '101', '102', '103', '198', '199', '200', '201', '202', '203', '204', '205', '206', '207'],
  '902',
] as const;

/** A reason by what a person can do about it. */
export type SendingReason =
  | { readonly kind: 'refusal'; readonly code: RefusalReason }
  /** The sender's mail server refused it for good. */
  | { readonly kind: 'smtp'; readonly code: string }
  /** A mail server on the way says that it was not delivered. */
  | { readonly kind: 'undelivered'; readonly code: string }
  | { readonly kind: 'receipt'; readonly code: string };

/** Reads the reason of a mail that was not sent or that failed. */
export function readSendingReason(reason: string): SendingReason {
  const refusal = refusalReasons.find((one) => one === reason);
  if (refusal !== undefined) return { kind: 'refusal', code: refusal };
  const [, smtp] = /^smtp_(\d{3})$/.exec(reason) ?? [];
  if (smtp !== undefined) return { kind: 'smtp', code: smtp };
  const [, status] = /^undelivered_(.+)$/.exec(reason) ?? [];
  return status === undefined ? { kind: 'receipt', code: reason } : { kind: 'undelivered', code: status };
}
