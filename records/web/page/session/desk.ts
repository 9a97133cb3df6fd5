import { createApplicationRouter } from '../router.tsx';
import type { KeptFiles } from './kept-files.ts';

/**
 * The place of a member in this page between a lock and the next sign-in, in memory only: the address, and the random
 * ids of the open files. Another member finds neither.
 */
export type Desk = KeptFiles & { readonly router: ReturnType<typeof createApplicationRouter> };

/** @returns the desk of the member who has signed in */
export type DeskOf = (member: string) => Desk;

export function createDesk(): DeskOf {
  let owner: string | null = null;
  let desk = newDesk();
  return (member) => {
    if (owner !== null && owner !== member) {
      desk.router.history.destroy();
      history.replaceState(null, '', '#/');
      desk = newDesk();
    }
    owner = member;
    return desk;
  };
}

function newDesk(): Desk {
  let openFiles: readonly string[] = [];
  let part: KeptFiles['part'] = null;
  return {
    router: createApplicationRouter(),
    get openFiles() {
      return openFiles;
    },
    keepOpenFiles(scopes) {
      openFiles = scopes;
    },
    get part() {
      return part;
    },
    keepPart(shown) {
      part = shown;
    },
  };
}
