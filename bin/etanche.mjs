#!/usr/bin/env node
import { runTarget } from '../scripts/run-target.mjs';

await runTarget('etanche', process.argv.slice(2));
