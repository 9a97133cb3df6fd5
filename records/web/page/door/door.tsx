import { SignIn } from '../shell/sign-in.tsx';
import { FoundScreen } from '../found/found-screen.tsx';
import { JoinScreen } from './join-screen.tsx';
import { RecoverScreen } from './recover-screen.tsx';
import { useHash } from './use-hash.ts';

/** The screens without a session. */
export function Door() {
  const [first, second] = useHash();
  if (first === 'join') return <JoinScreen given={second ?? ''} />;
  if (first === 'recover') return <RecoverScreen />;
  if (first === 'found') return <FoundScreen />;
  return <SignIn />;
}
