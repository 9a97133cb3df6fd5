import { expect, test } from 'vitest';
import { practiceNoticeSchema } from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape } from '@etanche/core-wire';
import vectors from '../../../vectors/practice-notice.json' with { type: 'json' };
import { readSigned } from '../src/orders/signed-request.ts';

const read = (jws: string) =>
  readSigned(jws, jwsTypes.practiceNotice, (value) => parseShape(practiceNoticeSchema, value, 'notice'));

test.for(vectors.good)('a vault reads the notice of $name and its signer', async ({ jws, kid, notice }) => {
  expect(await read(jws)).toEqual({ request: notice, kid });
});

test.for(vectors.refused)('a vault rejects a notice: $name', async ({ jws }) => {
  await expect(read(jws)).rejects.toMatchObject({ code: 'caller_refused' });
});
