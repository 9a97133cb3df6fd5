import { runChecks } from './run-checks.mjs';

process.exitCode = (await runChecks()) > 0 ? 1 : 0;
