/**
 * Every `npm start`, `npm test`, `npm run …` comes here: makes ready what the target needs, with nothing but Node 18
 * or newer, then runs it under Node 24.
 */
import { runTarget } from './run-target.mjs';

await runTarget(process.argv[2], process.argv.slice(3));
