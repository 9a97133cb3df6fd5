import { concat, utf8, type Bytes } from '@etanche/core-wire';
import type { Element } from './group.ts';

/** RFC 9497 section 3.1: "OPRFV1-" ‖ I2OSP(modeVOPRF, 1) ‖ "-" ‖ identifier. */
const contextString: Bytes = concat(utf8('OPRFV1-'), Uint8Array.of(0x01), utf8('-ristretto255-SHA512'));

/** Domain separation tags of RFC 9497 sections 2.2.1, 3.2.1 and 4.1. */
export const hashToGroupDst: Bytes = concat(utf8('HashToGroup-'), contextString);
export const hashToScalarDst: Bytes = concat(utf8('HashToScalar-'), contextString);
export const seedDst: Bytes = concat(utf8('Seed-'), contextString);

/** The canonical generator, RFC 9496 appendix A.1. */
export const generator: Element = Uint8Array.of(
  0xe2,
  0xf2,
  0xae,
  0x0a,
  0x6a,
  0xbc,
  0x4e,
  0x71,
  0xa8,
  0x84,
  0xa9,
  0x61,
  0xc5,
  0x00,
  0x51,
  0x5f,
  0x58,
  0xe3,
  0x0b,
  0x6a,
  0xa5,
  0x82,
  0xdd,
  0x8d,
  0xb6,
  0xa6,
  0x59,
  0x45,
  0xe0,
  0x8d,
  0x2d,
  0x76,
);
