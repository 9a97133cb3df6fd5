// Writes the vectors of docs/protocol.md section 7: `node core/sealing/test/make-vectors.ts`
import './vectors/binary.ts';
import './vectors/epochs.ts';
import './vectors/erasure.ts';
import './vectors/head.ts';
import './vectors/imported.ts';
import './vectors/kept-output.ts';
import './vectors/kit.ts';
import './vectors/member-keys.ts';
import './vectors/message.ts';
import './vectors/practice-notice.ts';
import './vectors/recovery.ts';
import './vectors/search-posting.ts';
import './vectors/settings.ts';
import './vectors/pack.ts';
