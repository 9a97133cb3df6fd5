import { runChecks, showChecks } from './run-checks.mjs';

process.exitCode = showChecks(await runChecks()) > 0 ? 1 : 0;
