import type { PartyView } from '../../port/exchange-calls.ts';
import type { SendTexts } from '../text/send-fr.ts';

/** To whom something goes: a doctor, or all doctors of a practice. */
export function recipientName({ doctor, name }: Pick<PartyView, 'doctor' | 'name'>, s: SendTexts): string {
  return doctor ?? s.wholePractice(name);
}
