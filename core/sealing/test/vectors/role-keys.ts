import { fields, hkdf, label, u32, xWingPublicKey } from '../reference.ts';
import { practice, secretOf } from './people.ts';

const roleInfo = (epoch: number, role: string, of = practice) => fields(label('epoch/role-key'), of, u32(epoch), role);
/** The X-Wing seed of a role in an epoch. */
export const roleSeed = (epoch: number, role: string, of = practice) =>
  hkdf(secretOf(epoch, role), label('epoch/role-key'), roleInfo(epoch, role, of));
export const rolePublicKey = (epoch: number, role: string, of = practice) => xWingPublicKey(roleSeed(epoch, role, of));
