/**
 * Entry point of `npm start`, `npm test` and `npm run …`: prepares the target's requirements, with only Node 18 or
 * newer, and then runs it under Node 24.
 */
import { runTarget } from './run-target.mjs';

await runTarget(process.argv[2], process.argv.slice(3));
