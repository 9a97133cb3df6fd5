import { fields, hkdf, id, label, stream, u32 } from '../reference.ts';
import { practice, alice, practiceSecrets, secretOf } from './people.ts';

export const scope = id('patient');
export const evaluated = stream('evaluated', 64);
export const erasure = stream('erasure', 32);
export const scopeSecret = hkdf(
  practiceSecrets.scopeRoot,
  label('scope/secret'),
  fields(label('scope/secret'), 'scope', scope),
);
export const compartmentInfo = fields(label('compartment'), scope, 'clinical', u32(1));
export const roleSecret = secretOf(1, 'care');
export const compartmentKey = hkdf(fields(evaluated, erasure), roleSecret, compartmentInfo);
export const place = {
  practice,
  scope,
  compartment: 'clinical',
  resource: id('resource'),
  version: 1,
  epoch: 1,
  author: alice.member,
  time: 1_790_000_000_123,
};
