import {
  DataError,
  RecordsClientError,
  sendFromFile,
  transientCodes,
  withdrawMessage,
  type MessageToSend,
  type SealedMessage,
} from '@etanche/records-client';
import type { SendOutcome } from '../../port/send-calls.ts';
import type { WorkerSide } from '../../port/worker-side.ts';
import type { SessionHost } from '../session-host.ts';

/** A sealed message, and the file that records it; a message that belongs to no file has none. */
export type Sending = MessageToSend | { readonly file: null; readonly sealed: SealedMessage };

/** Messages that are on their way, by the key of the page: a repetition continues and never seals a second one. */
export type Sendings = {
  /**
   * @param same equal for a message that a person would take for this one; of such, a second one is sealed only once it
   *   is known that the first one has not left
   * @returns the id of the message
   * @throws DataError `uncertain`, `already_sent`
   */
  send(key: string, same: string, seal: () => Promise<Sending>): Promise<string>;
  /** Reads the outcome of a sending whose answer was lost. Sends nothing. */
  check(key: string): Promise<SendOutcome>;
};

export function createSendings(host: SessionHost, emit: WorkerSide['emit']): Sendings {
  const sealed = new Map<string, Promise<Sending>>();
  /** Keys of sendings of which nobody knows whether they left, by `same`. */
  const uncertain = new Map<string, string>();
  host.onClose(() => {
    sealed.clear();
    uncertain.clear();
  });
  const check = async (key: string): Promise<SendOutcome> => {
    const making = sealed.get(key);
    if (making === undefined) return 'unknown';
    try {
      return await (await making).sealed.check();
    } catch (error) {
      if (error instanceof RecordsClientError && isPassing(error)) return 'unknown';
      throw error;
    }
  };
  const requireSettled = async (key: string, same: string): Promise<void> => {
    const before = uncertain.get(same);
    if (before === undefined || before === key) return;
    const outcome = await check(before);
    const earlier = await sealed.get(before);
    if (outcome === 'unknown' || earlier === undefined)
      throw new DataError('uncertain', 'an equal message may have left');
    if (outcome === 'not_sent') {
      // A late request could complete it beside the second one.
      await withdrawMessage(host.open().client, earlier.sealed);
      if ((await check(before)) !== 'not_sent')
        throw new DataError('uncertain', 'an equal message was completed while it was taken back');
    }
    uncertain.delete(same);
    if (outcome === 'sent') throw new DataError('already_sent', 'the message had left before');
  };
  return {
    check,
    async send(key, same, seal) {
      await requireSettled(key, same);
      let making = sealed.get(key);
      if (making === undefined) {
        making = seal();
        sealed.set(key, making);
        making.catch(() => sealed.delete(key));
      }
      const sending = await making;
      const options = {
        onProgress: (sent: number, of: number): void => {
          emit('sending', { key, sent, of });
        },
      };
      try {
        if (sending.file === null) await sending.sealed.send(options);
        else await sendFromFile(sending, options);
        if (uncertain.get(same) === key) uncertain.delete(same);
      } catch (error) {
        if (error instanceof DataError && error.code === 'uncertain') uncertain.set(same, key);
        throw error;
      } finally {
        if (sending.file !== null) emit('patient', { scope: sending.file.scope });
        emit('exchange', { changed: null });
      }
      return sending.sealed.message.message;
    },
  };
}

/** Codes of an answer that may come later. */
function isPassing({ code }: RecordsClientError): boolean {
  return transientCodes.includes(code) || code === 'internal_error' || code === 'answer_invalid';
}
